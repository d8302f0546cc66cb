"""What may be wrong with a row, a column, a table or a sheet, and how to mend it."""

from django.utils.translation import gettext_noop as _


ROWS: dict[str, str] = {
    "row-skipped": _(
        "Row %(row)s (“%(value)s”) was taken for a note and left out. If it counts, fill in its "
        "columns like those of the other rows."
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
    "sheet-not-chosen": _("The sheet “%(sheet)s” was not read: you chose to leave it out."),
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
}
