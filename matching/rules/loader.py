"""Reads rule files. The header's form:

    -- code: paid-after-death            must equal the file's name
    -- question: …                       the question in plain words
    -- headline: {name} died on …        one clue in a sentence; placeholders are facts, or amount
    -- headline_other_name: …            the same where the number agrees and the name differs
    -- example: …                        one worked case, told with people who do not exist
    -- scope: person                     whose subjects it looks at, see SCOPES
    -- severity: high
    -- registries: deaths, …             confidential registries it reads
    -- programmes: means_tested          which programmes' payments it asks about, as a condition
    -- reaches: last-month, …             its answer hangs on how far publications or registries reach
    -- stage: trial                      raises no clue until this version was tried and signed
    -- derives: births, …                what is worked out for it beforehand (matching.derived)
    -- parameter: name = default : what it means      (repeatable; numbers)
    -- basis / exclusion / innocent / next: …         (repeatable)
    -- question_zh, headline_zh, basis_zh, …: the same in Chinese, all lines of a key or none;
       parameter_zh and exclusion_zh read “name: meaning” and name the same things in order

The SELECT returns subject, grade, region_code, programme_code, amount, facts, evidence, groups;
see matching.rules.filling for what it may leave to be filled in.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

from core.exceptions import PortalError
from matching.choices import Ground
from matching.rules.filling import (
    AFFECTED,
    CHANGED,
    LINES,
    PAYMENTS,
    REGION_WITHOUT_DAY,
    Setting,
    Subjects,
    fill,
    parameters_in,
)


FOLDER = Path(__file__).parent
# What a subject's key is, and the column of the affected table that a rule compares with.
SCOPES = {
    "person": "key",
    # a person and everybody in the same household
    "household": "key",
    "account": "key",
    "batch": "id",
    # a village by itself
    "village": "code",
    # a village held against the others of its county
    "peer-villages": "code",
    "county": "code",
    # a village's own books: ledger, vouchers, contracts, works, decisions
    "books": "code",
    # two people of one village whose numbers are almost equal
    "near-pair": "key",
}
# The first or last month that a county published, and the days up to which registries reach.
REACHES = ("first-month", "last-month", "as-of")
# What the scopes that are not about people stand on.
_GROUNDS = {
    "account": Ground.ACCOUNTS,
    "batch": Ground.UNITS,
    "village": Ground.UNITS,
    "peer-villages": Ground.UNITS,
    "county": Ground.UNITS,
    "books": Ground.BOOKS,
}
# Of which scopes the affected table tells programmes apart.
_BY_PROGRAMME = ("peer-villages",)
# In which scopes a subject's own payments make the hit, and so a changed payment can.
_BY_LINE = ("person", "household", "account", "village", "near-pair")
# In which scopes a rule with {payments} has each payment of a hit in its evidence.
_EVIDENCE_IS_WHOLE = ("person", "household")
# Whose affected table says by which programme a subject was touched.
WITH_PROGRAMMES = ("person", "household", "account", "village", "peer-villages", "county")
_HEADER = re.compile(r"^-- (?P<key>[a-z_]+): (?P<value>.+)$")
_PARAMETER = re.compile(r"^(?P<name>[a-z_]+) = (?P<default>-?\d+(?:\.\d+)?) : (?P<meaning>.+)$")
_SELECT = re.compile(r"(SELECT|WITH)\b", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{(?P<name>[a-z_]+)\}")
_HEADLINES = ("headline", "headline_other_name")
_SINGLE = (*_HEADLINES, "example")
_TRANSLATED = ("question", *_SINGLE, "parameter", "basis", "exclusion", "innocent", "next")
_ONCE = (
    "code", "question", "question_zh", "scope", "severity", "stage", "goes_to", "registries", "programmes", "reaches", "derives",
    *_SINGLE,
    *(f"{key}_zh" for key in _SINGLE),
)  # fmt: skip
_REPEATED = ("parameter", "basis", "exclusion", "innocent", "next")
_KEYS = frozenset((*_ONCE, *_REPEATED, *(f"{key}_zh" for key in _TRANSLATED)))
_NEEDED = ("code", "question", "scope", "severity", "basis", "innocent", "next")


class RuleFileError(PortalError):
    """A rule file does not keep the form; the text names file and fault."""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    default: Decimal
    meaning: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What a rule says to its readers, in one language."""

    question: str
    example: str = ""
    headline: str = ""
    headline_other_name: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    basis: tuple[str, ...] = ()
    exclusions: tuple[tuple[str, str], ...] = ()
    innocent: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as its file states it; `version` is a digest of the whole file.

    `english` and `chinese` are its words; what the file does not say in Chinese stands in
    `chinese` in English.
    """

    code: str
    scope: str
    severity: str
    sql: str
    version: str
    english: Wording
    chinese: Wording
    registries: tuple[str, ...] = ()
    programmes: str = ""
    reaches: tuple[str, ...] = ()
    derives: tuple[str, ...] = ()
    on_trial: bool = False
    # What it finds is owed to somebody: a duty of the department, no suspicion against anybody.
    duty: bool = False
    parameters: tuple[Parameter, ...] = ()

    @property
    def question(self) -> str:
        return self.english.question

    @property
    def wording(self) -> Wording:
        """The rule's words in the reader's language."""
        return self.chinese if (get_language() or "").startswith("zh") else self.english

    @property
    def ground(self) -> Ground:
        people = Ground.REGISTERS if self.registries else Ground.PAYMENTS
        return _GROUNDS.get(self.scope, people)

    def defaults(self) -> dict[str, Decimal]:
        return {parameter.name: parameter.default for parameter in self.parameters}

    @property
    def subject_column(self) -> str:
        """Which column of a table of affected subjects it compares with."""
        return SCOPES[self.scope]

    @property
    def by_line(self) -> bool:
        """Whether a changed payment by itself, or beside one other, tells who may have become a hit."""
        return _asks_by_line(self.sql)

    @property
    def lines_of(self) -> frozenset[str]:
        """The registries' tables of which a nightly run first reads only lines of those just paid."""
        return frozenset(match["table"] for match in LINES.finditer(self.sql))

    @property
    def evidence_is_whole(self) -> bool:
        """Whether a clue hangs on just those payments that its evidence names."""
        return bool(PAYMENTS.search(self.sql)) and self.scope in _EVIDENCE_IS_WHOLE

    @property
    def by_programme(self) -> bool:
        """Whether its subjects are narrowed by programme as well."""
        return any(match["programme"] for match in AFFECTED.finditer(self.sql))

    def select(
        self, subjects: Subjects, settings: Mapping[str, Sequence[Setting]] | None = None
    ) -> str:
        """The SELECT to run for these subjects; `settings` are parameters set by region."""
        settings = settings or {}
        values = {p.name: (p.default, settings.get(p.name, ())) for p in self.parameters}
        return fill(self.sql, subjects, values)


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
    if header["scope"][0] not in SCOPES:
        raise RuleFileError(f"{path.name}: unknown scope “{header['scope'][0]}”.")
    sql = "\n".join(lines[body_from:]).strip()
    _check_marks(path, sql, header["scope"][0])
    _check_lines(path, sql)
    parameters = tuple(_parameter(path, line) for line in header.get("parameter", []))
    _check_sql(path, sql, {parameter.name for parameter in parameters})
    header["parameter"] = [f"{item.name}: {item.meaning}" for item in parameters]
    return Rule(
        code=header["code"][0],
        scope=header["scope"][0],
        severity=header["severity"][0],
        sql=sql,
        version=hashlib.sha256(text.encode()).hexdigest()[:16],
        registries=_names(header, "registries"),
        programmes=_programmes(path, header),
        reaches=_reaches(path, header),
        derives=_names(header, "derives"),
        on_trial=_on_trial(path, header),
        duty=_is_duty(path, header),
        parameters=parameters,
        english=_wording(path, header),
        chinese=_wording(path, header | _in_chinese(path, header)),
    )


def _programmes(path: Path, header: dict[str, list[str]]) -> str:
    condition = header.get("programmes", [""])[0]
    if condition and header["scope"][0] not in WITH_PROGRAMMES:
        raise RuleFileError(f"{path.name}: the scope “{header['scope'][0]}” knows no “programmes”.")
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


def _names(header: dict[str, list[str]], key: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in header.get(key, [""])[0].split(",") if name.strip())


def _check_sql(path: Path, sql: str, parameters: set[str]) -> None:
    """One SELECT that can run incrementally and uses the parameters it names, no others."""
    if not AFFECTED.search(sql):
        raise RuleFileError(f"{path.name}: no {{affected:…}} mark, it could not run incrementally.")
    if ";" in sql:
        raise RuleFileError(f"{path.name}: a semicolon; a rule is one SELECT and nothing more.")
    if not _SELECT.match(sql):
        raise RuleFileError(f"{path.name}: a rule begins with SELECT or WITH.")
    if match := REGION_WITHOUT_DAY.search(sql):
        raise RuleFileError(f"{path.name}: the parameter {match[0]} stands without its day.")
    used = parameters_in(sql)
    for name in sorted(used ^ parameters):
        fault = "is used but not in the header" if name in used else "is never used"
        raise RuleFileError(f"{path.name}: the parameter “{name}” {fault}.")


def _check_marks(path: Path, sql: str, scope: str) -> None:
    if any(match["programme"] for match in AFFECTED.finditer(sql)) and scope not in _BY_PROGRAMME:
        raise RuleFileError(f"{path.name}: the scope “{scope}” knows no programmes.")
    if _asks_by_line(sql) and scope not in _BY_LINE:
        raise RuleFileError(
            f"{path.name}: in the scope “{scope}” no single payment decides: no {{payments}}, no"
            " {changed:…}."
        )


def _check_lines(path: Path, sql: str) -> None:
    if LINES.search(sql) and not PAYMENTS.search(sql):
        raise RuleFileError(f"{path.name}: {{lines:…}} stands only beside {{payments}}.")


def _asks_by_line(sql: str) -> bool:
    return bool(PAYMENTS.search(sql) or CHANGED.search(sql))


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
    for key in _HEADLINES:
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
