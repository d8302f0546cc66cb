"""The evidence card, and what can be done on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.permissions import Permission, holds, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from clues import forms, permissions, services
from clues.choices import TAKEN_ON, GroupKind
from clues.models import Attachment, Clue, ClueQuerySet
from clues.selectors import (
    calendar,
    groups_of,
    guidance_for,
    headline_of,
    history_of,
    masked_number_of,
    neighbours,
    others_of,
    pairs_of,
    payments_of,
    registry_rows,
)
from clues.selectors.evidence import PAYMENTS_SHOWN
from clues.selectors.merged import parts_of, together
from clues.selectors.seconds import basis_of, waiting_recheck, waiting_request
from clues.views.desk.acts import ACTS, ActKind
from clues.views.desk.narrowing import narrowing_of, order_of, queue_of, to_card
from core.exceptions import PortalError
from regions.selectors import names_for


MERGE_CANDIDATES = 30


def _clue_of(request: StaffRequest, number: str) -> Clue:
    mine = Clue.objects.in_region_of(request.user).for_card()
    found = get_object_or_404(mine.numbered(number))
    permissions.check_can_see(request.user, found)
    return found


@requires(Permission.SEE_CLUES)
@never_cache
@require_safe
def clue(request: StaffRequest, number: str) -> HttpResponse:
    """The evidence card."""
    return _card(request, _clue_of(request, number))


def _card(
    request: StaffRequest,
    shown: Clue,
    *,
    bound: dict[str, Any] | None = None,
    identity: str = "",
) -> HttpResponse:
    """The card; `bound` holds the form that was refused, by its act."""
    user = request.user
    record_sensitive_access(by=user, subject=f"clue:{shown.number}", reason=_("evidence card"))
    guidance = guidance_for(shown.source, shown.last_run)
    queue, before, after = neighbours(shown, queue_of(request, shown), order_of(request))
    places = names_for({clue.region_code for clue in queue}, start="county")
    payments = payments_of(shown)
    parts = parts_of(shown, user)
    days = calendar()
    context = {
        "clue": shown,
        "place": places[shown.region_code],
        "masked": masked_number_of(shown),
        "guidance": guidance,
        "headline": headline_of(shown, guidance),
        "pairs": pairs_of(shown, places[shown.region_code]),
        "payments": payments[:PAYMENTS_SHOWN],
        "more_payments": payments[PAYMENTS_SHOWN:],
        "payment_count": len(payments),
        "registry": registry_rows(shown),
        "others": others_of(shown),
        "rule_changed": guidance is not None and guidance.version != shown.rule_version,
        "queue": queue,
        "places": places,
        "before": before,
        "after": after,
        "calendar": days,
        "days_left": days.days_left(shown.due_on) if shown.due_on else None,
        "history": history_of(shown),
        "checks": shown.checks.select_related("office", "answered_by", "sent_by"),
        # Before it is registered nothing can have come of it.
        "outcomes": shown.outcomes.all() if shown.registered_at else (),
        "recoveries": shown.recoveries.all() if shown.registered_at else (),
        "rectifications": shown.rectifications.all() if shown.registered_at else (),
        "attachments": shown.attachments.select_related("added_by"),
        "merged": parts,
        "merged_sum": together(shown, [part for part, _headline in parts]),
        "groups": groups_of(shown, user),
        **_seconds(shown),
        "acts": _acts(user, shown, bound or {}),
        "works": holds(user, Permission.WORK_CLUES),
        "identity": identity,
        "narrowing": narrowing_of(request),
    }
    status = 400 if bound else 200
    return render(request, "clues/clue.html", context, status=status)


def _seconds(shown: Clue) -> dict[str, Any]:
    """What waits for a second person, and whether the clue is another than was asked about."""
    asked = waiting_request(shown)
    return {
        "asked": asked,
        "overtaken": asked is not None and asked.basis != basis_of(shown),
        "recheck": waiting_recheck(shown),
    }


def _acts(user: User, shown: Clue, bound: dict[str, Any]) -> list[dict[str, Any]]:
    """What this person may do now, each with its form; the refused one stands open."""
    found = []
    for code, act in ACTS.items():
        try:
            act.may(user, shown)
        except PortalError:
            if code not in bound:
                continue
        form = bound.get(code) or _form(code, act, shown, user)
        if form is not None:
            found.append(
                {"code": code, "label": act.label, "key": act.key, "form": form,
                 "open": code in bound, "plain": act.form is forms.TakeForm,
                 "files": form.is_multipart()}
            )  # fmt: skip
    return found


def _form(code: str, act: ActKind, shown: Clue, user: User, *data: Any) -> forms.ActForm | None:
    if code != "merge":
        return act.form(*data, clue=shown)
    candidates = _candidates(shown, user)
    return forms.MergeForm(*data, clue=shown, candidates=candidates) if candidates else None


def _candidates(shown: Clue, user: User) -> list[Clue]:
    """Open clues that share something with this one and could still be merged into it."""
    mergeable = Clue.objects.visible_to(user).filter(status__in=TAKEN_ON, duty=shown.duty)
    found: dict[int, Clue] = {}
    for kind in (GroupKind.PERSON, GroupKind.HOUSEHOLD, GroupKind.ACCOUNT, GroupKind.HANDLER):
        if shown.groups.get(kind):
            others = mergeable.in_group_of(shown, kind).exclude(pk=shown.pk).for_queue()
            found |= {other.pk: other for other in others[:MERGE_CANDIDATES]}
    return list(found.values())[:MERGE_CANDIDATES]


@requires(Permission.WORK_CLUES)
@never_cache
@require_http_methods(["GET", "POST"])
def act(request: StaffRequest, number: str, code: str) -> HttpResponse:
    """Do one thing; a refusal shows the card again with what was typed."""
    if request.method == "GET":
        # Whoever had to sign in again comes back with no form.
        return to_card(request, number)
    shown = _clue_of(request, number)
    kind = ACTS.get(code)
    if kind is None:
        raise Http404
    form = _form(code, kind, shown, request.user, request.POST, request.FILES)
    if form is None:
        raise Http404
    # An address that narrows to nothing is refused before anything is done.
    queue = queue_of(request, shown)
    if not form.is_valid():
        return _card(request, shown, bound={code: form})
    try:
        result = kind.run(**_arguments(code, form, shown), by=request.user)
    except PortalError as refusal:
        form.add_error(None, str(refusal))
        return _card(request, _clue_of(request, number), bound={code: form})
    if code == "look":
        # The one answer that shows the number: nothing keeps it, and going back asks again.
        return _card(request, _clue_of(request, number), identity=result)
    following = _following(queue, shown, order_of(request)) if kind.onward else None
    # Over another card it must say of which it speaks.
    told = _("%(number)s: %(done)s") % {"number": shown.number, "done": kind.done}
    messages.success(request, told if following else kind.done)
    return to_card(request, following or shown)


def _following(queue: ClueQuerySet, shown: Clue, order: Sequence[str]) -> Clue | None:
    """The next one in the queue that the decided clue stood in."""
    _queue, before, after = neighbours(shown, queue.exclude(pk=shown.pk), order)
    return after or before


def _arguments(code: str, form: forms.ActForm, shown: Clue) -> dict[str, Any]:
    """The form's values under the names that the service gives them."""
    values = dict(form.cleaned_data)
    if code in ("recovered", "rectified"):
        return values
    if code == "merge":
        return {"into": shown, "others": list(values["others"]), "words": values["words"]}
    if code == "attach":
        return {"clue": shown, "name": values["file"].name, "data": values["file"].read()}
    return {"clue": shown} | values


@requires(Permission.SEE_CLUES)
@never_cache
@require_safe
def attachment(request: StaffRequest, number: str, key: str) -> HttpResponse:
    """A file of the clue; the look is written down."""
    shown = _clue_of(request, number)
    return file_answer(request, get_object_or_404(shown.attachments, key=key))


def file_answer(request: StaffRequest, found: Attachment) -> HttpResponse:
    """Always to be saved, never shown by the browser: it comes from outside."""
    content = services.open_attachment(attachment=found, by=request.user)
    response = HttpResponse(content, content_type="application/octet-stream")
    disposition = content_disposition_header(True, found.name) or "attachment"
    response.headers["Content-Disposition"] = disposition
    return response
