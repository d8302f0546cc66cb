"""The desk's first page and its way around: what waits for a member of staff, and where to go."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import OfficeKind
from accounts.models import OfficeToken, StaffChange, User
from accounts.permissions import Permission, fully_signed_in, holds
from clues.models import BureauTask, Check, Clue
from funds.models import Correction
from intake.choices import Status
from intake.models import Batch, WithdrawalRequest
from intake.sheets import all_sheets
from matching.models import Run
from matching.rules.guidance import rule_questions
from matching.selectors import registry_titles
from regions.selectors import names_for
from villages.choices import PostingState
from villages.models import LineCorrection, Posting
from villages.permissions import KEEPERS
from villages.selectors.vouchers import waiting_months


SHOWN = 8
WAITING_SHOWN = 20
_MEND = (Status.REFUSED, Status.NEEDS_MAPPING, Status.CHECKED, Status.RETURNED)


def desk_links(user: User | AnonymousUser) -> list[tuple[str, str, str]]:
    """The desk's sections for this role: address, name, and what the page's view name begins with."""
    if not fully_signed_in(user):
        return []
    links = []
    if holds(user, Permission.SEE_BATCHES):
        links.append((reverse("intake:batch-list"), _("Sheets"), "intake:"))
        links.append((reverse("funds-desk:correction-list"), _("Corrections"), "funds-desk:"))
        links.append((reverse("intake:redaction-list"), _("Redactions"), "intake:redaction"))
        # Bureaus pay benefits and keep no vouchers.
        if isinstance(user, User) and user.office.kind != OfficeKind.BUREAU:
            links.append(
                (reverse("villages-desk:voucher-list"), _("Vouchers"), "villages-desk:voucher")
            )
            links.append(
                (reverse("villages-desk:posting-list"), _("Boards"), "villages-desk:posting")
            )
    if holds(user, Permission.SEE_CLUES):
        links.append((reverse("clues:clue-list"), _("Clues"), "clues:"))
    elif holds(user, Permission.ANSWER_CHECKS):
        links.append((reverse("clues:check-list"), _("Checks"), "clues:"))
    if holds(user, Permission.SEE_RUNS):
        links.append((reverse("matching:run-list"), _("Cross-checks"), "matching:ru"))
    if holds(user, Permission.WORK_CLUES):
        links.append((reverse("matching:registries"), _("Registries"), "matching:registries"))
    if holds(user, Permission.SEE_TRAIL):
        links.append((reverse("portal:trail"), _("Audit trail"), "portal:trail"))
    if holds(user, Permission.KEEP_STAFF):
        links.append((reverse("accounts:staff-list"), _("Staff"), "accounts:"))
    if holds(user, Permission.USE_ADMIN):
        links.append((reverse("admin:index"), _("Administration"), "admin:"))
        links.append(
            (reverse("funds-desk:loosening-list"), _("Disclosure classes"), "funds-desk:loos")
        )
    return links


def desk_summary(user: User) -> dict[str, Any]:
    """Only what this role may see; each list is short and leads on."""
    summary: dict[str, Any] = {
        "told": StaffChange.objects.to_be_told(user),
        "tokens": OfficeToken.objects.to_collect(user),
    }
    if holds(user, Permission.KEEP_STAFF):
        summary["staff_changes"] = (
            StaffChange.objects.visible_to(user).waiting().exclude(requested_by=user)
            .exclude(user=user).for_desk()[:WAITING_SHOWN]
        )  # fmt: skip
    if holds(user, Permission.SEE_BATCHES):
        summary |= _of_sheets(user)
    if user.office.kind in KEEPERS and holds(user, Permission.SEE_BATCHES):
        summary |= _of_villages(user)
    if holds(user, Permission.ANSWER_CHECKS):
        checks = Check.objects.visible_to(user).waiting()
        summary["check_count"] = checks.count()
        summary["task_count"] = BureauTask.objects.visible_to(user).waiting().count()
        summary["check_due"] = checks.order_by("due_on").values_list("due_on", flat=True).first()
    if holds(user, Permission.SEE_CLUES):
        clues = Clue.objects.visible_to(user).open()
        summary["clue_count"] = clues.count()
        summary["clue_amount"] = clues.aggregate(sum=Sum("amount"))["sum"]
        summary["clues"] = clues.for_queue()[:SHOWN]
        summary["clue_places"] = names_for(
            {clue.region_code for clue in summary["clues"]}, start="county"
        )
    if holds(user, Permission.SEE_RUNS):
        run = Run.objects.prefetch_related("results").first()
        summary["last_run"] = run
        summary["last_found"] = sum(result.found for result in run.results.all()) if run else 0
        summary["registry_titles"] = registry_titles()
        summary["rule_questions"] = rule_questions()
        summary["blind"] = (
            [result for result in run.results.all() if result.is_blind] if run else []
        )
    return summary


def _of_sheets(user: User) -> dict[str, Any]:
    batches = Batch.objects.visible_to(user).for_desk()
    summary: dict[str, Any] = {
        "batches": batches[:SHOWN],
        "titles": {sheet.kind: sheet.title for sheet in all_sheets()},
    }
    own = batches.filter(office=user.office_id)
    if holds(user, Permission.APPROVE_BATCHES):
        summary["waiting"] = own.filter(status=Status.SUBMITTED).exclude(uploaded_by=user)[
            :WAITING_SHOWN
        ]
        summary["withdrawals"] = (
            WithdrawalRequest.objects.filter(decided_by=None, batch__office=user.office_id)
            .exclude(requested_by=user)
            .select_related("batch", "requested_by")[:WAITING_SHOWN]
        )
        summary["corrections"] = (
            Correction.objects.visible_to(user)
            .waiting()
            .exclude(requested_by=user)
            .for_desk()[:WAITING_SHOWN]
        )
        summary["can_approve"] = True
    if holds(user, Permission.UPLOAD_SHEETS):
        summary["batches"] = batches.exclude(office=user.office_id, status__in=_MEND)[:SHOWN]
        summary["to_mend"] = own.filter(status__in=_MEND)[:WAITING_SHOWN]
        summary["can_upload"] = True
    return summary


def _of_villages(user: User) -> dict[str, Any]:
    """Pictures, postings and corrected entries of the office's villages that wait for this person."""
    months = waiting_months(user)
    summary: dict[str, Any] = {
        "voucher_months": months,
        "voucher_places": names_for({one.region for one in months}, start="township"),
    }
    postings = Posting.objects.filter(office=user.office_id).select_related("region")
    if holds(user, Permission.APPROVE_BATCHES):
        summary["line_corrections"] = (
            LineCorrection.objects.visible_to(user)
            .waiting()
            .filter(old__batch__office=user.office_id)
            .exclude(requested_by=user)
            .for_desk()[:WAITING_SHOWN]
        )
        summary["waiting_postings"] = postings.filter(state=PostingState.SUBMITTED).exclude(
            written_by=user
        )[:WAITING_SHOWN]
    if holds(user, Permission.UPLOAD_SHEETS):
        summary["returned_postings"] = postings.filter(state=PostingState.RETURNED)[:WAITING_SHOWN]
    return summary
