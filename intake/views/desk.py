"""A cadre's and a reviewer's pages: upload, look, mend, submit, decide, withdraw."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import Permission, holds, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from core import vault
from core.exceptions import PortalError
from core.pagination import keyset_page
from intake import permissions, progress, services, tasks
from intake.choices import Status
from intake.exceptions import DuplicateFile
from intake.forms import DecideForm, HeadingsForm, SubmitForm, UploadForm, WithdrawForm
from intake.models import Batch, WithdrawalRequest
from intake.selectors import (
    changes_of,
    history_of,
    left_out_of,
    mends_shown,
    preview_of,
    problems_of,
)
from intake.sheets import all_sheets, sheet_of
from intake.views.finding import batch_of, telling_refusals
from regions.selectors import names_for


PROBLEMS_SHOWN = 200
STARTS_SHOWN = 5
_UNDER_WAY = (Status.RECEIVED, Status.READING, Status.APPROVED)


@requires(Permission.SEE_BATCHES)
@require_safe
def batch_list(request: StaffRequest) -> HttpResponse:
    rows = Batch.objects.visible_to(request.user).for_desk()
    status = request.GET.get("status", "")
    if status in Status.values:
        rows = rows.filter(status=status)
    page = keyset_page(rows, ("-id",), request.GET.get("after", ""))
    context = {
        "page": page,
        "statuses": Status.choices,
        "status": status,
        "titles": {sheet.kind: sheet.title for sheet in all_sheets()},
        "places": names_for({batch.region_code for batch in page}, start="county"),
        "can_upload": holds(request.user, Permission.UPLOAD_SHEETS),
    }
    return render(request, "intake/batch_list.html", context)


@requires(Permission.UPLOAD_SHEETS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    earlier = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            batch = services.receive(
                kind=values["kind"],
                data=values["file"].read(),
                file_name=values["file"].name,
                office=request.user.office,
                by=request.user,
                programme_code=values["programme"],
                period=values["period"],
                append=values.get("append", False),
            )
        except PortalError as refusal:
            form.add_error(None, str(refusal))
            earlier = _visible_earlier(request, refusal)
        else:
            tasks.read_batch.delay_on_commit(batch.pk)
            return redirect("intake:batch", number=batch.pk)
    status = 400 if form.errors else 200
    own = Batch.objects.filter(office=request.user.office_id, status=Status.PUBLISHED)
    context = {
        "form": form,
        "earlier": earlier,
        "sheets": [sheet for sheet in all_sheets() if sheet.may_come_from(request.user.office)],
        "starts": own.filter(
            kind__in=[sheet.kind for sheet in all_sheets() if sheet.starts_next]
        ).order_by("-published_at")[:STARTS_SHOWN],
    }
    return render(request, "intake/upload.html", context, status=status)


def _visible_earlier(request: StaffRequest, refusal: PortalError) -> int | None:
    """The batch that the same file came in before, if this person may see it."""
    number = refusal.earlier if isinstance(refusal, DuplicateFile) else None
    seen = number and Batch.objects.visible_to(request.user).filter(pk=number).exists()
    return number if seen else None


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def batch(request: StaffRequest, number: int) -> HttpResponse:
    shown = batch_of(request, number)
    under_way = shown.status in _UNDER_WAY
    context: dict[str, Any] = {
        "batch": shown,
        "under_way": under_way,
        "progress": progress.look(number) if under_way else None,
    }
    if request.headers.get("HX-Request"):
        # The page refreshes only this part while a worker is busy, and itself at the end.
        response = render(request, "intake/_batch_state.html", context)
        if not under_way:
            response.headers["HX-Refresh"] = "true"
        return response
    choices = _choices(request.user, shown)
    context |= choices | _findings(shown, choices["can_open"])
    if choices["can_open"] and not under_way:
        context["preview"] = preview_of(shown)
        if context["preview"] or context["changes"] or context["problems"]:
            record_sensitive_access(
                by=request.user, subject=f"batch:{shown.pk}", reason=_("rows and what changed")
            )
    return render(request, "intake/batch.html", context)


def _findings(shown: Batch, can_open: bool) -> dict[str, Any]:
    """What reading and comparing brought to light; names only to who may open the file."""
    problems, sheet = problems_of(shown), sheet_of(shown.kind)
    told = [problem for problem in problems if problem.severity != "note"]
    asked = any(problem.severity == "question" for problem in problems)
    questions = services.questions_of(shown) if asked else []
    programmes = dict(sheet.programmes()) if shown.programme_code else {}
    return {
        "sheet": sheet,
        "programme_name": programmes.get(shown.programme_code, ""),
        "region_name": names_for([shown.region_code], start="county")[shown.region_code],
        "problems": told[:PROBLEMS_SHOWN] if can_open else [],
        "told_count": len(told),
        "left_out": left_out_of(problems) if can_open else [],
        "questions": questions if can_open else [],
        "open_questions": any(question.answer is None for question in questions),
        "has_outline": vault.exists(shown.outline_name),
        "mends": mends_shown(shown) if can_open else [],
        "problem_count": len(problems),
        "error_count": sum(problem.severity == "error" for problem in problems),
        "left_out_count": sum(problem.leaves_out for problem in problems),
        "changes": changes_of(shown) if can_open else {},
        "history": history_of(shown),
    }


def _choices(user: User, shown: Batch) -> dict[str, Any]:
    """What this person may do with the batch now, each with its form."""
    waiting = shown.withdrawals.filter(decided_by=None)
    withdrawal = waiting.select_related("requested_by", "batch").first()
    context: dict[str, Any] = {
        "withdrawal": withdrawal,
        "can_submit": permissions.can_submit(user, shown),
        "can_decide": permissions.can_decide(user, shown),
        "can_discard": permissions.can_discard(user, shown),
        "can_change": permissions.can_change(user, shown),
        "can_read_again": permissions.can_read_again(user, shown),
        "can_withdraw": withdrawal is None and permissions.can_request_withdrawal(user, shown),
        "can_decide_withdrawal": withdrawal is not None
        and permissions.can_decide_withdrawal(user, withdrawal),
        "can_open": permissions.can_open(user, shown),
        "can_start": sheet_of(shown.kind).starts_next and permissions.can_start_from(user, shown),
        "own_upload": shown.uploaded_by_id == user.pk,
        "submit_form": SubmitForm(),
        "decide_form": DecideForm(),
        "withdraw_form": WithdrawForm(),
    }
    if shown.status == Status.NEEDS_MAPPING and context["can_discard"]:
        context["headings_form"] = HeadingsForm(headings=shown.headings, kind=shown.kind)
    return context


@requires(Permission.UPLOAD_SHEETS)
@require_POST
@telling_refusals
def answer_headings(request: StaffRequest, number: int) -> None:
    shown = batch_of(request, number)
    form = HeadingsForm(request.POST, headings=shown.headings, kind=shown.kind)
    if form.is_valid():
        services.answer_headings(batch=shown, by=request.user, answers=form.answers())
        tasks.read_batch.delay_on_commit(shown.pk)


@requires(Permission.UPLOAD_SHEETS)
@require_POST
@telling_refusals
def submit(request: StaffRequest, number: int) -> None:
    form = SubmitForm(request.POST)
    form.is_valid()
    services.submit(
        batch=batch_of(request, number),
        by=request.user,
        leave_out_published=form.cleaned_data["leave_out_published"],
    )
    messages.success(request, _("Submitted. A second person of your office now decides."))


@requires(Permission.UPLOAD_SHEETS)
@require_POST
@telling_refusals
def discard(request: StaffRequest, number: int) -> None:
    services.discard(batch=batch_of(request, number), by=request.user)
    messages.success(request, _("Discarded. Nothing of this sheet was published."))


@requires(Permission.UPLOAD_SHEETS)
@require_POST
@telling_refusals
def read_again(request: StaffRequest, number: int) -> None:
    services.read_again(batch=batch_of(request, number), by=request.user)
    tasks.read_batch.delay_on_commit(number)


@requires(Permission.APPROVE_BATCHES)
@require_POST
@telling_refusals
def decide(request: StaffRequest, number: int) -> None:
    shown = batch_of(request, number)
    note = request.POST.get("note", "")[:500]
    if request.POST.get("decision") == "approve":
        services.approve(batch=shown, by=request.user, note=note)
        tasks.publish_batch.delay_on_commit(shown.pk)
        messages.success(request, _("Approved. The rows are being published."))
    else:
        services.send_back(batch=shown, by=request.user, note=note)
        messages.success(request, _("Sent back to the uploader."))


@requires(Permission.SEE_BATCHES)
@require_POST
@telling_refusals
def request_withdrawal(request: StaffRequest, number: int) -> None:
    services.request_withdrawal(
        batch=batch_of(request, number), by=request.user, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("Asked for. A second person of your office now decides."))


@requires(Permission.APPROVE_BATCHES)
@require_POST
@telling_refusals
def decide_withdrawal(request: StaffRequest, number: int) -> None:
    shown = batch_of(request, number)
    waiting = get_object_or_404(WithdrawalRequest, batch=shown, decided_by=None)
    approved = request.POST.get("decision") == "approve"
    services.decide_withdrawal(request=waiting, by=request.user, approved=approved)
    messages.success(
        request,
        _("Withdrawn. The public page says so, with the reason.")
        if approved
        else _("The batch stays published."),
    )
