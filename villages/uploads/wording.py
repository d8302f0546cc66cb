"""What may be wrong with a village's row beyond its cells."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from intake.reading.problems import register


register(
    {
        "ledger-no-amount": _(
            "The row has neither income nor expense. Fill in one of them, or leave the row out."
        ),
        "ledger-both-amounts": _(
            "The row has an income and an expense. Write them as two rows, each with its voucher."
        ),
        "ledger-no-summary": _("The row does not say what the money was for. Fill in the summary."),
        "ledger-no-month": _(
            "Nothing says which month this row belongs to. Choose the period when uploading, or "
            "fill in the date."
        ),
        "ledger-which-month": _(
            "The sheet is for several months and this line has no date, so nobody can say which month "
            "it belongs to. Fill in the date."
        ),
        "ledger-in-future": _("The date lies in the future. Correct it."),
        "ledger-category-unclear": _(
            "The class of this line is missing or not an official one; it is shown as “other”."
        ),
        "ledger-category-side": _(
            "“%(text)s” is a class of the other side (income or expense); it is shown as “other”."
        ),
        "ledger-balance-differs": _(
            "The balance should be %(computed)s after this line, but the sheet says %(stated)s. "
            "Both will be shown."
        ),
        "ledger-carry-over": _(
            "The opening balance is %(stated)s, but %(month)s was closed with %(closing)s. The gap "
            "will be shown to the public."
        ),
        "ledger-month-published": _(
            "%(month)s of %(place)s is published already. These lines will be added to it. If they "
            "are to replace it, withdraw publication %(batch)s first."
        ),
        "ledger-no-invoice": _(
            "This is no invoice code (10 or 12 digits) or number (8 or 20 digits); it was left out."
        ),
        "ledger-two-openings": _(
            "The village has two opening balances for this month; the first one counts."
        ),
        "record-repeated": _(
            "The same also stands in row %(other)s. Keep the one that holds and delete the other."
        ),
        "contract-ends-before": _("The contract ends before it begins. Correct the dates."),
        "contract-months": _("Write after how many months the next instalment is due: 1 to 600."),
        "contract-due-unclear": _(
            "The row has an instalment but not when it is due. Fill in the first due date and the "
            "months between instalments, or nobody can see what is overdue."
        ),
        "decision-more-than-entitled": _("More people attended than were entitled to. Correct it."),
        "decision-more-votes": _("There are more votes than people present. Correct it."),
    }
)
