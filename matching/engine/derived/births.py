"""Birth dates of people paid by programmes with an age limit, read from their sealed numbers."""

from __future__ import annotations

import io
from dataclasses import replace

from core.cursors import Cursor
from core.identity import birth_digits
from core.papers import SEALED_GB_LENGTH
from core.sealing import IDENTITY, unseal_many
from matching.rules import SubjectFilter


def make_births(cursor: Cursor, subjects: SubjectFilter) -> None:
    """Table births(person_id bytea, born date) of the subjects; of all, who draws an age-limited benefit."""
    if subjects.table:
        # Few enough not to ask what they draw.
        persons = (
            f"SELECT DISTINCT key FROM {subjects.table} AS own"
            f" WHERE true {replace(subjects, table=None).condition('own.key')}"
        )
    else:
        persons = (
            f"SELECT DISTINCT p.beneficiary_id AS key FROM {subjects.payments} AS p"
            " JOIN funds_programme AS programme ON programme.id = p.programme_id"
            " WHERE p.state = 'paid'"
            " AND (programme.age_min IS NOT NULL OR programme.age_max IS NOT NULL) "
            + subjects.condition("p.beneficiary_id")
        )
    # As text, in which they go back: it is read and written faster than bytes.
    # Papers of other kinds tell no birth.
    cursor.execute(
        f"SELECT encode(key, 'hex') FROM ({persons}) AS person"
        f" WHERE octet_length(key) = {SEALED_GB_LENGTH}"
    )
    seals = [seal for (seal,) in cursor.fetchall()]
    numbers = unseal_many(map(bytes.fromhex, seals), IDENTITY)
    lines = "".join(
        f"\\\\x{seal}\t{birth_digits(number)}\n"
        for seal, number in zip(seals, numbers, strict=True)
    )
    cursor.execute("DROP TABLE IF EXISTS pg_temp.births")
    cursor.execute("CREATE TEMP TABLE births (person_id bytea, born date) ON COMMIT DROP")
    cursor.copy_expert("COPY births FROM STDIN", io.StringIO(lines))
    cursor.execute("ANALYZE births")
