"""What of this app the publication log holds, and how it is cut.

What a masked payment's page leaves out (village, group, place in the sheet) lies with the names.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from publication.log.kinds import RowKind


_MASKED_IN = (
    "SELECT EXISTS (SELECT FROM funds_programme WHERE disclosure <> 'named' AND id IN"
    " (SELECT programme_id FROM {table} WHERE batch_id = %s))"
)
PAYMENT = RowKind(
    "payment", 1, _("payment"), "funds_payment",
    public=(
        "programme", "period_from", "period_to", "paid_on", "paid_on_precision", "amount", "units",
        "standard",
    ),
    names=(
        "batch_number", "place_sheet", "place_row", "version", "region", "village_group",
        "recipient_class", "household_size", "beneficiary_name", "payee_name", "head_name",
    ),
    numbers=("beneficiary_id", "payee_id", "head_id", "account", "phone", "bank"),
    usual="paid", outlast=("replaced",), discreet=_MASKED_IN.format(table="funds_payment"),
)  # fmt: skip
ALLOCATION = RowKind(
    "allocation", 1, _("allocation"), "funds_allocation",
    public=(
        "programme", "region", "from_office", "to_office", "document_number", "allocated_on",
        "amount", "purpose", "batch_number", "place_sheet", "place_row",
    ),
    usual="paid", discreet=_MASKED_IN.format(table="funds_allocation"),
)  # fmt: skip
# Its state is its class: what the public sees of recipients.
PROGRAMME = RowKind(
    "programme", 1, _("programme"), "funds_programme",
    public=(
        "code", "name", "short_name", "category", "level", "department", "description",
        "who_may_apply", "application_steps", "materials", "unit", "household_benefit",
        "means_tested", "period_kind", "due_rule", "due_day", "due_month", "age_min", "age_max",
        "contact_unit", "contact_phone", "valid_from", "valid_to", "exclusive_with", "policies",
    ),
    batched=False,
)  # fmt: skip
POLICY = RowKind(
    "policy", 1, _("policy document"), "funds_policydocument",
    public=(
        "slug", "number", "title", "issuer", "issued_on", "effective_on", "expires_on", "level",
        "body", "source_note", "attachments",
    ),
    batched=False, own_key="slug",
)  # fmt: skip
STANDARD = RowKind(
    "standard", 1, _("standard"), "funds_standard",
    public=(
        "programme", "region", "recipient_class", "amount", "unit", "basis", "valid_from",
        "valid_to", "policy", "source_note",
    ),
    batched=False,
)  # fmt: skip
KINDS = (PAYMENT, ALLOCATION, PROGRAMME, POLICY, STANDARD)
# (name, SQL): (batch, where) of each kept sum that is not the sum of its rows.
KEPT = (
    (
        "total",
        """
        WITH village AS (
            SELECT programme_id, region_id, date_trunc('month', paid_on)::date AS month,
                count(*) AS payments, sum(amount) AS amount
            FROM funds_payment WHERE state = 'paid' GROUP BY 1, 2, 3
        ), rows AS (
            SELECT programme_id, rpad(left(region_id, length), 12, '0') AS region_code, month,
                sum(payments) AS payments, sum(amount) AS amount
            FROM village CROSS JOIN LATERAL (
                SELECT DISTINCT ON (rpad(left(region_id, length), 12, '0')) length
                FROM unnest(ARRAY[2, 4, 6, 9, 12]) AS length
            ) AS above GROUP BY 1, 2, 3
        )
        SELECT NULL::bigint, concat_ws(' ', programme.code, region_code, month)
        FROM funds_paymenttotal AS kept
        FULL JOIN rows USING (programme_id, region_code, month)
        LEFT JOIN funds_programme AS programme ON programme.id = programme_id
        WHERE coalesce(kept.payments, 0) <> coalesce(rows.payments, 0)
            OR coalesce(kept.amount, 0) <> coalesce(rows.amount, 0)
        ORDER BY 2 LIMIT 1000
        """,
    ),
)
