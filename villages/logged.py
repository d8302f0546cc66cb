"""What of this app the publication log holds. Villages' books are public as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from core import public_files
from publication.log.kinds import RowKind
from villages.choices import PictureState
from villages.models import Voucher


_PLACE = ("batch_number", "place_sheet", "place_row")
LEDGER = RowKind(
    "ledger", 1, _("ledger line"), "villages_ledgerline",
    public=(
        "region", "month", "entry", "entered_on", "voucher_number", "summary", "category",
        "amount", "balance", "counterparty", "handler", "witness", "approver", "supervision",
        "funding_source", "document_number", "contract_number", "works_number", "attachments",
        "invoice_code", "invoice_number", "version", *_PLACE,
    ),
    numbers=("counterparty_id", "account"),
    usual="standing", outlast=("replaced",),
)  # fmt: skip
CONTRACT = RowKind(
    "contract", 1, _("contract"), "villages_contract",
    public=(
        "region", "number", "name", "kind", "side", "counterparty", "signed_on", "starts_on",
        "ends_on", "price", "instalment", "every_months", "first_due_on", "decision_number",
        "works_number", "subject", *_PLACE,
    ),
    numbers=("counterparty_id",),
    usual="standing",
)  # fmt: skip
WORKS = RowKind(
    "works", 1, _("step of village works"), "villages_worksentry",
    public=(
        "region", "number", "name", "step", "held_on", "amount", "party", "funding_source",
        "contract_number", "decision_number", "detail", *_PLACE,
    ),
    usual="standing",
)  # fmt: skip
DECISION = RowKind(
    "decision", 1, _("step of a decision"), "villages_decisionentry",
    public=(
        "region", "number", "name", "subject", "step", "held_on", "entitled", "attended",
        "in_favour", "against", "abstained", "detail", *_PLACE,
    ),
    usual="standing",
)  # fmt: skip
POSTING = RowKind(
    "posting", 1, _("posting"), "villages_posting",
    public=(
        "region", "duty", "period_from", "period_to", "kind", "title", "body", "objection_days",
        "objection_office", "objection_phone", "published_at",
    ),
    usual="published", batched=False,
)  # fmt: skip
# The public picture by its digest; the file as it came stays closed.
VOUCHER = RowKind(
    "voucher", 1, _("picture of a voucher"), "villages_voucher",
    public=(
        "region", "month", "voucher_number", "kind", "place", "width", "height", "masks",
        "public_sha256",
    ),
    numbers=("sha256", "page", "invoice_code", "invoice_number", "invoice_amount"),
    usual="published", batched=False,
)  # fmt: skip
KINDS = (LEDGER, CONTRACT, WORKS, DECISION, POSTING, VOUCHER)
# (name, SQL): (batch, where) of each kept statement that is not the sum of its lines.
KEPT = (
    (
        "statement",
        """
        WITH rows AS (
            SELECT region_id AS region_code, month,
                coalesce(sum(amount) FILTER (WHERE entry = 'income'), 0) AS income,
                coalesce(sum(amount) FILTER (WHERE entry = 'expense'), 0) AS expense
            FROM villages_ledgerline WHERE state = 'standing' GROUP BY 1, 2
        )
        SELECT NULL::bigint, concat_ws(' ', region_code, month)
        FROM villages_statement AS kept FULL JOIN rows USING (region_code, month)
        WHERE (kept.income, kept.expense) IS DISTINCT FROM (rows.income, rows.expense)
        ORDER BY 2 LIMIT 1000
        """,
    ),
)


def changed_pictures() -> Iterator[tuple[None, str]]:
    """Public pictures that are gone or are not what was published, by village, month and number."""
    published = Voucher.objects.filter(
        status=PictureState.PUBLISHED, public_files=True, public_sha256__isnull=False
    )
    for voucher in published.order_by("pk").iterator(chunk_size=500):
        path = public_files.path_of(voucher.public_files_names[0])
        found = hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b""
        if found != bytes(voucher.public_sha256 or b""):
            month = f"{voucher.month:%Y-%m}"
            yield None, f"{voucher.region_id} {month} {voucher.voucher_number} {voucher.place}"


# (name, what yields differences) of public files, when everything is compared.
FILES = (("picture", changed_pictures),)
