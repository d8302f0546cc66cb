"""From a place as somebody wrote it to its one code, or to a refusal with suggestions."""

from __future__ import annotations

import datetime as dt
import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property

from core import divisions
from regions.choices import RegionLevel
from regions.exceptions import AmbiguousRegion, Place, UnknownRegion
from regions.models import Region, naming
from regions.models.naming import Kind
from regions.selectors.groups import LONGEST_PLACE, split_group
from regions.selectors.names import chain_of, join_names


# A sheet with more misspelt places is about somewhere else.
MOST_SUGGESTED = 500
SHORT_CODES = frozenset(divisions.LEVEL_LENGTHS)


class RegionResolver:
    """Resolves written places within one subtree, which it loads once with two queries.

    `within` limits it to a subtree (the uploader's region), `on` to the codes in force on a
    day (today by default). Resolving itself makes no query, and each writing is worked out
    once, so a resolver may be asked for every row of a sheet. It never guesses: what may
    mean two places raises AmbiguousRegion, what means none raises UnknownRegion.
    """

    def __init__(self, *, within: str | None = None, on: dt.date | None = None) -> None:
        regions = Region.objects.in_force(on)
        own = list(regions.under(within) if within else regions)
        above = Region.objects.in_bulk(divisions.ancestors(divisions.pad(within))) if within else {}
        self._regions: dict[str, Region] = above | {region.code: region for region in own}
        self._own = {region.code for region in own}
        self._writings = self._upper_writings()
        self._index: dict[str, list[tuple[Region, Kind]]] = defaultdict(list)
        for region in own:
            for key, kind in self._keys(region):
                self._index[key].append((region, kind))
        self._suggested = 0
        self._answers: dict[
            tuple[str, str, str, str], Region | UnknownRegion | AmbiguousRegion
        ] = {}

    def resolve(
        self, text: str, *, county: str = "", township: str = "", level: str | None = None
    ) -> Region:
        """The one region that `text` means.

        `text` may carry the places above it (长乐区猴屿乡浮岐村), a village group behind it, or be
        a code. `county` and `township` are the sheet's own columns and must agree with it.
        Without `text` the town, else the county, is meant. `level` admits one level only.
        Raises UnknownRegion or AmbiguousRegion.
        """
        if max(len(text), len(county), len(township)) > LONGEST_PLACE:
            raise UnknownRegion((text or township or county)[:LONGEST_PLACE], [])
        normal = naming.normalise
        key = (normal(text), normal(county), normal(township), level or "")
        if key not in self._answers:
            self._answers[key] = self._answer(text.strip(), *key)
        answer = self._answers[key]
        if isinstance(answer, Region):
            return answer
        raise answer

    def resolve_many(
        self,
        texts: Iterable[str],
        *,
        county: str = "",
        township: str = "",
        level: str | None = None,
    ) -> dict[str, Region | UnknownRegion | AmbiguousRegion]:
        """Each distinct text with its region, or with the refusal instead of raising it."""
        answers: dict[str, Region | UnknownRegion | AmbiguousRegion] = {}
        for text in dict.fromkeys(texts):
            try:
                answers[text] = self.resolve(text, county=county, township=township, level=level)
            except (UnknownRegion, AmbiguousRegion) as refusal:
                answers[text] = refusal
        return answers

    def full_name(self, code: str) -> str:
        """The full name of a loaded region, without a query."""
        return join_names(self._chain(code))

    def _answer(
        self, shown: str, text: str, county: str, township: str, level: str
    ) -> Region | UnknownRegion | AmbiguousRegion:
        place = text or township or county
        shown = shown or place
        found = self._find(place, county, township, level)
        if not found and (bare := split_group(place))[1]:
            place = bare[0]
            found = self._find(place, county, township, level)
        if len(found) > 1:
            found = self._by_official_name(found, place)
        if len(found) == 1:
            return found[0]
        if found:
            return AmbiguousRegion(shown, [self._place(region) for region in found])
        return UnknownRegion(shown, self._near(place, county, township, level))

    def _find(self, text: str, county: str, township: str, level: str) -> list[Region]:
        """All own regions that the text may mean, in code order."""
        found: dict[str, Region] = {}
        if text.isascii() and text.isdigit() and len(text) in SHORT_CODES:
            code = divisions.pad(text)
            if code in self._own:
                found[code] = self._regions[code]
        for start in range(len(text)):
            above, own = text[:start], text[start:]
            for key, kind in naming.written_keys(own):
                for region, region_kind in self._index.get(key, ()):
                    if kind & region_kind and self._consumed(above, self._chain(region.code)[:-1]):
                        found[region.code] = region
        return sorted(
            (r for r in found.values() if self._fits(r, county, township, level)),
            key=lambda region: region.code,
        )

    def _by_official_name(self, found: list[Region], text: str) -> list[Region]:
        """Of neighbours in one town, the only one that is officially called exactly this.

        Elsewhere an official name does not win: 新村 in one town and 新村村委会 in another are
        both spoken of as 新村.
        """
        official = [region for region in found if text.endswith(region.name)]
        same_town = len({region.parent_id for region in found}) == 1
        return official if same_town and len(official) == 1 else found

    def _fits(self, region: Region, county: str, township: str, level: str) -> bool:
        if level and region.level != level:
            return False
        # 东莞 has no county level: its name in the county column means the city.
        return self._column_agrees(
            region, county, (RegionLevel.COUNTY, RegionLevel.PREFECTURE)
        ) and self._column_agrees(region, township, (RegionLevel.TOWNSHIP,))

    def _column_agrees(self, region: Region, column: str, levels: tuple[str, ...]) -> bool:
        if not column:
            return True
        chain = self._chain(region.code)
        return any(
            ancestor.level in levels and self._ends_in(column, chain[:place], ancestor)
            for place, ancestor in enumerate(chain)
        )

    def _ends_in(self, column: str, above: list[Region], region: Region) -> bool:
        if column.isdigit():
            return divisions.pad(column) == region.code
        return any(
            column.endswith(writing) and self._consumed(column.removesuffix(writing), above)
            for writing in self._writings.get(region.code, ())
        )

    def _consumed(self, text: str, chain: list[Region]) -> bool:
        return naming.made_of(text, (self._writings.get(r.code, ()) for r in chain))

    def _upper_writings(self) -> dict[str, frozenset[str]]:
        """Ways to write each division above the village, without those that name a sibling.

        长沙县 may be written 长沙市 only where no 长沙市 exists; 城关镇 as 城关乡 likewise.
        """
        uppers = [r for r in self._regions.values() if r.level != RegionLevel.VILLAGE]
        taken: dict[str, set[str]] = defaultdict(set)
        for region in uppers:
            taken[_scope(region)].add(region.name)
        writings: dict[str, frozenset[str]] = {}
        for region in uppers:
            own = naming.without_ancestors(region.name, self._names_above(region))
            ways = naming.upper_writings(own, region.level) | {region.name}
            others = taken[_scope(region)] - {region.name}
            writings[region.code] = frozenset() if own in naming.PLACEHOLDERS else ways - others
        return writings

    def _keys(self, region: Region) -> list[tuple[str, Kind]]:
        if region.level != RegionLevel.VILLAGE:
            return [(writing, Kind.UPPER) for writing in self._writings[region.code]]
        registered = naming.normalise(region.name)
        own = naming.without_ancestors(registered, self._names_above(region))
        return [
            key for name in dict.fromkeys((own, registered)) for key in naming.village_keys(name)
        ]

    def _names_above(self, region: Region) -> list[str]:
        return [ancestor.name for ancestor in self._chain(region.code)[:-1]]

    def _chain(self, code: str) -> list[Region]:
        return chain_of(code, self._regions)

    @cached_property
    def _by_character(self) -> dict[str, set[str]]:
        """Keys by each of their characters; built only when something is misspelt."""
        keys: dict[str, set[str]] = defaultdict(set)
        for key in self._index:
            for character in set(key):
                keys[character].add(key)
        return keys

    def _place(self, region: Region) -> Place:
        return Place(region.code, self.full_name(region.code))

    def _near(self, text: str, county: str, township: str, level: str) -> list[Place]:
        """Up to five similar places that agree with the columns, best first; not for ever."""
        self._suggested += 1
        if self._suggested > MOST_SUGGESTED:
            return []
        stem = naming.short_village(text)
        shared = Counter(key for c in set(stem) for key in self._by_character.get(c, ()))
        likely = [key for key, _count in shared.most_common(300)]
        near: dict[str, Region] = {}
        for key in difflib.get_close_matches(stem, likely, n=40, cutoff=0.5):
            for region, _kind in self._index[key]:
                if self._fits(region, county, township, level):
                    near.setdefault(region.code, region)
        return [self._place(region) for region in list(near.values())[:5]]


def _scope(region: Region) -> str:
    """Among which divisions a name must be told apart: towns in their county, others anywhere."""
    return (region.parent_id or "") if region.level == RegionLevel.TOWNSHIP else ""
