"""Which words published sheets hold, and what they mean by the country's lists and by region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from core.cursors import Cursor
from core.divisions import contains
from matching.models import REGISTRIES, StatusWord, WrittenWord
from matching.rules.vocabulary import NEUTRAL, ROSTERS, Place, WordList, country
from matching.rules.words import WHOLE_COUNTRY, Words


# Sheets of which a word was never read, or something changed since.
_UNREAD = """
SELECT batch.kind, array_agg(batch.id ORDER BY batch.id), array_agg(change.last ORDER BY batch.id)
FROM (SELECT batch_id, max(id) AS last FROM intake_change GROUP BY batch_id) AS change
JOIN intake_batch AS batch ON batch.id = change.batch_id
LEFT JOIN (
    SELECT batch_id, max(change_id) AS last FROM matching_writtenword GROUP BY batch_id
) AS seen ON seen.batch_id = batch.id
WHERE batch.kind = ANY(%s) AND change.last > coalesce(seen.last, 0)
GROUP BY batch.kind
"""
_READ = """
INSERT INTO matching_writtenword (batch_id, change_id, registry, "column", word, lines)
SELECT sheet.id, sheet.change, %s, said.name, said.word, count(*)
FROM unnest(%s::bigint[], %s::bigint[]) AS sheet (id, change)
JOIN {table} AS line ON line.batch_id = sheet.id
CROSS JOIN LATERAL (VALUES {columns}) AS said (name, word)
GROUP BY 1, 2, 4, 5
ON CONFLICT (batch_id, registry, "column", word)
    DO UPDATE SET change_id = excluded.change_id, lines = excluded.lines
"""
_CLASSES = "SELECT DISTINCT recipient_class FROM funds_standard WHERE recipient_class <> ''"
_OF_DRAFT = "SELECT DISTINCT recipient_class FROM draft"


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word that no list knows, in so many standing lines of a registry or paid ones of rosters."""

    registry: str
    column: str
    word: str
    lines: int


def read_written_words(cursor: Cursor) -> None:
    """Bring what is known of the words in published sheets up to date. Inside a transaction."""
    kinds = {_kind(registry): registry for registry, _column in country()}
    cursor.execute(_UNREAD, [list(kinds)])
    for kind, batches, changes in cursor.fetchall():
        registry = kinds[kind]
        columns = [column for of, column in country() if of == registry]
        values = ", ".join(f"('{column}', line.{column})" for column in columns)
        cursor.execute(
            _READ.format(table=_table(registry), columns=values), [registry, batches, changes]
        )


def words_for(cursor: Cursor, places: Iterable[Place], *, of_draft: bool = False) -> Words:
    """How the cells of these columns are read, as written in published sheets or in the draft."""
    asked = sorted(places)
    written = _written(asked)
    if of_draft:
        cursor.execute(_OF_DRAFT)
        draft = {row[0] for row in cursor.fetchall()}
        written = {
            place: cells | draft if place[0] == ROSTERS else cells
            for place, cells in written.items()
        }
    return Words(
        {
            place: {region: _readings(known, written[place]) for region, known in by_region.items()}
            for place, by_region in _lists(cursor, asked).items()
        }
    )


def unknown_words(cursor: Cursor, places: Iterable[Place]) -> list[UnknownWord]:
    """Written words that stand in a published line and are unknown in the portal's whole region,
    if perhaps not in a part of it; those of the most lines first.
    """
    asked = sorted(places)
    written, lists = _written(asked), _lists(cursor, asked)
    found = []
    for registry, column in asked:
        strange = [
            cell
            for cell in sorted(written[registry, column])
            if not any(
                known.says(cell)
                for region, known in lists[registry, column].items()
                if contains(region, settings.PORTAL_REGION)
            )
        ]
        if strange:
            found += [
                UnknownWord(registry, column, word, lines)
                for word, lines in _standing(cursor, registry, column, strange)
            ]
    return sorted(found, key=lambda one: (-one.lines, one.registry, one.column, one.word))


def _standing(
    cursor: Cursor, registry: str, column: str, words: Sequence[str]
) -> list[tuple[str, int]]:
    if registry == ROSTERS:
        cursor.execute(
            "SELECT said.word, sum(said.lines)::bigint FROM matching_writtenword AS said"
            " JOIN intake_batch AS batch ON batch.id = said.batch_id AND batch.status = 'published'"
            ' WHERE said.registry = %s AND said."column" = %s AND said.word = ANY(%s) GROUP BY 1',
            [registry, column, list(words)],
        )
    else:
        cursor.execute(
            f"SELECT {column}, count(*) FROM {_table(registry)}"
            f" WHERE NOT ended AND {column} = ANY(%s) GROUP BY 1",
            [list(words)],
        )
    return [(str(word), int(lines)) for word, lines in cursor.fetchall()]


def _written(places: Sequence[Place]) -> dict[Place, set[str]]:
    found: dict[Place, set[str]] = {place: set() for place in places}
    rows = WrittenWord.objects.filter(registry__in={registry for registry, _column in places})
    for registry, column, word in rows.values_list("registry", "column", "word").distinct():
        if (registry, column) in found:
            found[registry, column].add(word)
    return found


def _lists(cursor: Cursor, places: Sequence[Place]) -> dict[Place, dict[str, WordList]]:
    """The list of each column for the whole country, and for each region that says anything."""
    said: dict[Place, dict[str, dict[str, str]]] = {place: {} for place in places}
    rows = StatusWord.objects.filter(registry__in={registry for registry, _column in places})
    # Wider regions first, so that the nearest wins.
    for row in sorted(rows, key=lambda row: row.region_code.rstrip("0")):
        if (row.registry, row.column) in said:
            own = said[row.registry, row.column].setdefault(row.region_code, {})
            own[row.word] = row.meaning
    classes: dict[str, str] = {}
    if any(registry == ROSTERS for registry, _column in places):
        cursor.execute(_CLASSES)
        classes = {row[0]: NEUTRAL for row in cursor.fetchall()}
    return {place: _by_region(place, of_place, classes) for place, of_place in said.items()}


def _by_region(
    place: Place, said: Mapping[str, Mapping[str, str]], classes: Mapping[str, str]
) -> dict[str, WordList]:
    known = country()[place]
    if place[0] == ROSTERS:
        known = known.with_words({word: m for word, m in classes.items() if not known.says(word)})
    found = {WHOLE_COUNTRY: known.with_words(said.get(WHOLE_COUNTRY, {}))}
    for region in said:
        own = known
        for wider, words in said.items():
            if contains(wider, region):
                own = own.with_words(words)
        found[region] = own
    return found


def _readings(known: WordList, written: set[str]) -> dict[str, frozenset[str]]:
    return {cell: known.says(cell) for cell in (written | set(known.words) | {""})}


def _kind(registry: str) -> str:
    return ROSTERS if registry == ROSTERS else f"registry:{registry}"


def _table(registry: str) -> str:
    return "funds_payment" if registry == ROSTERS else REGISTRIES[registry]._meta.db_table
