"""Reads rule files. The header's form:

    -- code: paid-after-death            must equal the file's name
    -- question: …                       the question in plain words
    -- scope: person                     person, account, batch, village or project
    -- severity: high
    -- registries: deaths, …             confidential registries it reads
    -- parameter: name = default : what it means      (repeatable; whole numbers)
    -- basis / exclusion / innocent / next: …         (repeatable)

The SELECT returns subject, grade, region_code, programme_code, amount, facts, evidence. It
marks with `{affected:COLUMN}` where an incremental run narrows the subjects, and uses
parameters as `{name}`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from core.exceptions import PortalError


FOLDER = Path(__file__).parent
SCOPES = ("person", "account", "batch", "village", "project")
_HEADER = re.compile(r"^-- (?P<key>[a-z_]+): (?P<value>.+)$")
_PARAMETER = re.compile(r"^(?P<name>[a-z_]+) = (?P<default>-?\d+) : (?P<meaning>.+)$")
_AFFECTED = re.compile(r"\{affected:(?P<column>[a-z_.]+)\}")
_ONCE = ("code", "question", "question_zh", "scope", "severity", "registries")
_REPEATED = ("basis", "exclusion", "innocent", "next")
_NEEDED = ("code", "question", "scope", "severity", "basis", "innocent", "next")


class RuleFileError(PortalError):
    """A rule file does not keep the form; the text names file and fault."""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    default: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as its file states it; `version` is a digest of the whole file."""

    code: str
    question: str
    scope: str
    severity: str
    sql: str
    version: str
    question_zh: str = ""
    registries: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    basis: tuple[str, ...] = ()
    exclusions: tuple[tuple[str, str], ...] = ()
    innocent: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = field(default=())

    def defaults(self) -> dict[str, int]:
        return {parameter.name: parameter.default for parameter in self.parameters}

    def select(self, parameters: dict[str, int], affected: str | None) -> str:
        """The SELECT to run; `affected` names a table of subjects, None looks at all."""
        condition = "" if affected is None else f"AND \\g<column> IN (SELECT key FROM {affected})"
        sql = _AFFECTED.sub(condition, self.sql)
        for name, value in parameters.items():
            sql = sql.replace(f"{{{name}}}", str(int(value)))
        return sql


def parse(path: Path) -> Rule:
    """One rule file; raises RuleFileError."""
    text = path.read_text(encoding="utf-8")
    header: dict[str, list[str]] = {}
    lines = text.splitlines()
    body_from = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    for line in lines[:body_from]:
        match = _HEADER.match(line)
        if match is None or match["key"] not in (*_ONCE, *_REPEATED, "parameter"):
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
    if not _AFFECTED.search(sql):
        raise RuleFileError(f"{path.name}: no {{affected:…}} mark, it could not run incrementally.")
    return Rule(
        code=header["code"][0],
        question=header["question"][0],
        question_zh=header.get("question_zh", [""])[0],
        scope=header["scope"][0],
        severity=header["severity"][0],
        sql=sql,
        version=hashlib.sha256(text.encode()).hexdigest()[:16],
        registries=tuple(
            name.strip() for name in header.get("registries", [""])[0].split(",") if name.strip()
        ),
        parameters=tuple(_parameter(path, line) for line in header.get("parameter", [])),
        basis=tuple(header["basis"]),
        exclusions=tuple(_exclusion(path, line) for line in header.get("exclusion", [])),
        innocent=tuple(header["innocent"]),
        next_steps=tuple(header["next"]),
    )


def _parameter(path: Path, line: str) -> Parameter:
    match = _PARAMETER.match(line)
    if match is None:
        raise RuleFileError(f"{path.name}: cannot read the parameter “{line}”.")
    return Parameter(match["name"], int(match["default"]), match["meaning"])


def _exclusion(path: Path, line: str) -> tuple[str, str]:
    name, separator, meaning = line.partition(": ")
    if not separator:
        raise RuleFileError(f"{path.name}: an exclusion reads “name: meaning”.")
    return name, meaning


@lru_cache(maxsize=1)
def all_rules() -> dict[str, Rule]:
    """Every rule by its code, in the order of the codes."""
    return {path.stem: parse(path) for path in sorted(FOLDER.glob("*.sql"))}


def rule_of(code: str) -> Rule:
    try:
        return all_rules()[code]
    except KeyError as error:
        known = ", ".join(all_rules())
        raise RuleFileError(f"There is no rule “{code}”. Known rules: {known}.") from error
