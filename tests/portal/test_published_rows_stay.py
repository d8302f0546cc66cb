"""Every table of published rows refuses to be changed by row, and to be emptied as a whole."""

from django.db import DatabaseError, connection, transaction

import pytest


TABLES = (
    "funds_payment", "funds_allocation", "villages_ledgerline", "villages_contract",
    "villages_worksentry", "villages_decisionentry", "villages_voucher", "funds_bankresult",
    "auditing_auditevent",
    "auditing_sensitiveaccess", "clues_finding", "publication_tile", "publication_statement",
    "publication_run", "publication_block", "publication_checkpoint", "publication_publishedfiles",
    "publication_cosignature", "publication_verification", "publication_trailseal",
)  # fmt: skip


def triggers(table, kind):
    """Names of the table's triggers for each row ('d' delete) or the whole ('t' truncate)."""
    bit = {"d": 8, "t": 32}[kind]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgtype & %s <> 0"
            " AND NOT tgisinternal",
            [table, bit],
        )
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.parametrize("table", TABLES)
def test_neither_rows_nor_the_table_can_be_taken_away(db, table):
    assert triggers(table, "d")
    (keep,) = triggers(table, "t")
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {keep}")
        with pytest.raises(DatabaseError, match=r"never|append-only"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")


def test_every_table_whose_rows_stay_is_kept_as_a_whole(db):
    """One that gets a trigger for its rows and none for TRUNCATE is found here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON"
            " pg_proc.oid = tgfoid WHERE proname LIKE %s AND tgtype & 8 <> 0",
            ["%refuse%"],
        )
        assert {name for (name,) in cursor.fetchall()} == set(TABLES)
