"""From a suspicion to a finding: an office checks, an inspector explains or opens again."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Office, User
from clues.choices import BY_HAND, CLUES, FINDINGS, INNOCENT, Act, Explanation, Status
from clues.models import Check, Clue
from clues.permissions import (
    check_can_answer,
    check_can_explain_alone,
    check_can_explain_among_many,
    check_can_receive_check,
    check_can_reopen,
    check_can_send,
    check_can_work,
    was_confirmed,
)
from clues.selectors.deadlines import due_after
from clues.selectors.routing import offices_to_check
from clues.services.drawing import draw
from clues.services.files import keep_file
from clues.services.recording import (
    change,
    keep_finding,
    locked,
    snapshot_merged_digests,
    status_when_released,
)
from core.exceptions import PortalError, StateConflict
from core.free_text import require_text
from core.redaction import clean_free_text


_CLEAN_AT_MOST = timedelta(days=2 * 366)


@transaction.atomic
def send_to_check(
    *, clue: Clue, by: User, office: Office | None = None, question: str = ""
) -> Check:
    """Ask an office what is behind it; without `office` the one that routing names.

    Never the unit concerned. Raises NotAllowed, StateConflict, and PortalError when nobody
    is there to be asked.
    """
    fresh = locked(clue)
    check_can_send(by, fresh)
    if office is None and fresh.source == BY_HAND:
        # No sheet says whose matter it is, so nobody is asked by itself.
        raise PortalError(_("Choose who checks it: never the unit that it is about."))
    office = office or next(iter(offices_to_check(fresh)), None)
    if office is None:
        raise PortalError(_("No other office serves this place; check it yourself."))
    check_can_receive_check(office, fresh)
    due_on = due_after("check")
    try:
        with transaction.atomic():
            check = Check.objects.create(
                clue=fresh, office=office, question=clean_free_text(question), sent_by=by,
                due_on=due_on,
            )  # fmt: skip
    except IntegrityError as error:
        raise StateConflict(_("This clue is being checked already.")) from error
    change(
        fresh, act=Act.SEND_TO_CHECK, by=by, words=f"{office.name}\n{question}",
        status=Status.CHECKING, holder=None, held_at=None, due_on=due_on,
    )  # fmt: skip
    return check


@transaction.atomic
def recall_check(*, clue: Clue, by: User, words: str = "") -> Clue:
    """Take an unanswered question back; the matter waits again."""
    fresh = locked(clue)
    check_can_work(by, fresh)
    recalled = fresh.checks.waiting().update(recalled_at=timezone.now())
    if not recalled:
        raise StateConflict(_("No office is checking this clue."))
    CLUES.check(fresh, Status.SUSPECTED)
    return change(
        fresh,
        act=Act.RECALL_CHECK,
        by=by,
        words=words,
        status=status_when_released(fresh),
        due_on=None,
    )


@transaction.atomic
def answer_check(
    *, check: Check, by: User, finding: str, words: str, file: tuple[str, bytes] | None = None
) -> Check:
    """The asked office says what it found, perhaps with a file (its name, its content); the inspector
    decides what follows. A department's duty is settled by its answer, unless that says that it is
    true and unpaid.
    """
    fresh = locked(check.clue)
    check = Check.objects.select_related("office").get(pk=check.pk)
    check.clue = fresh
    check_can_answer(by, check)
    text = require_text(words, _("Say in a sentence what was found and how."))
    if finding not in Explanation.values:
        raise PortalError(_("Choose what the check found."))
    # What an office once confirmed it does not settle by saying something else later.
    settled = fresh.duty and finding in INNOCENT and not was_confirmed(fresh)
    status = Status.EXPLAINED if settled else Status.CHECKED
    CLUES.check(fresh, status)
    now = timezone.now()
    check.answer, check.words = finding, text
    check.answered_by, check.answered_at = by, now
    check.save(update_fields=["answer", "words", "answered_by", "answered_at"])
    change(
        fresh, act=Act.ANSWER_CHECK, by=by, words=text, status=status,
        explanation=finding, explained_digest=fresh.facts_digest if settled else "",
        explained_amount=fresh.amount if settled else None,
        due_on=None, checked_at=now if finding in FINDINGS else None,
    )  # fmt: skip
    keep_finding(fresh, act=Act.ANSWER_CHECK, by=by)
    if settled:
        snapshot_merged_digests(fresh)
        draw(fresh, by=by, region=by.region_code)
    if file is not None:
        keep_file(fresh, by, *file, check)
    return check


@transaction.atomic
def explain(
    *, clue: Clue, by: User, finding: str, words: str, clean_until: date | None = None,
    among_many: bool = False,
) -> Clue:  # fmt: skip
    """Nothing wrong was done: quiet until the facts differ, or until `clean_until` is over.

    Raises StateConflict for what takes a second inspector (seconding.ask_to_explain), and
    `among_many` for whatever is not light.
    """
    fresh = locked(clue)
    (check_can_explain_among_many if among_many else check_can_explain_alone)(by, fresh)
    text = checked_explanation(finding, words, clean_until)
    return write_explanation(
        fresh, by=by, finding=finding, words=text, clean_until=clean_until, region=by.region_code
    )


def checked_explanation(finding: str, words: str, clean_until: date | None) -> str:
    """The words as they are kept; raises PortalError where something is lacking."""
    if finding not in INNOCENT:
        raise PortalError(_("Choose why it is innocent; what is true is registered instead."))
    text = require_text(words, _("Say in a sentence how it was explained."))
    if clean_until is not None and clean_until <= timezone.localdate():
        raise PortalError(_("The day until which it is clean lies in the past."))
    if clean_until is not None and clean_until > timezone.localdate() + _CLEAN_AT_MOST:
        raise PortalError(
            _("Nothing is called clean for more than two years; leave the day empty instead.")
        )
    return text


def write_explanation(
    fresh: Clue, *, by: User, finding: str, words: str, clean_until: date | None, region: str
) -> Clue:
    """Explain a locked clue, once everything has been asked; `region` is of those who explain it."""
    snapshot_merged_digests(fresh)
    change(
        fresh, act=Act.EXPLAIN, by=by, words=words, status=Status.EXPLAINED, explanation=finding,
        explained_digest=fresh.facts_digest, explained_amount=fresh.amount,
        clean_until=clean_until, due_on=None,
        checked_at=fresh.checked_at or timezone.now(), holder=None, held_at=None,
    )  # fmt: skip
    keep_finding(fresh, act=Act.EXPLAIN, by=by)
    draw(fresh, by=by, region=region)
    return fresh


@transaction.atomic
def reopen(*, clue: Clue, by: User, words: str) -> Clue:
    """An explanation or a closing did not hold."""
    fresh = locked(clue)
    check_can_reopen(by, fresh)
    text = require_text(words, _("Say why it is opened again."))
    if fresh.status == Status.EXPLAINED:
        return change(
            fresh, act=Act.REOPEN, by=by, words=text, status=status_when_released(fresh), explanation="",
            explained_digest="", explained_amount=None, clean_until=None, checked_at=None,
        )  # fmt: skip
    CLUES.check(fresh, Status.ASSIGNED)
    return change(
        fresh, act=Act.REOPEN, by=by, words=text, status=Status.ASSIGNED, closed_at=None,
        disposal="", extended=False, due_on=due_after("disposal"),
    )  # fmt: skip
