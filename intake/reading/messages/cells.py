"""What may be wrong with one cell, and how to mend it."""

from django.utils.translation import gettext_noop as _


CELLS: dict[str, str] = {
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
    "paper-unclear": _(
        "“%(value)s” is no 18-digit number. If it belongs to another paper (passport, travel permit "
        "…), say which in a column 证件类型; otherwise compare it with the identity card."
    ),
    "paper-form": _(
        "“%(value)s” does not have the form of the paper that this row names. Compare it with the "
        "paper."
    ),
    "paper-differs": _(
        "The number and the kind of paper in this row do not belong together. Correct one of them."
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
}
