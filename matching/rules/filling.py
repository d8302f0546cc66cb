"""From a rule's SQL as its file states it to the statement that runs: subjects, parameters, parts.

{affected:COLUMN}            AND COLUMN … : the subjects an incremental run or a shard looks at
{months}                     a parameter, the same everywhere
{months:REGION}              a parameter as in force in the row's region today
{months:REGION,DATE}         … as in force there on the row's date
{payment:p}                  a payment (alias p) as a piece of evidence
{registry:d:deaths:died_on}  a registry line (alias d) as evidence, with these columns of it
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.divisions import prefix


AFFECTED = re.compile(r"\{affected:(?P<column>[a-z_.]+)\}")
_PARAMETER = re.compile(r"\{(?P<name>[a-z_]+)(?::(?P<region>[a-z_.]+)(?:,(?P<date>[a-z_.]+))?)?\}")
_PAYMENT = re.compile(r"\{payment:(?P<alias>[a-z_]+)\}")
_REGISTRY = re.compile(
    r"\{registry:(?P<alias>[a-z_]+):(?P<registry>[a-z-]+)(?::(?P<columns>[a-z_,]+))?\}"
)
_PAYMENT_PARTS = (
    ("id", "id"), ("batch", "batch_id"), ("sheet", "sheet"), ("row", "row_number"),
    ("name", "beneficiary_name"), ("period_from", "period_from"), ("period_to", "period_to"),
    ("paid_on", "paid_on"), ("amount", "amount"), ("units", "units"), ("standard", "standard"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subjects:
    """Which subjects a statement looks at: those in a temporary table, or all; of these a shard.

    `column` is the table's column that a rule of this scope compares with: key (bytea), code
    (text) or id (bigint).
    """

    column: str = "key"
    table: str | None = None
    shard: tuple[int, int] | None = None

    def condition(self, column: str) -> str:
        parts = []
        if self.table:
            parts.append(f"AND {column} IN (SELECT {self.column} FROM {self.table})")
        if self.shard and self.shard[1] > 1:
            number, of = self.shard
            parts.append(f"AND {self._last_byte(column)} % {of:d} = {number:d}")
        return " ".join(parts)

    def _last_byte(self, column: str) -> str:
        """The last byte of the subject's key, by which subjects are dealt out to shards."""
        if self.column == "key":
            return f"get_byte({column}, length({column}) - 1)"
        if self.column == "code":
            return f"ascii(right({column}, 1))"
        return f"({column} & 255)"


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter's value in a region from a day to a day, both inclusive."""

    region_code: str
    value: Decimal
    valid_from: date
    valid_to: date | None = None


Values = Mapping[str, tuple[Decimal, Sequence[Setting]]]


def fill(sql: str, subjects: Subjects, values: Values) -> str:
    """The statement to run. `values` gives each parameter's default and its settings."""
    sql = AFFECTED.sub(lambda match: subjects.condition(match["column"]), sql)
    sql = _PAYMENT.sub(lambda match: _payment(match["alias"]), sql)
    sql = _REGISTRY.sub(
        lambda match: _registry(match["alias"], match["registry"], match["columns"] or ""), sql
    )

    def parameter(match: re.Match[str]) -> str:
        default, settings = values[match["name"]]
        return _value(default, settings if match["region"] else (), match["region"], match["date"])

    return _PARAMETER.sub(parameter, sql)


def parameters_in(sql: str) -> set[str]:
    """The names of the parameters that a rule's SQL uses."""
    rest = _REGISTRY.sub("", _PAYMENT.sub("", AFFECTED.sub("", sql)))
    return {match["name"] for match in _PARAMETER.finditer(rest)}


def _payment(alias: str) -> str:
    parts = ", ".join(f"'{name}', {alias}.{column}" for name, column in _PAYMENT_PARTS)
    return f"jsonb_strip_nulls(jsonb_build_object('kind', 'payment', {parts}))"


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


def _value(
    default: Decimal, settings: Iterable[Setting], region: str | None, day: str | None
) -> str:
    """A number, or the number that the nearest region above the row's has on the row's day.

    Of two settings for the same region and day the one that stands first counts.
    """
    nearest = sorted(
        settings, key=lambda s: (-len(prefix(s.region_code)), -s.valid_from.toordinal())
    )
    cases = [f"WHEN {_applies(s, region, day)} THEN {_number(s.value)}" for s in nearest]
    return f"(CASE {' '.join(cases)} ELSE {_number(default)} END)" if cases else _number(default)


def _applies(setting: Setting, region: str | None, day: str | None) -> str:
    day = day or "current_date"
    start = prefix(setting.region_code)
    parts = [f"{day} >= DATE '{setting.valid_from.isoformat()}'"]
    if start:
        parts.append(f"{region} LIKE '{int(start)}%%'".replace("%%", "%"))
    if setting.valid_to:
        parts.append(f"{day} <= DATE '{setting.valid_to.isoformat()}'")
    return " AND ".join(parts)


def _number(value: Decimal) -> str:
    return f"{Decimal(value).normalize():f}"
