"""Pairs of numbers within two digits of each other in one village: sealed, so SQL cannot see it."""

from __future__ import annotations

import io
from itertools import groupby
from typing import Any

import numpy as np

from core.sealing import IDENTITY, unseal
from matching.rules import Subjects


EDITS = 2


def make_near_numbers(cursor: Any, subjects: Subjects) -> None:
    """Table near_numbers(region_id, first_id, second_id, edits) of the subjects' villages.

    Two digits replaced, or two neighbours swapped; a lost or added digit never gets through
    intake. `first_id` sorts before `second_id`.
    """
    cursor.execute(
        "SELECT DISTINCT p.region_id, p.beneficiary_id FROM funds_payment AS p"
        " WHERE p.state = 'paid' " + subjects.condition("p.region_id") + " ORDER BY p.region_id"
    )
    lines = io.StringIO()
    for village, rows in groupby(cursor.fetchall(), key=lambda row: row[0]):
        sealed = [bytes(row[1]) for row in rows]
        for first, second, edits in _pairs([unseal(number, IDENTITY) for number in sealed]):
            one, other = sorted((sealed[first].hex(), sealed[second].hex()))
            lines.write(f"{village}\t\\\\x{one}\t\\\\x{other}\t{edits}\n")
    lines.seek(0)
    cursor.execute("DROP TABLE IF EXISTS pg_temp.near_numbers")
    cursor.execute(
        "CREATE TEMP TABLE near_numbers (region_id text, first_id bytea, second_id bytea,"
        " edits smallint) ON COMMIT DROP"
    )
    cursor.copy_expert("COPY near_numbers FROM STDIN", lines)
    cursor.execute("ANALYZE near_numbers")


def _pairs(numbers: list[str]) -> list[tuple[int, int, int]]:
    """Places of all pairs that differ in one or two of their 18 digits, and in how many."""
    if len(numbers) < 2:
        return []
    digits = np.array([list(number.encode()) for number in numbers], dtype=np.uint8)
    found: list[tuple[int, int, int]] = []
    for place in range(len(numbers) - 1):
        differing = (digits[place + 1 :] != digits[place]).sum(axis=1)
        found.extend(
            (place, place + 1 + int(offset), int(differing[offset]))
            for offset in np.flatnonzero(differing <= EDITS)
        )
    return found
