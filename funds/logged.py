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
