"""Reads rule files. The header's form:

    -- code: paid-after-death            must equal the file's name
    -- question: …                       the question in plain words
    -- headline: {name} died on …        one clue in a sentence; placeholders are facts, or amount
    -- headline_other_name: …            the same where the number agrees and the name differs
    -- example: …                        one worked case, told with people who do not exist
    -- scope: person                     whose subjects it looks at, see matching.scopes
    -- severity: high
    -- registries: deaths, …             confidential registries it reads
    -- programmes: means_tested          which programmes' payments it asks about, as a condition
    -- asks_about: means_tested          the same where other payments change the answer as well: whom
       the registries ought to know (matching.engine.coverage)
    -- reaches: last-month, …             its answer hangs on how far publications or registries reach
    -- stage: trial                      raises no clue until this version was tried and signed
    -- hint: yes                         statistical: what it finds stands apart from queues and sums
    -- returns: payments                 the SELECT returns payments only, see matching.rules.returning
    -- line: deaths: died_on, source     … and the line of this registry behind each, as line_id
    -- amount: sum(p.amount)             … what is at risk, where it is not just this
    -- fact / group: name = SQL          … further facts and groups (repeatable)
    -- accuses / grows: name, …           its facts: what accuses; what only counts, sums or dates the latest
    -- growth: 2                         an explained clue worth more than so many times is raised again
    -- reason_of: paid-after-death       what it says of payments that one of these says something of as
       well is another reason of that clue (clues.services.joining)
    -- derives: births, …                what is worked out for it beforehand (matching.engine.derived)
    -- unjudged: SELECT count(*) …        payments it could not judge, for want of a number
    -- parameter: name = default : what it means      (repeatable; numbers)
    -- basis / exclusion / innocent / next: …         (repeatable)
    -- question_zh, headline_zh, basis_zh, …: the same in Chinese, all lines of a key or none;
       parameter_zh and exclusion_zh read “name: meaning” and name the same things in order

Without `returns` the SELECT returns subject, grade, region_code, programme_code, amount, facts, evidence, groups;
see matching.rules.template for what it may leave to be filled in.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from clues.services.opening import GROWTH
from matching.rules.household import UNCLEAR, asks_household, with_household, with_lines_at_home
from matching.rules.returning import ACCUSING_FACTS, GROWING_FACTS, ReturnedPayments
from matching.rules.rule import Parameter, Rule, RuleFileError, Wording, asks_by_line
from matching.rules.template import (
    AFFECTED,
    COVERED,
    PAYMENTS,
    REGISTRY_SUBSET,
    parameters_in,
    regions_without_day,
)
from matching.rules.words import unknown_meanings
from matching.scopes import SCOPES, Scope


FOLDER = Path(__file__).parent
# The first or last month that a county published, and the days up to which registries reach.
REACHES = ("first-month", "last-month", "as-of")
_HEADER = re.compile(r"^-- (?P<key>[a-z_]+): (?P<value>.+)$")
_PARAMETER = re.compile(r"^(?P<name>[a-z_]+) = (?P<default>-?\d+(?:\.\d+)?) : (?P<meaning>.+)$")
_AGGREGATE = re.compile(r"^(?P<name>[a-z_]+) = (?P<expression>.+)$")
_LINE = re.compile(r"^(?P<registry>[a-z-]+)(?:: (?P<columns>[a-z_, ]+))?$")
_SELECT = re.compile(r"(SELECT|WITH)\b", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{(?P<name>[a-z_]+)\}")
_HEADREGISTRY_SUBSET = ("headline", "headline_other_name")
_SINGLE = (*_HEADREGISTRY_SUBSET, "example")
_TRANSLATED = ("question", *_SINGLE, "parameter", "basis", "exclusion", "innocent", "next")
_ONCE = (
    "code", "question", "question_zh", "scope", "severity", "stage", "goes_to", "registries", "programmes", "reaches", "derives",
    "returns", "line", "amount", "unjudged", "accuses", "grows", "growth", "asks_about", "reason_of", "hint",
    *_SINGLE,
    *(f"{key}_zh" for key in _SINGLE),
)  # fmt: skip
_REPEATED = ("parameter", "basis", "exclusion", "innocent", "next", "fact", "group")
_KEYS = frozenset((*_ONCE, *_REPEATED, *(f"{key}_zh" for key in _TRANSLATED)))
_NEEDED = ("code", "question", "scope", "severity", "basis", "innocent", "next")


def parse(path: Path) -> Rule:
    """One rule file; raises RuleFileError."""
    text = path.read_text(encoding="utf-8")
    header: dict[str, list[str]] = {}
    lines = text.splitlines()
    body_from = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    for line in lines[:body_from]:
        match = _HEADER.match(line)
        if match is None or match["key"] not in _KEYS:
            raise RuleFileError(f"{path.name}: cannot read the header line “{line}”.")
        header.setdefault(match["key"], []).append(match["value"].strip())
    for key in _NEEDED:
        if key not in header:
            raise RuleFileError(f"{path.name}: the header lacks “{key}”.")
    for key in _ONCE:
        if len(header.get(key, [])) > 1:
            raise RuleFileError(f"{path.name}: the header says “{key}” twice.")
    if header["code"][0] != path.stem:
        raise RuleFileError(f"{path.name}: the code is not the file's name.")
    scope = SCOPES.get(header["scope"][0])
    if scope is None:
        raise RuleFileError(f"{path.name}: unknown scope “{header['scope'][0]}”.")
    sql = with_lines_at_home("\n".join(lines[body_from:]).strip())
    _check_statement(path, sql)
    _check_household(path, sql, scope)
    sql_in_file = sql
    asked = _completed(path, header, sql, scope)
    sql = with_household(asked)
    unjudged = with_household(header.get("unjudged", [""])[0])
    if ";" in sql:
        raise RuleFileError(f"{path.name}: a semicolon; a rule is one SELECT and nothing more.")
    _check_marks(path, sql, scope)
    _check_registry_subset(path, sql)
    _check_absence(
        path,
        sql,
        registries=_names(header, "registries"),
        asked=header.keys() & {"programmes", "asks_about"},
    )
    parameters = tuple(_parameter(path, line) for line in header.get("parameter", []))
    _check_sql(path, sql, {parameter.name for parameter in parameters})
    for key in ("unjudged", "asks_about"):
        if ";" in header.get(key, [""])[0]:
            raise RuleFileError(f"{path.name}: a semicolon in “{key}”.")
    header["parameter"] = [f"{item.name}: {item.meaning}" for item in parameters]
    return Rule(
        code=header["code"][0],
        scope=scope,
        severity=header["severity"][0],
        sql=sql,
        against_registers="registries" in header and "matching_" in asked,
        unjudged=unjudged,
        hint=_is_hint(path, header),
        reason_of=_names(header, "reason_of"),
        asks_about=header.get("asks_about", [""])[0],
        asks_household_only=asks_household(sql_in_file),
        version=hashlib.sha256(text.encode()).hexdigest()[:16],
        registries=_names(header, "registries"),
        programmes=_programmes(path, header, scope),
        reaches=_reaches(path, header),
        derives=_names(header, "derives"),
        **_facts(path, header),
        on_trial=_on_trial(path, header),
        duty=_is_duty(path, header),
        parameters=parameters,
        english=_wording(path, header),
        chinese=_wording(path, header | _in_chinese(path, header)),
    )


def _programmes(path: Path, header: dict[str, list[str]], scope: Scope) -> str:
    condition = header.get("programmes", [""])[0]
    if condition and not scope.with_programmes:
        raise RuleFileError(f"{path.name}: the scope “{scope.name}” knows no “programmes”.")
    if ";" in condition:
        raise RuleFileError(f"{path.name}: a semicolon in “programmes”; it is one condition.")
    return condition


def _reaches(path: Path, header: dict[str, list[str]]) -> tuple[str, ...]:
    names = _names(header, "reaches")
    for name in names:
        if name not in REACHES:
            raise RuleFileError(f"{path.name}: unknown reach “{name}”.")
    return names


def _on_trial(path: Path, header: dict[str, list[str]]) -> bool:
    stage = header.get("stage", ["live"])[0]
    if stage not in ("trial", "live"):
        raise RuleFileError(f"{path.name}: unknown stage “{stage}”.")
    return stage == "trial"


def _is_duty(path: Path, header: dict[str, list[str]]) -> bool:
    to = header.get("goes_to", ["inspectors"])[0]
    if to not in ("inspectors", "department"):
        raise RuleFileError(f"{path.name}: nobody is called “{to}” in “goes_to”.")
    return to == "department"


def _is_hint(path: Path, header: dict[str, list[str]]) -> bool:
    said = header.get("hint", ["no"])[0]
    if said not in ("yes", "no"):
        raise RuleFileError(f"{path.name}: “hint” is yes or no.")
    return said == "yes"


def _names(header: dict[str, list[str]], key: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in header.get(key, [""])[0].split(",") if name.strip())


def _completed(path: Path, header: dict[str, list[str]], sql: str, scope: Scope) -> str:
    """The whole statement: the SELECT as it stands, or what the engine adds to returned payments."""
    returns = header.get("returns", [""])[0]
    beside = [key for key in ("line", "amount", "fact", "group") if key in header]
    if not returns:
        if beside:
            raise RuleFileError(f"{path.name}: “{beside[0]}” stands only with “returns: payments”.")
        return sql
    if returns != "payments":
        raise RuleFileError(f"{path.name}: a rule cannot return “{returns}”.")
    if not scope.of_persons:
        raise RuleFileError(f"{path.name}: in the scope “{scope.name}” no rule returns payments.")
    registry, columns = _line(path, header)
    payments = ReturnedPayments(
        amount=header.get("amount", ["sum(p.amount)"])[0],
        registry=registry,
        columns=columns,
        facts=_aggregates(path, header, "fact"),
        groups=_aggregates(path, header, "group"),
        may_be_unclear=UNCLEAR in sql,
    )
    return payments.completed(sql, scope)


def _line(path: Path, header: dict[str, list[str]]) -> tuple[str, tuple[str, ...]]:
    """Registry and columns of the line behind each payment; both empty without one."""
    if "line" not in header:
        return "", ()
    match = _LINE.match(header["line"][0])
    if match is None or match["registry"] not in _names(header, "registries"):
        raise RuleFileError(f"{path.name}: “line” names none of the rule's registries.")
    columns = (match["columns"] or "").split(",")
    return match["registry"], tuple(column.strip() for column in columns if column.strip())


def _facts(path: Path, header: dict[str, list[str]]) -> dict[str, Any]:
    """What its facts mean for a clue that was explained (clues.services.opening)."""
    accuses, grows = set(_names(header, "accuses")), set(_names(header, "grows"))
    if both := accuses & grows:
        raise RuleFileError(f"{path.name}: the fact “{min(both)}” cannot both accuse and grow.")
    if "returns" in header:
        own = set(_aggregates(path, header, "fact"))
        if unsaid := own - accuses - grows - ACCUSING_FACTS - GROWING_FACTS:
            raise RuleFileError(f"{path.name}: does the fact “{min(unsaid)}” accuse or grow?")
        accuses |= ACCUSING_FACTS - grows
        grows |= GROWING_FACTS - accuses
    growth = header.get("growth", [str(GROWTH)])[0]
    if not re.fullmatch(r"\d+(\.\d+)?", growth) or Decimal(growth) < 1:
        raise RuleFileError(f"{path.name}: “growth” is a number from 1.")
    return {"accuses": frozenset(accuses), "grows": frozenset(grows), "growth": Decimal(growth)}


def _aggregates(path: Path, header: dict[str, list[str]], key: str) -> dict[str, str]:
    found = {}
    for line in header.get(key, []):
        match = _AGGREGATE.match(line)
        if match is None:
            raise RuleFileError(f"{path.name}: “{line}” should read “name = SQL”.")
        found[match["name"]] = match["expression"]
    return found


def _check_statement(path: Path, sql: str) -> None:
    if not _SELECT.match(sql):
        raise RuleFileError(f"{path.name}: a rule begins with SELECT or WITH.")


def _check_sql(path: Path, sql: str, parameters: set[str]) -> None:
    """One SELECT that can run incrementally and uses the parameters it names, no others."""
    if not AFFECTED.search(sql):
        raise RuleFileError(f"{path.name}: no {{affected:…}} mark, it could not run incrementally.")
    for mark in regions_without_day(sql):
        raise RuleFileError(f"{path.name}: the parameter {mark} stands without its day.")
    for mark in unknown_meanings(sql):
        raise RuleFileError(f"{path.name}: no list of words has what {mark} asks for.")
    used = parameters_in(sql)
    for name in sorted(used ^ parameters):
        fault = "is used but not in the header" if name in used else "is never used"
        raise RuleFileError(f"{path.name}: the parameter “{name}” {fault}.")


def _check_household(path: Path, sql: str, scope: Scope) -> None:
    if asks_household(sql) and not scope.with_household:
        raise RuleFileError(
            f"{path.name}: in the scope “{scope.name}” nobody looks again when a household changes:"
            " no {persons:…}."
        )


def _check_marks(path: Path, sql: str, scope: Scope) -> None:
    if any(match["programme"] for match in AFFECTED.finditer(sql)) and not scope.by_programme:
        raise RuleFileError(f"{path.name}: the scope “{scope.name}” knows no programmes.")
    if asks_by_line(sql) and not scope.by_line:
        raise RuleFileError(
            f"{path.name}: in the scope “{scope.name}” no single payment decides: no {{payments}}, no"
            " {changed:…}."
        )


def _check_absence(
    path: Path, sql: str, *, registries: Collection[str], asked: Collection[str]
) -> None:
    """Who is missing from a list is told only of those who ought to stand there."""
    for match in COVERED.finditer(sql):
        if match["registry"] not in registries:
            raise RuleFileError(f"{path.name}: {match[0]} names none of the rule's registries.")
        if not asked:
            raise RuleFileError(f"{path.name}: {{covered:…}} stands only with “programmes”.")


def _check_registry_subset(path: Path, sql: str) -> None:
    if REGISTRY_SUBSET.search(sql) and not PAYMENTS.search(sql):
        raise RuleFileError(f"{path.name}: {{registry_subset:…}} stands only beside {{payments}}.")


def _in_chinese(path: Path, header: dict[str, list[str]]) -> dict[str, list[str]]:
    """The Chinese lines by their English key, each as many as there are in English."""
    found = {key: header[f"{key}_zh"] for key in _TRANSLATED if f"{key}_zh" in header}
    for key, lines in found.items():
        if len(lines) != len(header.get(key, [])):
            raise RuleFileError(f"{path.name}: “{key}_zh” has not as many lines as “{key}”.")
    for key in ("parameter", "exclusion"):
        names = [_named(path, line)[0] for line in header.get(key, [])]
        if key in found and [_named(path, line)[0] for line in found[key]] != names:
            raise RuleFileError(f"{path.name}: “{key}_zh” does not name the same as “{key}”.")
    for key in _HEADREGISTRY_SUBSET:
        texts = [_PLACEHOLDER.findall(lines[key][0]) for lines in (header, found) if key in lines]
        if any(set(names) != set(texts[0]) for names in texts):
            raise RuleFileError(f"{path.name}: “{key}_zh” does not use the same facts.")
    return found


def _wording(path: Path, header: dict[str, list[str]]) -> Wording:
    return Wording(
        question=header["question"][0],
        example=header.get("example", [""])[0],
        headline=header.get("headline", [""])[0],
        headline_other_name=header.get("headline_other_name", [""])[0],
        parameters=tuple(_named(path, line) for line in header["parameter"]),
        basis=tuple(header["basis"]),
        exclusions=tuple(_named(path, line) for line in header.get("exclusion", [])),
        innocent=tuple(header["innocent"]),
        next_steps=tuple(header["next"]),
    )


def _parameter(path: Path, line: str) -> Parameter:
    match = _PARAMETER.match(line)
    if match is None:
        raise RuleFileError(f"{path.name}: cannot read the parameter “{line}”.")
    return Parameter(match["name"], Decimal(match["default"]), match["meaning"])


def _named(path: Path, line: str) -> tuple[str, str]:
    name, separator, meaning = line.partition(": ")
    if not separator:
        raise RuleFileError(f"{path.name}: “{line}” should read “name: meaning”.")
    return name, meaning


@lru_cache(maxsize=1)
def _read() -> tuple[dict[str, Rule], dict[str, str]]:
    rules, faults = {}, {}
    for path in sorted(FOLDER.glob("*.sql")):
        try:
            rules[path.stem] = parse(path)
        except RuleFileError as error:
            faults[path.stem] = str(error)
    return rules, faults


def all_rules() -> dict[str, Rule]:
    """Every readable rule by its code, in the order of the codes."""
    return _read()[0]


def rule_faults() -> dict[str, str]:
    """What is wrong with the files that cannot be read, by their name: they stop no other rule."""
    return _read()[1]


def rule_of(code: str) -> Rule:
    try:
        return all_rules()[code]
    except KeyError as error:
        known = ", ".join(all_rules())
        raise RuleFileError(f"There is no rule “{code}”. Known rules: {known}.") from error
