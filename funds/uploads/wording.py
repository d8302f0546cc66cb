"""What may be wrong with a row beyond its cells; registered with intake's one table of wording."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from intake.reading.problems import register


register(
    {
        "programme-unknown": _(
            "“%(text)s” is no programme of the catalogue. Write its code or its full name."
        ),
        "programme-missing": _(
            "Nothing says which programme this row belongs to. Choose it when uploading, or add a "
            "column with its name."
        ),
        "programme-differs": _(
            "The title names the programme %(title)s, but %(given)s was chosen when uploading; the "
            "chosen one was used. Check which is right."
        ),
        "person-missing": _("The row names nobody with name and identity number. Fill in both."),
        "payee-unclear": _(
            "“%(value)s” does not say who owns the account, so nobody was taken. Write the name."
        ),
        "amount-not-positive": _(
            "A payment must be more than nothing. Leave the row out if nothing was paid."
        ),
        "paid-date-missing": _(
            "The sheet does not say when the money was paid; the public reads “not stated”. Add a "
            "column with the date or the month of payment."
        ),
        "paid-in-future": _("The date of payment lies in the future. Correct it."),
        "duplicate-inside": _(
            "The same person, programme, period and amount also stand in row %(other)s. If it is a "
            "mistake, delete one of the two."
        ),
        "already-published": _(
            "The same payment is published already (batch %(batch)s, row %(other)s). Leave it out "
            "unless it was really paid twice."
        ),
    }
)
