"""Birth dates of people paid by programmes with an age limit, read from their sealed numbers."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from core.identity import birth_digits
from core.sealing import IDENTITY, unseal_many
from matching.rules import Subjects


def make_births(cursor: Any, subjects: Subjects) -> None:
    """Table births(person_id bytea, born date) of the subjects; of all, who draws an age-limited benefit."""
    if subjects.table:
        # Few enough not to ask what they draw.
        cursor.execute(
            f"SELECT DISTINCT key FROM {subjects.table} AS own"
            f" WHERE true {replace(subjects, table=None).condition('own.key')}"
        )
    else:
        cursor.execute(
            f"SELECT DISTINCT p.beneficiary_id FROM {subjects.payments} AS p"
            " JOIN funds_programme AS programme ON programme.id = p.programme_id"
            " WHERE p.state = 'paid'"
            " AND (programme.age_min IS NOT NULL OR programme.age_max IS NOT NULL) "
            + subjects.condition("p.beneficiary_id")
        )
    lines = io.StringIO()
    sealed = [seal for (seal,) in cursor.fetchall()]
    for seal, number in zip(sealed, unseal_many(sealed, IDENTITY), strict=True):
        lines.write(f"\\\\x{bytes(seal).hex()}\t{birth_digits(number)}\n")
    lines.seek(0)
    cursor.execute("DROP TABLE IF EXISTS pg_temp.births")
    cursor.execute("CREATE TEMP TABLE births (person_id bytea, born date) ON COMMIT DROP")
    cursor.copy_expert("COPY births FROM STDIN", lines)
    cursor.execute("ANALYZE births")
