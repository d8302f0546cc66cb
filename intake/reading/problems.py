"""What is wrong with a sheet, where, and how to mend it. All wording of the package lives here."""

from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext, gettext_noop as _

from core.redaction import kept_reference


# A note says what was left out; it neither stops a row nor asks for a look.
Severity = Literal["error", "warning", "note"]
# The gravest first.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
# Problems that say that something of the sheet was not read as rows.
LEFT_OUT = frozenset(
    [
        "left-out",
        "column-left-out",
        "row-skipped",
        "sheet-hidden",
        "sheet-without-header",
        "columns-without-heading",
        "sheet-of-sums",
        "sheet-copied",
        "sheet-of-another-time",
    ]
)

MESSAGES: dict[str, str] = {
    # A whole cell
    "missing": _("“%(heading)s” is empty. Fill it in."),
    "cell-error": _(
        "The formula in this cell ends in the error %(value)s. Mend the formula, or type the value."
    ),
    "formula-without-value": _(
        "The formula in this cell has no stored result. Open the file in Excel or WPS, save it "
        "and upload it again, or type the value instead of the formula."
    ),
    "merged-amount": _(
        "This cell is merged over several rows, so it is unclear whose amount it is. Unmerge it "
        "and write each row's own amount."
    ),
    # Identity numbers
    "id-digits-lost": _(
        "Excel kept only 15 digits of this identity number, the rest are lost. Format the column "
        "as text and type the number again."
    ),
    "id-length": _(
        "An identity number has 18 characters, this one has %(length)s. Compare it with the "
        "identity card and type it again."
    ),
    "id-characters": _(
        "“%(value)s” holds characters that no identity number has. Leave only the 18 digits (the "
        "last may be X)."
    ),
    "id-birth-date": _(
        "Digits 7 to 14 of this identity number are not a possible birth date. Compare the number "
        "with the identity card."
    ),
    "id-check-digit": _(
        "The check digit of this identity number is wrong, so at least one digit is mistyped. "
        "Compare the number with the identity card."
    ),
    # Accounts and phones
    "account-digits-lost": _(
        "Excel kept only 15 digits of this account number, the rest are lost. Format the column "
        "as text and type the number again."
    ),
    "account-length": _(
        "An account number has 8 to 30 digits, this one has %(length)s. Compare it with the bank "
        "book or card."
    ),
    "account-characters": _(
        "“%(value)s” holds characters that no account number has. Leave only its digits."
    ),
    "account-social-card": _(
        "“%(value)s” is the number printed on a social-security card, not its bank account. Write the "
        "account of its bank part if it is known."
    ),
    "phone-unreadable": _("“%(value)s” is not a phone number. Type the number with digits only."),
    "phone-several": _("This cell holds several phone numbers. The first was taken."),
    # Names and text
    "name-digits": _("“%(value)s” holds digits, which no name has. Type the person's name."),
    "name-characters": _("“%(value)s” holds characters that no name has. Type the person's name."),
    "name-garbled": _(
        "“%(value)s” holds unreadable characters. Type the name again, or save the file as .xlsx."
    ),
    "name-private": _(
        "“%(value)s” holds a character that only one computer's font shows; others show nothing or "
        "another. Type it anew with an input method for rare characters."
    ),
    "name-note-removed": _("“%(value)s”: the note in brackets was left out of the name."),
    "text-too-long": _("The text has %(length)s characters, at most %(most)s fit. Shorten it."),
    "text-garbled": _(
        "“%(value)s” holds unreadable characters. Type it again, or save the file as .xlsx."
    ),
    "text-hidden": _(
        "A number of a person, an account or a telephone, or somebody's illness or kind of "
        "disability stood in this text; it was taken out and will not be published. Put numbers "
        "into their own columns."
    ),
    "choice-unknown": _("“%(value)s” is not one of the allowed entries: %(choices)s. Use one."),
    # Amounts and numbers
    "amount-unreadable": _("“%(value)s” is not an amount. Write a number such as 1200.50."),
    "amount-decimals": _(
        "“%(value)s” has parts of a cent (fen). Write the amount with at most two decimals in yuan."
    ),
    "amount-negative": _(
        "The amount “%(value)s” is negative. Take the row out; money that came back is recorded by "
        "correcting the earlier payment."
    ),
    "amount-too-large": _(
        "The amount “%(value)s” is too large. Check the unit (yuan or 10,000 yuan) and the number."
    ),
    "amount-zero": _("The amount is zero. Check whether this row belongs in the sheet."),
    "amount-shown-otherwise": _(
        "The format of this cell shows another figure than it holds (%(value)s), for instance in "
        "10,000 yuan. Set the column's number format to General, check the figure and its unit."
    ),
    "amount-hidden": _(
        "The format of this cell hides the figure that it holds (%(value)s). Set the column's number "
        "format to General and check the figure."
    ),
    "number-unreadable": _("“%(value)s” is not a number. Write digits such as 3.5."),
    "number-decimals": _("“%(value)s” has too many decimals. Write at most four."),
    "number-too-large": _("The number “%(value)s” is too large. Check it."),
    "integer-decimals": _("“%(value)s” is not a whole number. Write it without decimals."),
    # Dates and periods
    "date-unreadable": _("“%(value)s” is not a date. Write it like 2018-03-15."),
    "date-impossible": _("“%(value)s” is a date that does not exist. Write it like 2018-03-15."),
    "date-incomplete": _("“%(value)s” lacks the day. Write the whole date like 2018-03-15."),
    "date-no-year": _(
        "“%(value)s” does not say which year, and in the year of the title it would lie far from the "
        "sheet's period. Write it like 2018-03-15."
    ),
    "date-day-or-ten": _(
        "“%(value)s” may be the 1st or the 10th, the 2nd or the 20th … (Excel cuts noughts). Write it "
        "like 2018-03-10."
    ),
    "period-unreadable": _("“%(value)s” is not a period. Write it like 2018-03 or 2018年1-3月."),
    "period-ambiguous": _(
        "“%(value)s” may be a day or a range of months. Write 2018年1-3月 or 2018-01-03."
    ),
    "period-reversed": _("The period “%(value)s” ends before it begins. Swap its two ends."),
    "period-no-year": _("“%(value)s” does not say which year. Write it like 2018-03."),
    "month-not-single": _("“%(value)s” is not one single month. Write it like 2018-03."),
    "month-one-or-ten": _(
        "“%(value)s” was read as January. If October was meant (Excel turns 2018.10 into 2018.1), "
        "write it like 2018-10."
    ),
    # Rows and sheets
    "row-skipped": _(
        "Row %(row)s (“%(value)s”) was taken for a note, not for a person's row. If it is one, "
        "fill in its identity number."
    ),
    "row-longer": _(
        "This line has %(cells)s cells, the headings have %(headings)s. A comma inside a value needs "
        'quotation marks around it: write 1200 or "1,200", or save the file as .xlsx.'
    ),
    "csv-quote": _(
        "A quotation mark in this line opens nothing; it was read as a character. Delete it."
    ),
    "left-out": _("Row %(row)s (“%(value)s”) was left out: it is %(why)s."),
    "column-left-out": _(
        "The column “%(heading)s” was not read: nothing of this kind of sheet is called so."
    ),
    "columns-without-heading": _(
        "The columns %(columns)s have no heading and were not read. Give them one if they count."
    ),
    "columns-hidden": _(
        "The amounts stand in a hidden column. Unhide it and check that they are the ones that were paid."
    ),
    "row-unclear": _(
        "Row %(row)s (“%(value)s”) looks like %(why)s, but an amount stands in it. If it counts, write "
        "it as a row like the others; if not, take the amount out or delete the row."
    ),
    "row-stopped": _(
        "“%(value)s” says that this was not paid, but an amount stands in the row. If it was not paid, "
        "delete the row; if it was, take these words out."
    ),
    "row-under-stopped": _(
        "This row stands below line %(line)s (“%(value)s”), which says that those below are not paid. "
        "Delete the row; if it was paid, move it up."
    ),
    "line-doubtful": _(
        "Row %(row)s (“%(value)s”) says that somebody was not paid. Check that nobody who stands in the "
        "list is meant."
    ),
    "row-named-as-stopped": _(
        "Row %(line)s (“%(value)s”) says that this person was not paid. If so, delete the row here; if "
        "not, take the name out there."
    ),
    "row-doubtful": _(
        "“%(value)s” may mean that this was not paid. Check that it was; if not, delete the row."
    ),
    "row-struck-out": _(
        "Something in this row is struck out. If the row does not count, delete it; if it does, take "
        "the strikethrough away."
    ),
    "row-in-other-unit": _(
        "The column of units says “%(unit)s” in this row. Write the amount in yuan (元)."
    ),
    "row-repeated": _(
        "The same row stands on the sheet “%(other)s” too (row %(line)s): a repetition. Delete one of the two."
    ),
    "rows-hidden": _(
        "Hidden rows were read too: %(rows)s. Delete them if they do not belong in the sheet."
    ),
    "sheet-hidden": _(
        "The sheet “%(sheet)s” is hidden and was not read. Unhide it if its rows belong here, "
        "delete it otherwise."
    ),
    "sheet-without-header": _(
        "The sheet “%(sheet)s” has no heading row with known headings and was not read. If it "
        "holds data, give it a heading row."
    ),
    "sheet-continues": _(
        "The sheet “%(sheet)s” has no headings; its rows were read under those of the sheet "
        "“%(before)s”, which they fit. Check them."
    ),
    "sheet-of-sums": _(
        "The sheet “%(sheet)s” holds sums of what stands on other sheets, and was left out."
    ),
    "sheet-of-sums-unclear": _(
        "The sheet “%(sheet)s” is called a summary. If it only adds up the other sheets, delete it; "
        "if not, give it another name."
    ),
    "sheet-copied": _(
        "The sheet “%(sheet)s” is a copy of the sheet “%(other)s”, and was left out."
    ),
    "sheet-repeats": _(
        "The sheet “%(sheet)s” holds the same rows as the sheet “%(other)s”, or nearly: a repetition. "
        "Delete one of the two sheets."
    ),
    "sheet-of-another-time": _(
        "The sheet “%(sheet)s” is for %(title)s, but %(given)s was chosen when uploading; it was left "
        "out. Upload it by itself for its own time."
    ),
    "list-of-unpaid": _(
        "“%(word)s” in the title or the name of the sheet “%(sheet)s” says that those on it are not "
        "paid. Delete the sheet; if they are paid, take the word out."
    ),
    "list-of-others": _(
        "“%(word)s” stands in the title or the name of the sheet “%(sheet)s”. Check that its rows "
        "belong here."
    ),
    "column-missing": _(
        "The column “%(field)s” was not found. Name its heading “%(field)s”, or say which heading "
        "means it."
    ),
    "unit-unknown": _(
        "The unit “%(unit)s” of this column is not known. Write the amounts in yuan (元)."
    ),
    "period-missing": _(
        "Nothing says which period the rows are for. Add a column “%(field)s”, or choose the "
        "period when uploading."
    ),
    "period-differs": _(
        "Title or sheet say %(title)s, but %(given)s was chosen when uploading. Choose the period that "
        "is right, or mend the title."
    ),
    "totals-differ": _(
        "The total here is %(stated)s, but the rows add up to %(computed)s. Check whether a row is "
        "missing or doubled, then mend the total or the rows."
    ),
    "no-rows": _("The sheet “%(sheet)s” has headings but no rows below them. Fill it in."),
    "more-problems": _(
        "%(count)s further problems are not listed one by one (%(kinds)s). Mend the listed ones "
        "and upload again."
    ),
    # The whole file
    "file-empty": _("The file is empty. Save it again in Excel or WPS and upload that."),
    "file-too-large": _(
        "The file has %(megabytes)s MB, at most %(most)s MB can be read. Split it into several."
    ),
    "file-encrypted": _(
        "The file is encrypted: by a password, or because the workbook is protected or read-only. Open "
        "it in Excel or WPS, take away the password and “Protect Workbook”, save it under another name "
        "and upload that."
    ),
    "file-macros": _(
        "The file holds macros, which are never accepted. Save it as .xlsx without macros and "
        "upload that."
    ),
    "file-bomb": _(
        "The file unpacks to far more than a sheet can hold. Copy the rows into a new workbook and "
        "upload that."
    ),
    "file-damaged": _(
        "The file is damaged or incomplete. Open it in Excel or WPS, save it as .xlsx and upload "
        "that."
    ),
    "file-not-a-sheet": _(
        "The file is %(kind)s, not a spreadsheet. Upload the sheet itself as .xlsx, .xls or .csv."
    ),
    "file-unsupported": _("%(kind)s cannot be read. Save it as .xlsx and upload that."),
    "file-encoding": _(
        "The characters of this text file cannot be read. Save it as .xlsx, or as CSV UTF-8."
    ),
    "csv-quote-open": _(
        "A quotation mark opened in line %(row)s is not closed as it should be, so it cannot be told "
        "where the row ends (line %(last)s was looked at last). Delete the mark, or save the file as "
        ".xlsx."
    ),
    "file-too-slow": _(
        "This file took longer to read than any sheet should. Copy the table's rows into a new "
        "workbook, without formats, and upload that; split a very large one by township."
    ),
    "file-too-much-memory": _(
        "This file needs more memory than any sheet should. Delete stray cells far below or far "
        "right of the table, or copy the rows into a new workbook; split a very large one by "
        "township."
    ),
    "file-crashed": _(
        "The reader broke down on this file, which is damaged or built to do so. Open it in Excel "
        "or WPS, copy the rows into a new workbook and upload that."
    ),
    "sheet-too-long": _(
        "The sheet “%(sheet)s” has cells below row %(most)s. Delete stray cells at the bottom, or "
        "split the sheet into several files."
    ),
    "sheet-too-wide": _(
        "The sheet “%(sheet)s” has more than %(most)s columns. Delete stray cells at the far right."
    ),
    "sheet-too-large": _(
        "The sheet “%(sheet)s” spans too many cells. Delete stray cells far below or far right of "
        "the table."
    ),
    "sheet-name-too-long": _(
        "The name of the sheet “%(sheet)s” has more than %(most)s characters. Give it a short one."
    ),
    "cell-too-long": _(
        "Cell %(place)s of the sheet “%(sheet)s” holds more than %(most)s characters. Shorten it."
    ),
    "amounts-too-large": _(
        "The amounts add up to more than a trillion yuan (999,999,999,999.99). The largest stands in "
        "row %(row)s of the sheet “%(sheet)s”: check its unit and the number."
    ),
    "value-out-of-range": _(
        "A figure or text of this sheet is larger than the portal can keep, and it could not be "
        "told which. Check very large figures and very long texts, and upload the sheet again."
    ),
    "file-killed-worker": _(
        "The portal's reader was stopped twice while it read this file, so it is not tried again by "
        "itself. Copy the rows into a new workbook and upload that, or try once more below."
    ),
    "too-many-sheets": _("The workbook has more than %(most)s sheets. Split it into several."),
    "too-many-tables": _(
        "The sheet “%(sheet)s” has more than %(most)s tables one below the other. Split it into several."
    ),
    "sheet-in-halves": _(
        "On the sheet “%(sheet)s” the same headings stand twice in row %(row)s (columns %(columns)s): "
        "two lists side by side. Put the right one below the left one and upload it again."
    ),
    "half-without-headings": _(
        "On the sheet “%(sheet)s” people stand in columns without headings (%(columns)s; the headings "
        "are in row %(row)s). Put them below the others, or give them headings."
    ),
    "entries-without-headings": _(
        "On the sheet “%(sheet)s” people or entries stand without headings (from row %(row)s). Give it "
        "the heading row of the other sheets, or delete the sheet."
    ),
    "no-header": _(
        "No heading row was found in any sheet. Headings looked for: %(headings)s. Give the table "
        "a heading row with these names."
    ),
    "reading-failed": _(
        "The portal itself failed on this file and has noted it for the operator. The file is "
        "kept. Save it once more as .xlsx and upload that, or ask the operator."
    ),
    "no-data": _("The workbook holds no rows. Fill in the sheet and upload it again."),
}

# What a file turned out to be, named for `file-not-a-sheet` and `file-unsupported`.
KINDS: dict[str, str] = {
    "pdf": _("a PDF"),
    "image": _("a picture"),
    "word": _("a Word document"),
    "presentation": _("a presentation"),
    "program": _("a program"),
    "archive": _("a packed archive"),
    "unknown": _("a file of another kind"),
    "ods": _("An OpenDocument sheet (.ods)"),
    "xlsb": _("A binary workbook (.xlsb)"),
    "xls95": _("A workbook from before Excel 97"),
    "xml": _("An XML sheet"),
    "mht": _("A web archive (.mht)"),
}


LEFT_ASIDE = _("(The row stands without it.)")
# What a row below the headings was taken for.
WHYS: dict[str, str] = {
    "heading": _("the headings once more"),
    "numbers": _("the numbers of the columns"),
    "instruction": _("an instruction how to fill in the sheet"),
    "carried": _("a sum carried from page to page"),
    "subtotal": _("a subtotal"),
    "grand": _("the total"),
    "note": _("a signature, date or note"),
    "skipped": _("a note"),
}


def register(messages: dict[str, str]) -> None:
    """Add the wording of problems that only a kind of sheet knows; a code has one wording."""
    clash = {code for code, text in messages.items() if MESSAGES.get(code, text) != text}
    if clash:
        raise ValueError(f"worded twice: {', '.join(sorted(clash))}")
    MESSAGES.update(messages)


def word(code: str, params: dict[str, Any]) -> str:
    """The translated sentence of a code: what is wrong and how to mend it."""
    named = {"kind": KINDS, "why": WHYS}
    values = {key: gettext(named[key][v]) if key in named else v for key, v in params.items()}
    text = gettext(MESSAGES[code]) % values
    # What only stands beside the money is left out where it cannot be read.
    return f"{text} {gettext(LEFT_ASIDE)}" if params.get("left_out") else text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place; `params` never hold a whole identity or account number."""

    sheet: str
    row: int | None
    column: str | None
    heading: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    severity: Severity = "error"

    @property
    def leaves_out(self) -> bool:
        """Whether it tells of a row or a sheet that was left out."""
        return self.code in LEFT_OUT

    @property
    def message(self) -> str:
        """What is wrong and how to mend it, in the reader's language."""
        return word(
            self.code,
            {"sheet": self.sheet, "row": self.row, "heading": self.heading, **self.params},
        )


class UnusableFile(Exception):
    """The whole file is refused, for one plain reason."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = {
            name: kept_reference(value) if isinstance(value, str) else value
            for name, value in params.items()
        }

    @property
    def message(self) -> str:
        """The reason and the mend, in the reader's language."""
        return word(self.code, self.params)

    def __str__(self) -> str:
        return self.message
