"""What one inspector does not settle alone: a request with its reason, decided by another."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clues.choices import REQUESTS, Act, RequestKind, RequestState
from clues.models import Clue, DecisionRequest
from clues.permissions import (
    check_can_ask_to_explain,
    check_can_close,
    check_can_decide,
    check_can_recall_request,
)
from clues.selectors.seconds import basis_of
from clues.services.checking import checked_explanation, write_explanation
from clues.services.recording import locked, write_line
from clues.services.workflow import check_closing, write_closing
from core.exceptions import StateConflict
from core.free_text import require_reason


@transaction.atomic
def ask_to_explain(
    *, clue: Clue, by: User, finding: str, words: str, clean_until: date | None = None
) -> DecisionRequest:
    """Ask a second inspector to agree that it is innocent."""
    fresh = locked(clue)
    check_can_ask_to_explain(by, fresh)
    text = checked_explanation(finding, words, clean_until)
    return _ask(fresh, by, RequestKind.EXPLAIN, Act.ASK_EXPLAIN, finding, text, clean_until)


@transaction.atomic
def ask_to_close(*, clue: Clue, by: User, finding: str, words: str) -> DecisionRequest:
    """Ask a second inspector to agree to the end of a clue; nothing may be open."""
    fresh = locked(clue)
    check_can_close(by, fresh)
    text = check_closing(fresh, finding, words)
    return _ask(fresh, by, RequestKind.CLOSE, Act.ASK_CLOSE, finding, text)


def _ask(
    clue: Clue, by: User, kind: str, act: str, finding: str, words: str,
    clean_until: date | None = None,
) -> DecisionRequest:  # fmt: skip
    basis = basis_of(clue)
    for earlier in clue.requests.waiting().exclude(basis=basis):
        REQUESTS.move(earlier, RequestState.OVERTAKEN)
    try:
        with transaction.atomic():
            request = DecisionRequest.objects.create(
                clue=clue, kind=kind, finding=finding, words=words, clean_until=clean_until,
                basis=basis, asked_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise StateConflict(_("A second person has been asked already.")) from error
    write_line(clue, act=act, by=by, words=words, changes={"explanation": ["", finding]})
    return request


@transaction.atomic
def decide_request(*, request: DecisionRequest, by: User, agree: bool, words: str) -> Clue:
    """The second inspector agrees, and it is done; or not, and it stays as it was.

    Raises StateConflict when the clue says something else than when it was asked.
    """
    fresh = locked(request.clue)
    found = DecisionRequest.objects.select_related("asked_by").get(pk=request.pk)
    found.clue = fresh
    check_can_decide(by, found)
    text = require_reason(words, _("Say what you looked at before you decided."))
    if agree and basis_of(fresh) != found.basis:
        raise StateConflict(
            _("The clue has changed since it was asked: do not agree, and let it be asked again.")
        )
    if agree and fresh.is_held and fresh.holder_id not in (found.asked_by_id, by.pk):
        raise StateConflict(_("%(name)s is working on this clue.") % {"name": fresh.holder})
    REQUESTS.move(
        found, RequestState.AGREED if agree else RequestState.REFUSED,
        decided_by=by, decided_at=timezone.now(), answer=text,
    )  # fmt: skip
    if not agree:
        write_line(fresh, act=Act.REFUSE, by=by, words=text)
        return fresh
    asked = _("asked by %(name)s: %(words)s") % {"name": found.asked_by, "words": found.words}
    told = f"{text}\n{asked}"
    if found.kind == RequestKind.CLOSE:
        check_closing(fresh, found.finding, found.words)
        return write_closing(fresh, by=by, finding=found.finding, note=found.words, words=told)
    region = min(by.region_code, found.asked_by.region_code, key=lambda code: code.rstrip("0"))
    return write_explanation(
        fresh, by=by, finding=found.finding, words=told, clean_until=found.clean_until,
        region=region,
    )  # fmt: skip


@transaction.atomic
def recall_request(*, request: DecisionRequest, by: User) -> Clue:
    """Whoever asked thought better of it."""
    fresh = locked(request.clue)
    found = DecisionRequest.objects.get(pk=request.pk)
    check_can_recall_request(by, found)
    REQUESTS.move(found, RequestState.RECALLED)
    write_line(fresh, act=Act.RECALL_REQUEST, by=by)
    return fresh
