"""Why a whole file is refused, and how to mend it."""

from django.utils.translation import gettext_noop as _


FILES: dict[str, str] = {
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
