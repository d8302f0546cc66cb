"""No kind of public row, and no column of one, is left out of the log without somebody saying so."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

import pytest

from intake.sheets import all_sheets
from publication.log.kinds import all_kinds, kind_of_table
from publication.log.receipted import _finders
from publication.selectors.labels import labels_of


_BY_TWO = {"office_id", "decided_by_id", "at_console", "withdrawn_at", "reason"}
# Columns of bookkeeping, of no reader's concern, or said elsewhere in the log.
NOT_LOGGED = {
    "villages_posting": _BY_TWO | {"written_by_id", "written_at"},
    "villages_voucher": _BY_TWO
    | {"uploaded_by_id", "uploaded_at", "masked_by_id", "submitted_at", "decided_at"}
    | {"published_at", "public_files"},
    # What people call it, for the search.
    "funds_programme": {"aliases"},
}


def test_every_sheet_that_is_published_is_logged():
    tables = {sheet.table for sheet in all_sheets() if not sheet.confidential}
    assert {table for table in tables if kind_of_table(table) is None} == set()


@pytest.mark.parametrize("code", all_kinds())
def test_a_view_has_every_column_of_its_rows(db, code):
    kind = all_kinds()[code]
    model = next(each for each in apps.get_models() if each._meta.db_table == kind.table)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.view_column_usage"
            " WHERE view_name = %s AND table_name = %s",
            [kind.view, kind.table],
        )
        used = {name for (name,) in cursor.fetchall()}
        cursor.execute(f"SELECT {kind.columns}, batch FROM {kind.view} LIMIT 0")
    columns = {field.column for field in model._meta.concrete_fields}
    assert columns - used == NOT_LOGGED.get(kind.table, set())
    assert len(set(kind.public) | set(kind.names) | set(kind.numbers)) == len(
        (*kind.public, *kind.names, *kind.numbers)
    )
    # Whoever reads a receipt reads no name of a column.
    assert all(label != name or name == "duty" for name, label in labels_of(kind).items())


def test_a_receipt_can_be_had_wherever_one_may_complain_about_a_record():
    from core.gathering import modules_named

    found = set(_finders(modules_named("receipts")))
    assert found == {
        "payment", "programme", "policy", "ledger-line", "posting", "contract", "works", "decision",
    }  # fmt: skip
