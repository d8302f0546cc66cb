"""Pairs of numbers within two digits of each other in one village: sealed, so SQL cannot see it.

The pairs are kept (matching.models.similar_identities), for numbers do not change: only a village with
somebody new has its seals opened.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator

import numpy as np

from core.cursors import Cursor
from core.papers import SEALED_GB_LENGTH
from core.sealing import IDENTITY, unseal_many
from matching.rules import SubjectFilter


EDITS = 2
DIGITS = 18
# Opened at a time, whole villages together.
_CHUNK = 50_000
_NEW = """
SELECT paid.region_id, paid.person_id FROM (
    SELECT DISTINCT p.region_id, p.beneficiary_id AS person_id FROM {payments} AS p
    WHERE p.state = 'paid' AND octet_length(p.beneficiary_id) = {length} {affected}
    {in_order}
) AS paid
WHERE NOT EXISTS (
    SELECT FROM matching_comparednumber AS known
    WHERE known.region_id = paid.region_id AND known.person_id = paid.person_id
    {one_by_one}
)
"""


def make_similar_identities(cursor: Cursor, subjects: SubjectFilter) -> None:
    """Table near(key, region_id, first_id, second_id, edits) of the subjects' pairs.

    For a full run the kept pairs are brought up to date before; for an incremental one they were
    when it was asked whom the changes touch.
    """
    if subjects.batches is None:
        keep_similar_identities(cursor, SubjectFilter(column="code", shard=subjects.shard))
    cursor.execute("DROP TABLE IF EXISTS pg_temp.near")
    cursor.execute(
        "CREATE TEMP TABLE near ON COMMIT DROP AS"
        " SELECT key, region_id, first_id, second_id, edits FROM matching_similaridentitypair"
        f" WHERE true {subjects.condition('key')}"
    )
    cursor.execute("ANALYZE near")


def keep_similar_identities(cursor: Cursor, looked_at: SubjectFilter) -> None:
    """Bring matching_similaridentitypair up to date: for changed payments, or for all of a shard's villages.

    Two digits replaced, or two neighbours swapped; a lost or added digit never gets through
    intake. Whoever is new in a village is compared with everybody there. Must be called inside a
    transaction, at whose end its locks go.
    """
    cursor.execute("DROP TABLE IF EXISTS pg_temp.new_number")
    # Few are looked up one by one, and faster in order; of all the database reads the whole table.
    new = _NEW.format(
        length=SEALED_GB_LENGTH,
        payments=looked_at.changed_payments(),
        affected=looked_at.condition("p.region_id"),
        in_order="ORDER BY 1, 2" if looked_at.batches else "",
        one_by_one="OFFSET 0" if looked_at.batches else "",
    )
    cursor.execute(f"CREATE TEMP TABLE new_number ON COMMIT DROP AS {new}")
    if not cursor.rowcount:
        return
    # Of two who come at the same time, in two transactions, each must be compared with the other.
    cursor.execute("SELECT DISTINCT right(region_id, 1) FROM new_number ORDER BY 1")
    for (digit,) in cursor.fetchall():
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))", [f"similar-identities:{digit}"]
        )
    cursor.execute(
        "DELETE FROM new_number USING matching_comparednumber AS known"
        " WHERE known.region_id = new_number.region_id AND known.person_id = new_number.person_id"
    )
    cursor.execute("ANALYZE new_number")
    for villages in _chunks(cursor):
        _compare(cursor, villages)
    cursor.execute(
        "INSERT INTO matching_comparednumber (region_id, person_id)"
        " SELECT region_id, person_id FROM new_number ORDER BY 1, 2"
    )
    if cursor.rowcount > _CHUNK:
        # Soon after the first run of all, before the database has counted by itself.
        cursor.execute("ANALYZE matching_comparednumber")
        cursor.execute("ANALYZE matching_similaridentitypair")


def _chunks(cursor: Cursor) -> Iterator[list[str]]:
    """Villages with somebody new, so many at a time as hold a chunk of people."""
    cursor.execute(
        "SELECT region_id, sum(people) FROM ("
        " SELECT region_id, count(*) AS people FROM new_number GROUP BY 1"
        " UNION ALL SELECT region_id, count(*) FROM matching_comparednumber"
        " WHERE region_id IN (SELECT region_id FROM new_number) GROUP BY 1"
        ") AS counted GROUP BY 1 ORDER BY 1"
    )
    villages: list[str] = []
    held = 0
    for village, people in cursor.fetchall():
        if villages and held + people > _CHUNK:
            yield villages
            villages, held = [], 0
        villages.append(village)
        held += people
    if villages:
        yield villages


def _compare(cursor: Cursor, villages: list[str]) -> None:
    """Keep the near pairs of these villages that hold at least one new number."""
    cursor.execute(
        "SELECT region_id, person_id, true FROM new_number WHERE region_id = ANY(%s)"
        " UNION ALL SELECT region_id, person_id, false FROM matching_comparednumber"
        " WHERE region_id = ANY(%s)",
        [villages, villages],
    )
    rows = [(village, bytes(sealed), new) for village, sealed, new in cursor.fetchall()]
    place = {village: number for number, village in enumerate(villages)}
    homes = np.array([place[village] for village, _sealed, _new in rows], dtype=np.int64)
    text = "".join(unseal_many((sealed for _village, sealed, _new in rows), IDENTITY))
    digits = np.frombuffer(text.encode("ascii"), dtype=np.uint8).reshape(-1, DIGITS)
    lines = io.StringIO()
    for one, other, edits in near_pairs(homes, digits):
        if rows[one][2] or rows[other][2]:
            village = rows[one][0]
            first, second = sorted((rows[one][1], rows[other][1]))
            key = pair_key(village, first, second)
            pair = "\t".join(f"\\\\x{part.hex()}" for part in (key, first, second))
            lines.write(f"{village}\t{pair}\t{edits}\n")
    lines.seek(0)
    cursor.copy_expert(
        "COPY matching_similaridentitypair (region_id, key, first_id, second_id, edits) FROM STDIN",
        lines,
    )


def pair_key(village: str, first: bytes, second: bytes) -> bytes:
    """What a pair of sealed numbers of one village is known by, the smaller one first."""
    return hashlib.sha256(first + second + village.encode()).digest() + village[-1:].encode()


def near_pairs(homes: np.ndarray, digits: np.ndarray) -> list[tuple[int, int, int]]:
    """Places of all pairs of one home whose digits differ in at most two, and in how many.

    `homes` has a number of a village for each row of `digits`, which are characters, 18 a row.
    The digits are dealt out to three parts, so two edits leave one part as it is: only rows that
    share a part are held against each other.
    """
    found: dict[tuple[int, int], int] = {}
    for part in range(EDITS + 1):
        key = homes.copy()
        for column in range(part, DIGITS, EDITS + 1):
            key = key * 128 + digits[:, column]
        order = np.argsort(key, kind="stable")
        key = key[order]
        for step in range(1, len(order)):
            alike = np.flatnonzero(key[step:] == key[:-step])
            if not len(alike):
                break
            left, right = order[alike], order[alike + step]
            edits = (digits[left] != digits[right]).sum(axis=1)
            for at in np.flatnonzero(edits <= EDITS):
                one, other = sorted((int(left[at]), int(right[at])))
                found[one, other] = int(edits[at])
    return [(one, other, edits) for (one, other), edits in sorted(found.items())]
