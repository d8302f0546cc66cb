"""The evidence card, and what can be done on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.permissions import Permission, holds, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from clues import forms, permissions, services
from clues.choices import TAKEN_ON, GroupKind, Status
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
from clues.selectors.entries import entries_of
from clues.selectors.evidence import PAYMENTS_SHOWN
from clues.selectors.merged import parts_of, together
from clues.views.desk.narrowing import narrowing_of, queue_of, to_card
from core.exceptions import PortalError
from regions.selectors import names_for


MERGE_CANDIDATES = 30


@dataclass(frozen=True, slots=True)
class ActKind:
    """One thing that can be done on a card: its form, who may, and the service behind it."""

    label: Any
    form: type[forms.ActForm]
    may: Callable[[User, Clue], None]
    run: Callable[..., Any]
    key: str = ""
    done: Any = gettext_lazy("Done.")
    # Where the reader goes on: the queue when nothing is left to do here.
    onward: bool = False


def _recoverable(user: User, clue: Clue) -> None:
    permissions.check_can_record(user, clue)
    if not clue.recoveries.outstanding().exists():
        raise PortalError("nothing outstanding")


def _rectifiable(user: User, clue: Clue) -> None:
    permissions.check_can_record(user, clue)
    if not clue.rectifications.filter(done_at=None).exists():
        raise PortalError("nothing outstanding")


def _revert_entry(user: User, clue: Clue) -> None:
    permissions.check_can_record(user, clue)
    if not entries_of(clue):
        raise PortalError("nothing entered")


def _recall(user: User, clue: Clue) -> None:
    permissions.check_can_work(user, clue)
    if clue.status != Status.CHECKING:
        raise PortalError("no check")


def _release(user: User, clue: Clue) -> None:
    if clue.holder_id != user.pk:
        raise PortalError("not held")


def _take(user: User, clue: Clue) -> None:
    permissions.check_can_take(user, clue)
    if clue.holder_id == user.pk and clue.is_held:
        raise PortalError("held already")


ACTS: dict[str, ActKind] = {
    "take": ActKind(
        gettext_lazy("Take it"), forms.TakeForm, _take, services.take,
        done=gettext_lazy("It is yours. Nobody else can decide on it now."),
    ),
    "release": ActKind(
        gettext_lazy("Put it back"), forms.TakeForm, _release, services.release,
        done=gettext_lazy("It is back in the queue."),
    ),
    "send": ActKind(
        gettext_lazy("Send it to be checked"), forms.SendForm, permissions.check_can_send,
        services.send_to_check, "c", gettext_lazy("Sent. The office has been asked."), True,
    ),
    "explain": ActKind(
        gettext_lazy("Explain it"), forms.ExplainForm, permissions.check_can_explain,
        services.explain, "e", gettext_lazy("Explained. It stays quiet until the facts differ."),
        True,
    ),
    "register": ActKind(
        gettext_lazy("Register it as a clue"), forms.RegisterForm,
        permissions.check_can_register, services.register, "r",
        gettext_lazy("Registered. Now put somebody in charge."),
    ),
    "recall": ActKind(
        gettext_lazy("Recall the check"), forms.RecallForm, _recall, services.recall_check
    ),
    "assign": ActKind(
        gettext_lazy("Put somebody in charge"), forms.AssignForm, permissions.check_can_assign,
        services.assign, "a",
    ),
    "dispose": ActKind(
        gettext_lazy("Decide the disposal"), forms.DisposeForm, permissions.check_can_dispose,
        services.dispose, "d",
    ),
    "extend": ActKind(
        gettext_lazy("Extend the deadline"), forms.ExtendForm, permissions.check_can_extend,
        services.extend,
    ),
    "outcome": ActKind(
        gettext_lazy("Record an outcome for a person"), forms.OutcomeForm,
        permissions.check_can_record, services.record_outcome, "o",
    ),
    "recovery": ActKind(
        gettext_lazy("Money that has to come back"), forms.RecoveryForm,
        permissions.check_can_record, services.record_recovery,
    ),
    "recovered": ActKind(
        gettext_lazy("Money that has come back"), forms.RecoveredForm, _recoverable,
        services.record_recovered,
    ),
    "rectification": ActKind(
        gettext_lazy("Something has to be put right"), forms.RectificationForm,
        permissions.check_can_record, services.record_rectification,
    ),
    "rectified": ActKind(
        gettext_lazy("It has been put right"), forms.RectifiedForm, _rectifiable,
        services.record_rectified,
    ),
    "take-back": ActKind(
        gettext_lazy("Take an entry back"), forms.RevertEntryForm, _revert_entry, services.revert_entry,
        done=gettext_lazy("Taken back. The history keeps what it said."),
    ),
    "close": ActKind(
        gettext_lazy("Close it"), forms.CloseForm, permissions.check_can_close, services.close,
        "x", gettext_lazy("Closed."), True,
    ),
    "reopen": ActKind(
        gettext_lazy("Open it again"), forms.ReopenForm, permissions.check_can_reopen,
        services.reopen,
    ),
    "merge": ActKind(
        gettext_lazy("Merge others into this one"), forms.MergeForm, permissions.check_can_take_in,
        services.merge,
    ),
    "split-off": ActKind(
        gettext_lazy("Take it out again"), forms.UnmergeForm, permissions.check_can_unmerge,
        services.unmerge, done=gettext_lazy("It stands for itself again."),
    ),
    "note": ActKind(
        gettext_lazy("Write a note"), forms.NoteForm, permissions.check_can_note,
        services.add_note, "n", gettext_lazy("Noted."),
    ),
    "attach": ActKind(
        gettext_lazy("Add a file"), forms.AttachForm, permissions.check_can_attach,
        services.attach,
    ),
    "look": ActKind(
        gettext_lazy("See the identity number"), forms.LookForm, permissions.check_can_look,
        services.look_at_identity,
    ),
}  # fmt: skip


def _clue_of(request: StaffRequest, number: str) -> Clue:
    found = get_object_or_404(Clue.objects.in_region_of(request.user).for_card(), number=number)
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
    queue, before, after = neighbours(shown, queue_of(request, shown))
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
        "acts": _acts(user, shown, bound or {}),
        "works": holds(user, Permission.WORK_CLUES),
        "identity": identity,
        "narrowing": narrowing_of(request),
    }
    status = 400 if bound else 200
    return render(request, "clues/clue.html", context, status=status)


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
    following = _following(queue, shown) if kind.onward else None
    # Over another card it must say of which it speaks.
    told = _("%(number)s: %(done)s") % {"number": shown.number, "done": kind.done}
    messages.success(request, told if following else kind.done)
    return to_card(request, following or shown)


def _following(queue: ClueQuerySet, shown: Clue) -> Clue | None:
    """The next one in the queue that the decided clue stood in."""
    _queue, before, after = neighbours(shown, queue.exclude(pk=shown.pk))
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
