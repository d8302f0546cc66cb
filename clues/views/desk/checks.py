"""What an office is asked: checks of suspected matters, and tasks to mend a repeated cause."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, can, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from clues import permissions, services
from clues.forms import AnswerForm, TaskAnswerForm, UnitReplyForm
from clues.models import BureauTask, Check, InspectionProposal, UnitTalk
from clues.selectors import (
    calendar,
    guidance_for,
    headline_of,
    masked_number_of,
    pairs_of,
    payments_of,
    questions_of,
    registry_rows,
)
from clues.views.desk.card import file_answer
from core.exceptions import PortalError
from core.pagination import keyset_page
from regions.selectors import names_for


WAITING_SHOWN = 200
UNIT_MATTERS: dict[str, Any] = {"proposal": InspectionProposal, "talk": UnitTalk}


@requires(Permission.ANSWER_CHECKS)
@never_cache
@require_safe
def check_list(request: StaffRequest) -> HttpResponse:
    """What this office is asked; what is due first stands first, answered ones below."""
    mine = Check.objects.visible_to(request.user).for_desk()
    waiting = list(mine.waiting().order_by("due_on", "pk")[:WAITING_SHOWN])
    page = keyset_page(mine.exclude(answered_at=None), ("-id",), request.GET.get("after", ""))
    tasks = BureauTask.objects.visible_to(request.user).select_related("given_by")
    record_sensitive_access(by=request.user, subject="checks", reason=_("checks for the office"))
    codes = {check.clue.region_code for check in [*waiting, *page]}
    context = {
        "waiting": waiting,
        "page": page,
        "tasks": tasks.order_by("answered_at", "due_on")[:WAITING_SHOWN],
        "matters": [
            (kind, each)
            for kind, model in UNIT_MATTERS.items()
            for each in model.objects.addressed_to(request.user).order_by(
                "replied_at", "due_on", "-id"
            )[:WAITING_SHOWN]
        ],
        "task_places": names_for({task.region_code for task in tasks}, start="county"),
        "calendar": calendar(),
        "places": names_for(codes, start="county"),
        "rules": questions_of(
            {check.clue.source for check in [*waiting, *page]} | {task.rule for task in tasks}
        ),
    }
    return render(request, "clues/check_list.html", context)


@requires(Permission.ANSWER_CHECKS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: StaffRequest, pk: int) -> HttpResponse:
    """The facts that are needed to check, and the answer."""
    shown = get_object_or_404(Check.objects.visible_to(request.user).for_desk(), pk=pk)
    if shown.recalled_at or shown.office_id in permissions.units_concerned(shown.clue):
        # No longer asked, or the next run put its own sheet behind the clue.
        raise Http404
    form = AnswerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            file = values.pop("file")
            services.answer_check(
                check=shown, by=request.user, **values,
                file=(file.name, file.read()) if file else None,
            )  # fmt: skip
        except PortalError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The inspectors read your answer."))
            return redirect("clues:check-list")
    record_sensitive_access(
        by=request.user, subject=f"clue:{shown.clue.number}", reason=_("check for the office")
    )
    guidance = guidance_for(shown.clue.source, shown.clue.last_run)
    place = names_for([shown.clue.region_code], start="county")[shown.clue.region_code]
    context = {
        "check": shown,
        "clue": shown.clue,
        "place": place,
        "masked": masked_number_of(shown.clue),
        "headline": headline_of(shown.clue, guidance),
        "guidance": guidance,
        "pairs": pairs_of(shown.clue, place),
        "payments": payments_of(shown.clue),
        "registry": registry_rows(shown.clue),
        "calendar": calendar(),
        "attachments": shown.attachments.all(),
        "can_answer": can(permissions.check_can_answer, request.user, shown),
        "form": form,
    }
    return render(request, "clues/check.html", context, status=400 if form.errors else 200)


@requires(Permission.ANSWER_CHECKS)
@never_cache
@require_safe
def check_attachment(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    """A file that this office sent with its answer."""
    shown = get_object_or_404(Check.objects.visible_to(request.user), pk=pk)
    return file_answer(request, get_object_or_404(shown.attachments, key=key))


@requires(Permission.ANSWER_CHECKS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bureau_task(request: StaffRequest, pk: int) -> HttpResponse:
    """A cause that the bureau has to mend, and its answer."""
    mine = BureauTask.objects.visible_to(request.user).select_related("given_by", "answered_by")
    shown = get_object_or_404(mine, pk=pk)
    form = TaskAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_task(task=shown, by=request.user, words=form.cleaned_data["words"])
        except PortalError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The inspectors read your answer."))
            return redirect("clues:check-list")
    context = {
        "task": shown,
        "place": names_for([shown.region_code], start="county")[shown.region_code],
        "question": questions_of([shown.rule])[shown.rule],
        "can_answer": can(permissions.check_can_answer_task, request.user, shown),
        "form": form,
    }
    return render(request, "clues/bureau_task.html", context, status=400 if form.errors else 200)


@requires(Permission.ANSWER_CHECKS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unit_matter(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """What this unit undertook or was proposed, and its own reply; never the clues behind it."""
    if kind not in UNIT_MATTERS:
        raise Http404
    mine = UNIT_MATTERS[kind].objects.addressed_to(request.user)
    shown = get_object_or_404(mine.select_related("replied_by"), pk=pk)
    form = UnitReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reply(matter=shown, by=request.user, words=form.cleaned_data["words"])
        except PortalError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The inspectors read your answer."))
            return redirect("clues:check-list")
    context = {
        "kind": kind, "matter": shown, "form": form, "calendar": calendar(),
        "can_answer": shown.replied_at is None and shown.answered_at is None,
    }  # fmt: skip
    return render(request, "clues/unit_matter.html", context, status=400 if form.errors else 200)
