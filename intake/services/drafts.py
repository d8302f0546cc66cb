"""The accepted rows of a batch as a temporary table, for previews and for leaving rows out."""

from __future__ import annotations

from typing import BinaryIO

from core.cursors import Cursor
from intake.sheets import Sheet, copy_statement


def load_draft(cursor: Cursor, sheet: Sheet, stream: BinaryIO) -> str:
    """COPY rows into a temporary table of the sheet's columns; it is gone at commit."""
    columns = ", ".join(sheet.columns)
    cursor.execute("DROP TABLE IF EXISTS draft")
    cursor.execute(
        f"CREATE TEMP TABLE draft ON COMMIT DROP AS SELECT {columns} FROM {sheet.table} WITH NO DATA"
    )
    cursor.copy_expert(copy_statement(sheet, "draft"), stream)
    cursor.execute("ANALYZE draft")
    return "draft"
