"""Rules ask what a word means, never how it is written.

{means:vehicles:r.status:gone:p.region_id}  whether the column of the line r has a word of this
meaning (or one of several, by commas), as the region nearest to the payment's reads it
{means:households.relation:home.other_relation:…}  the same of a column that goes by another name
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.divisions import prefix
from matching.rules.vocabulary import Place, country


MEANS = re.compile(
    r"\{means:(?P<registry>[a-z-]+)(?:\.(?P<named>[a-z_]+))?:(?P<cell>[a-z_]+\.(?P<own>[a-z_]+))"
    r":(?P<meanings>[a-z,-]+):(?P<region>[a-z_.]+)\}"
)
# Region code to what each cell as it was written means there.
Readings = Mapping[str, Mapping[str, frozenset[str]]]
WHOLE_COUNTRY = "000000000000"


@dataclass(frozen=True, slots=True)
class Words:
    """How cells are read, by column and region: of the whole country at least."""

    readings: Mapping[Place, Readings] = field(default_factory=dict)

    def filled(self, sql: str) -> str:
        """The statement with every {means:…} written out."""
        return MEANS.sub(self._condition, sql)

    def _condition(self, mark: re.Match[str]) -> str:
        readings = self.readings.get(_place(mark), {})
        meanings = set(mark["meanings"].split(","))

        def among(region: str) -> str:
            cells = sorted(cell for cell, said in readings[region].items() if said & meanings)
            if not cells:
                return "false"
            return f"{mark['cell']} IN ({', '.join(map(_quoted, cells))})"

        everywhere = among(WHOLE_COUNTRY) if readings else "false"
        cases = [
            f"WHEN {mark['region']} LIKE '{int(prefix(region))}%' THEN {among(region)}"
            for region in sorted(readings, key=lambda code: (-len(prefix(code)), code))
            if region != WHOLE_COUNTRY
        ]
        same = all(among(region) == everywhere for region in readings)
        return f"({everywhere})" if same else f"(CASE {' '.join(cases)} ELSE {everywhere} END)"


def words_asked(sql: str) -> frozenset[Place]:
    """The columns whose words a statement asks for."""
    return frozenset(_place(mark) for mark in MEANS.finditer(sql))


def unknown_meanings(sql: str) -> list[str]:
    """Marks that ask for a column or a meaning that no list has."""
    lists = country()
    return [
        mark[0]
        for mark in MEANS.finditer(sql)
        if (place := _place(mark)) not in lists
        or set(mark["meanings"].split(",")) - set(lists[place].meanings) - {lists[place].plain}
    ]


def _place(mark: re.Match[str]) -> Place:
    return mark["registry"], mark["named"] or mark["own"]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
