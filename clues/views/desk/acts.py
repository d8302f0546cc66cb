"""What can be done on a card: each act with its form, who may, and the service behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import User
from clues import forms, permissions, services
from clues.choices import Status
from clues.models import Clue, DecisionRequest, Recheck
from clues.selectors.entries import entries_of
from clues.selectors.seconds import basis_of, waiting_recheck, waiting_request
from core.exceptions import PortalError, StateConflict


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


def _request_of(clue: Clue) -> DecisionRequest:
    found = waiting_request(clue)
    if found is None:
        raise StateConflict(_("This request has been decided already."))
    return found


def _recheck_of(clue: Clue) -> Recheck:
    found = waiting_recheck(clue)
    if found is None:
        raise StateConflict(_("This has been looked at again already."))
    return found


def _decidable(user: User, clue: Clue) -> None:
    permissions.check_can_decide(user, _request_of(clue))


def _agree(*, clue: Clue, by: User, words: str) -> Clue:
    return services.decide_request(request=_request_of(clue), by=by, agree=True, words=words)


def _refuse(*, clue: Clue, by: User, words: str) -> Clue:
    return services.decide_request(request=_request_of(clue), by=by, agree=False, words=words)


def _recallable(user: User, clue: Clue) -> None:
    permissions.check_can_recall_request(user, _request_of(clue))


def _recall_request(*, clue: Clue, by: User) -> Clue:
    return services.recall_request(request=_request_of(clue), by=by)


def _recheckable(user: User, clue: Clue) -> None:
    permissions.check_can_recheck(user, _recheck_of(clue))


def _uphold(*, clue: Clue, by: User, words: str) -> Recheck:
    return services.record_recheck(recheck=_recheck_of(clue), by=by, upheld=True, words=words)


def _overturn(*, clue: Clue, by: User, words: str) -> Recheck:
    return services.record_recheck(recheck=_recheck_of(clue), by=by, upheld=False, words=words)


def _check_unasked(clue: Clue) -> None:
    found = waiting_request(clue)
    if found is not None and found.basis == basis_of(clue):
        raise StateConflict(_("A second person has been asked already."))


def _unasked_to_explain(user: User, clue: Clue) -> None:
    permissions.check_can_ask_to_explain(user, clue)
    _check_unasked(clue)


def _unasked_to_close(user: User, clue: Clue) -> None:
    permissions.check_can_close(user, clue)
    _check_unasked(clue)


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
    "agree": ActKind(
        gettext_lazy("Agree, and do what is asked"), forms.DecideForm, _decidable, _agree,
        done=gettext_lazy("Agreed and done."), onward=True,
    ),
    "refuse": ActKind(
        gettext_lazy("Do not agree"), forms.DecideForm, _decidable, _refuse,
        done=gettext_lazy("Not agreed. The clue stays as it was."),
    ),
    "recall-request": ActKind(
        gettext_lazy("Take the request back"), forms.TakeForm, _recallable, _recall_request,
    ),
    "uphold": ActKind(
        gettext_lazy("The explanation holds"), forms.DecideForm, _recheckable, _uphold,
        done=gettext_lazy("Upheld."),
    ),
    "overturn": ActKind(
        gettext_lazy("The explanation does not hold"), forms.DecideForm, _recheckable, _overturn,
        done=gettext_lazy("Not upheld. The matter is open again."),
    ),
    "explain": ActKind(
        gettext_lazy("Explain it"), forms.ExplainForm, permissions.check_can_explain_alone,
        services.explain, "e", gettext_lazy("Explained. It stays quiet until the facts differ."),
        True,
    ),
    "ask-explain": ActKind(
        gettext_lazy("Ask to explain it"), forms.ExplainForm, _unasked_to_explain,
        services.ask_to_explain, "e",
        gettext_lazy("Asked. A second inspector has to agree before it is explained."), True,
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
        gettext_lazy("Ask to close it"), forms.CloseForm, _unasked_to_close, services.ask_to_close,
        "x", gettext_lazy("Asked. A second inspector has to agree before it is closed."), True,
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
