"""Talks with the heads of units and inspection proposals: what is recorded, due and answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, holds, requires
from accounts.requests import StaffRequest
from clues import services
from clues.forms import AnswerUnitForm, ProposalForm, TalkForm
from clues.models import InspectionProposal, UnitTalk
from clues.selectors import calendar
from clues.selectors.units import RepeatedFault, repeated_faults
from clues.views.desk.papers import docx_answer
from core.exceptions import PortalError


SHOWN = 100
# So many numbers fit into the field.
_GATHERED = 20
_KINDS: dict[str, Any] = {"talk": UnitTalk, "proposal": InspectionProposal}


@requires(Permission.SEE_CLUES)
@never_cache
@require_safe
def units(request: StaffRequest) -> HttpResponse:
    return _page(request)


def _page(request: StaffRequest, *, status: int = 200, **bound: Any) -> HttpResponse:
    """The page; `bound` are forms that were refused."""
    user = request.user
    works = holds(user, Permission.WORK_CLUES)
    lists = {
        f"{name}s": model.objects.visible_to(user)
        .select_related("office", "recorded_by")
        .prefetch_related("clues")
        .order_by("answered_at", "due_on", "-id")[:SHOWN]
        for name, model in _KINDS.items()
    }
    faults = repeated_faults(user)
    gathered = _gathered(faults, request.GET.get("gather", ""))
    forms = {
        "talk_form": bound.get("talk") or TalkForm(user=user),
        "proposal_form": bound.get("proposal") or ProposalForm(user=user, initial=gathered),
    }
    context = {
        "works": works, "calendar": calendar(), "answer_form": AnswerUnitForm(),
        "open": set(bound) | ({"proposal"} if gathered else set()), "faults": faults,
        **lists, **(forms if works else {}),
    }  # fmt: skip
    return render(request, "clues/units.html", context, status=status)


def _gathered(faults: list[RepeatedFault], unit: str) -> dict[str, Any]:
    """What the form of a proposal begins with when a unit's faults are gathered into one."""
    fault = next((each for each in faults if str(each.office.pk) == unit and each.clues), None)
    if fault is None:
        return {}
    numbers = " ".join(clue.number for clue in fault.clues[:_GATHERED])
    return {"office": fault.office.pk, "numbers": numbers}


@requires(Permission.WORK_CLUES)
@never_cache
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest, kind: str) -> HttpResponse:
    """Record a talk or make a proposal."""
    if kind not in _KINDS:
        raise Http404
    if request.method == "GET":
        return redirect("clues:units")
    form = (TalkForm if kind == "talk" else ProposalForm)(request.POST, user=request.user)
    if form.is_valid():
        values = dict(form.cleaned_data)
        values["clues"] = values.pop("numbers")
        save = services.record_talk if kind == "talk" else services.propose
        try:
            save(**values, by=request.user)
        except PortalError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("clues:units")
    return _page(request, status=400, **{kind: form})


@requires(Permission.WORK_CLUES)
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Record what came of it."""
    if kind not in _KINDS:
        raise Http404
    if request.method == "POST":
        matter = get_object_or_404(_KINDS[kind].objects.visible_to(request.user), pk=pk)
        try:
            words = request.POST.get("words", "")[:2_000]
            services.record_answer(matter=matter, by=request.user, words=words)
        except PortalError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Recorded."))
    return redirect("clues:units")


@requires(Permission.WORK_CLUES)
@never_cache
@require_http_methods(["GET", "POST"])
def paper(request: StaffRequest, pk: int) -> HttpResponse:
    if request.method == "GET":
        return redirect("clues:units")
    visible = InspectionProposal.objects.visible_to(request.user)
    found: InspectionProposal = get_object_or_404(visible, pk=pk)  # type: ignore[assignment]  # the manager is the abstract model's
    content = services.proposal_paper(proposal=found, by=request.user)
    return docx_answer(content, f"{found.number}-{_('proposal')}.docx")
