"""A blank sheet of each kind to fill in: made from the very fields that check it."""

from __future__ import annotations

import io

from django.utils.translation import gettext, gettext_noop as _

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from intake.reading.columns import SECRET_KINDS
from intake.reading.mapping import Field
from intake.sheets import Sheet


# As many rows get drop-downs.
ROWS = 2_000
_CHOOSE = _("Choose from the list.")
_NOTES: dict[str, str] = {
    "text": _("Words, at most %(most)s characters."),
    "name": _("The person's full name, as on the identity card."),
    "identity": _("18 characters, as on the identity card. The column is formatted as text."),
    "account": _("The account number, digits only. The column is formatted as text."),
    "phone": _("Digits only."),
    "amount": _("Yuan, at most two decimals: 1200.50"),
    "number": _("A number, at most four decimals."),
    "integer": _("A whole number."),
    "date": _("A day: 2026-03-15"),
    "month": _("A month: 2026-03"),
    "period": _("A month or months: 2026-03, or 2026年1-3月"),
    "region": _("The village's name, as in the list of divisions."),
    "choice": _CHOOSE,
}
_MUST = _("Has to be filled in.")
_MAY = _("May stay empty.")
_ALSO = _("The heading may also be: %(names)s")
_NEEDED = PatternFill("solid", start_color="FFE2EFDA", end_color="FFE2EFDA")


def blank_sheet(sheet: Sheet) -> bytes:
    """The workbook: headings with a note each, and drop-downs where only some entries are right."""
    book = Workbook()
    page: Worksheet = book.active
    page.title = str(sheet.title)[:31]
    lists: Worksheet = book.create_sheet("lists")
    lists.sheet_state = "hidden"
    for number, field in enumerate(sheet.fields, 1):
        _column(page, lists, number, field, _entries(sheet, field))
    page.freeze_panes = "A2"
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _entries(sheet: Sheet, field: Field) -> list[str]:
    """What may be chosen in a column: for each stored value the first way to write it."""
    if field.kind == "choice":
        firsts: dict[object, str] = {}
        for written, stored in (field.choices or {}).items():
            firsts.setdefault(stored, written)
        return list(firsts.values())
    if field.name == "programme" and sheet.takes_programme:
        return [str(name) for _code, name in sheet.programmes()]
    return []


def _column(
    page: Worksheet, lists: Worksheet, number: int, field: Field, entries: list[str]
) -> None:
    letter = get_column_letter(number)
    head = page.cell(1, number, str(field.label))
    head.font = Font(bold=True)
    head.alignment = Alignment(wrap_text=True, vertical="center")
    if field.required:
        head.fill = _NEEDED
    note = Comment(_note(field), "portal")
    note.width, note.height = 300, 120
    head.comment = note
    page.column_dimensions[letter].width = 22 if field.kind in SECRET_KINDS else 14
    if field.kind in SECRET_KINDS or field.kind in ("period", "month"):
        # Excel would make 3.50E+17 of a number and a day of a month.
        page.column_dimensions[letter].number_format = "@"
    if entries:
        for at, entry in enumerate(entries, 1):
            lists.cell(at, number, entry)
        choice = DataValidation(
            type="list", formula1=f"lists!${letter}$1:${letter}${len(entries)}",
            allow_blank=not field.required, showErrorMessage=True, errorStyle="warning",
            errorTitle=str(field.label), error=gettext(_CHOOSE),
        )  # fmt: skip
        choice.add(f"{letter}2:{letter}{ROWS + 1}")
        page.add_data_validation(choice)


def _note(field: Field) -> str:
    lines = [gettext(_MUST) if field.required else gettext(_MAY)]
    lines.append(gettext(_NOTES[field.kind]) % {"most": field.max_length or 2_000})
    if field.aliases:
        lines.append(gettext(_ALSO) % {"names": "、".join(field.aliases[:6])})
    return "\n".join(lines)
