"""From a rule's SQL as its file states it to the statement that runs: subjects, parameters, parts.

{affected:COLUMN}            AND COLUMN … : the subjects an incremental run or a shard looks at
{affected:COLUMN,PROGRAMME}  the same by subject and programme
{payments}                   all payments; or those changed, where a run first asks which are hits
{changed:p.batch_id}         AND p.batch_id … : the same, where one of two payments must have changed
{registry_subset:matching_deathrecord}  a registry; or, there, only its lines about those who were paid
{months}                     a parameter, the same everywhere
{months:REGION,DATE}         … as in force in the row's region on the row's date
{payment:p}                  a payment (alias p) as a piece of evidence
{registry:d:deaths:died_on}  a registry line (alias d) as evidence, with these columns of it
{covered:land:p.region_id}   whether an office that answers for the region has loaded the registry, and
                             enough of it (matching.engine.thin_places) for a missing line to accuse
{means:vehicles:r.status:gone:p.region_id}  what a word means (matching.rules.words)
{ledger:l}  {allocation:a}   a row of any kind of evidence that has a table (intake.evidence)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.divisions import prefix
from intake.sheets import evidence_kinds
from matching.rules.words import MEANS


AFFECTED = re.compile(r"\{affected:(?P<column>[a-z_.]+)(?:,(?P<programme>[a-z_.]+))?\}")
CHANGED = re.compile(r"\{changed:(?P<column>[a-z_.]+)\}")
PAYMENTS = re.compile(r"\{payments\}")
REGISTRY_SUBSET = re.compile(r"\{registry_subset:(?P<table>[a-z_]+)\}")
# Never as of today: a day that passes is no change, and an incremental run would not look again.
_PARAMETER = re.compile(r"\{(?P<name>[a-z_]+)(?::(?P<region>[a-z_.]+),(?P<date>[a-z_.]+))?\}")
_REGISTRY = re.compile(
    r"\{registry:(?P<alias>[a-z_]+):(?P<registry>[a-z-]+)(?::(?P<columns>[a-z_,]+))?\}"
)
COVERED = re.compile(r"\{covered:(?P<registry>[a-z-]+):(?P<region>[a-z_.]+)\}")
# An office of the whole country (the console's) answers for every region. Asked once a statement.
_ANSWERED_FOR = r"""{region} LIKE ANY (ARRAY(
        SELECT regexp_replace(
            office.region_code,
            '^0{{12}}$|^(..)0{{10}}$|^(....)0{{8}}$|^(.{{6}})0{{6}}$|^(.{{9}})000$', '\1\2\3\4'
        ) || '%'
        FROM matching_registrysource AS source
        JOIN accounts_office AS office ON office.id = source.office_id
        WHERE source.name = '{registry}' AND source.rows > 0
    )) AND left({region}, 6) <> ALL (ARRAY(
        SELECT left(region_code, 6)::text FROM matching_thinplace
        WHERE rule = '{rule}' AND registry = '{registry}'
    ))"""
# A mark of a name and one column or alias: a kind of evidence, or what cannot be meant.
_EVIDENCE = re.compile(r"\{(?P<kind>[a-z_]+):(?P<alias>[a-z_.]+)\}")


@dataclass(frozen=True, slots=True)
class SubjectFilter:
    """Which subjects a statement looks at: those in a temporary table, or all; of these a shard.

    `column` is the table's column that a rule of this scope compares with: key (bytea), code
    (text) or id (bigint). Where a rule names a programme as well, the table has `programme_id`.
    `batches` is a table of an incremental run's changed batches (`batch_id`), `copied` one of their
    payments, where these are few enough. With `changed_only` a rule whose hits are made of single
    payments asks only for payments of these, which `payments` has; `registry_subsets` names for a
    registry's table that of its lines about them. `of_draft`: before paying, nothing is kept.
    """

    column: str = "key"
    table: str | None = None
    shard: tuple[int, int] | None = None
    batches: str | None = None
    copied: str | None = None
    changed_only: bool = False
    payments: str = "funds_payment"
    registry_subsets: Mapping[str, str] = field(default_factory=dict)
    of_draft: bool = False

    def condition(self, column: str, programme: str | None = None) -> str:
        parts = []
        if self.table and programme:
            parts.append(
                f"AND ({column}, {programme}) IN"
                f" (SELECT {self.column}, programme_id FROM {self.table})"
            )
        elif self.table:
            parts.append(f"AND {column} IN (SELECT {self.column} FROM {self.table})")
        if self.shard and self.shard[1] > 1:
            number, of = self.shard
            parts.append(f"AND {self._last_byte(column)} % {of:d} = {number:d}")
        return " ".join(parts)

    def among_changed(self, column: str) -> str:
        """The condition on a payment's batch; nothing unless `changed_only`."""
        return f"AND {self.changed(column)}" if self.changed_only else ""

    def changed(self, column: str) -> str:
        """Whether a payment may have changed since the last run; true in a full run."""
        return f"{column} IN (SELECT batch_id FROM {self.batches})" if self.batches else "true"

    def changed_payments(self) -> str:
        """What to read payments from that may have changed since the last run: all in a full one."""
        if self.copied:
            return self.copied
        if self.batches:
            return f"(SELECT * FROM funds_payment AS p WHERE {self.changed('p.batch_id')})"
        return "funds_payment"

    def _last_byte(self, column: str) -> str:
        """The last byte of the subject's key, by which subjects are dealt out to shards."""
        if self.column == "key":
            return f"get_byte({column}, length({column}) - 1)"
        if self.column == "code":
            return f"ascii(right({column}, 1))"
        return f"({column} & 255)"


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A parameter's value in a region from a day to a day, both inclusive."""

    region_code: str
    value: Decimal
    valid_from: date
    valid_to: date | None = None


Values = Mapping[str, tuple[Decimal, Sequence[ParameterValue]]]


def fill(sql: str, subjects: SubjectFilter, values: Values, *, rule: str) -> str:
    """The statement to run of the rule of this code. `values` gives each parameter's default and its
    settings.
    """
    sql = AFFECTED.sub(lambda match: subjects.condition(match["column"], match["programme"]), sql)
    sql = PAYMENTS.sub(subjects.payments, sql)
    sql = CHANGED.sub(lambda match: subjects.among_changed(match["column"]), sql)
    sql = REGISTRY_SUBSET.sub(
        lambda match: subjects.registry_subsets.get(match["table"], match["table"]), sql
    )
    sql = COVERED.sub(lambda match: _ANSWERED_FOR.format(rule=rule, **match.groupdict()), sql)
    sql = _EVIDENCE.sub(_snapshot, sql)
    sql = _REGISTRY.sub(
        lambda match: _registry(match["alias"], match["registry"], match["columns"] or ""), sql
    )

    def parameter(match: re.Match[str]) -> str:
        default, settings = values[match["name"]]
        return (
            _value(default, settings, match["region"], match["date"])
            if match["region"]
            else _number(default)
        )

    return _PARAMETER.sub(parameter, sql)


def parameters_in(sql: str) -> set[str]:
    """The names of the parameters that a rule's SQL uses."""
    rest = sql
    for mark in (
        MEANS,
        COVERED,
        AFFECTED,
        CHANGED,
        PAYMENTS,
        REGISTRY_SUBSET,
        _REGISTRY,
        _EVIDENCE,
    ):
        rest = mark.sub("", rest)
    return {match["name"] for match in _PARAMETER.finditer(rest)}


def regions_without_day(sql: str) -> list[str]:
    """Marks that look like a parameter of a region without its day, and are no kind of evidence."""
    rest = REGISTRY_SUBSET.sub("", CHANGED.sub("", AFFECTED.sub("", sql)))
    kinds = evidence_kinds()
    return [match[0] for match in _EVIDENCE.finditer(rest) if match["kind"] not in kinds]


def _snapshot(match: re.Match[str]) -> str:
    return evidence_kinds()[match["kind"]].snapshot(match["alias"])


def _registry(alias: str, registry: str, columns: str) -> str:
    # "kind" says what kind of evidence it is; a registry's own kind is its type.
    own = "".join(
        f", '{'type' if name == 'kind' else name}', {alias}.{name}"
        for name in columns.split(",")
        if name
    )
    return (
        f"jsonb_strip_nulls(jsonb_build_object('kind', 'registry', 'registry', '{registry}',"
        f" 'batch', {alias}.batch_id, 'sheet', {alias}.sheet, 'row', {alias}.row_number,"
        f" 'name', {alias}.name{own}))"
    )


def _value(default: Decimal, settings: Iterable[ParameterValue], region: str, day: str) -> str:
    """A number, or the number that the nearest region above the row's has on the row's day.

    Of two settings for the same region and day the one that stands first counts.
    """
    nearest = sorted(
        settings, key=lambda s: (-len(prefix(s.region_code)), -s.valid_from.toordinal())
    )
    cases = [f"WHEN {_applies(s, region, day)} THEN {_number(s.value)}" for s in nearest]
    return f"(CASE {' '.join(cases)} ELSE {_number(default)} END)" if cases else _number(default)


def _applies(setting: ParameterValue, region: str, day: str) -> str:
    start = prefix(setting.region_code)
    parts = [f"{day} >= DATE '{setting.valid_from.isoformat()}'"]
    if start:
        parts.append(f"{region} LIKE '{int(start)}%%'".replace("%%", "%"))
    if setting.valid_to:
        parts.append(f"{day} <= DATE '{setting.valid_to.isoformat()}'")
    return " AND ".join(parts)


def _number(value: Decimal) -> str:
    return f"{Decimal(value).normalize():f}"
