"""Units answer too: talks with their heads, and inspection proposals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Office, User
from accounts.permissions import Permission, holds
from auditing.services import record, record_sensitive_access
from clues.choices import Act
from clues.models import Clue, InspectionProposal, UnitTalk
from clues.permissions import check_is_inspector
from clues.selectors.cards import questions_of
from clues.services.papers import blank_paper, paper_bytes
from clues.services.recording import write_line
from core.divisions import contains
from core.exceptions import NotAllowed, PortalError, StateConflict
from core.free_text import require_reason, require_text
from core.templatetags.present import day


def check_can_address(user: User, office: Office) -> None:
    """An inspector of a region that holds the unit's, never one of the unit itself."""
    if not holds(user, Permission.WORK_CLUES):
        raise NotAllowed(_("Only an inspector works on clues."))
    if office.pk == user.office_id or not contains(user.region_code, office.region_code):
        raise NotAllowed(_("%(office)s lies outside your region.") % {"office": office})


def _checked(by: User, office: Office, clues: Sequence[Clue], due_on: date) -> None:
    check_can_address(by, office)
    if not clues:
        raise PortalError(_("Name at least one clue."))
    for clue in clues:
        check_is_inspector(by, clue)
    if due_on < timezone.localdate():
        raise PortalError(_("The deadline lies in the past."))


@transaction.atomic
def record_talk(
    *, by: User, office: Office, heads: str, held_on: date, clues: Sequence[Clue],
    undertaken: str, due_on: date,
) -> UnitTalk:  # fmt: skip
    """A talk that was held: with whom, about what, and what they undertook by when."""
    _checked(by, office, clues, due_on)
    if held_on > timezone.localdate():
        raise PortalError(_("A talk is recorded once it was held."))
    talk = UnitTalk.objects.create(
        office=office, heads=require_text(heads, _("Say with whom.")), held_on=held_on,
        undertaken=require_reason(undertaken, _("Say what they undertook.")), due_on=due_on,
        recorded_by=by,
    )  # fmt: skip
    talk.clues.set(clues)
    for clue in clues:
        write_line(clue, act=Act.UNIT_TALK, by=by, words=f"{office.name}: {talk.undertaken}")
    return talk


@transaction.atomic
def propose(
    *, by: User, office: Office, clues: Sequence[Clue], text: str, due_on: date
) -> InspectionProposal:
    """An inspection proposal with a number and a deadline."""
    _checked(by, office, clues, due_on)
    words = require_reason(text, _("Say what is proposed."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('clues_proposal_number')")
        serial = cursor.fetchone()[0]
    proposal = InspectionProposal.objects.create(
        office=office, text=words, due_on=due_on, recorded_by=by,
        number=f"JY{timezone.localdate().year}-{serial:04d}",
    )  # fmt: skip
    proposal.clues.set(clues)
    for clue in clues:
        write_line(clue, act=Act.PROPOSAL, by=by, words=f"{proposal.number} {office.name}: {words}")
    return proposal


@transaction.atomic
def record_answer(*, matter: UnitTalk | InspectionProposal, by: User, words: str) -> None:
    """What came of it; recorded once, and of two who do at once the second is told so."""
    check_can_address(by, matter.office)
    text = require_reason(words, _("Say what came of it."))
    done = type(matter).objects.filter(pk=matter.pk, answered_at=None)
    if not done.update(answer=text, answered_at=timezone.now(), answer_by=by):
        raise StateConflict(_("This has been answered already."))
    matter.refresh_from_db()
    record(
        action="clues.unit-answer",
        by=by,
        target=f"{matter._meta.model_name}:{matter.pk}",
        detail={"office": matter.office.code, "words": text[:500]},
    )


@transaction.atomic
def reply(*, matter: UnitTalk | InspectionProposal, by: User, words: str) -> None:
    """The unit itself says what it has done; once, and the inspectors say what came of it."""
    if not holds(by, Permission.ANSWER_CHECKS) or by.office_id != matter.office_id:
        raise NotAllowed(_("Only the unit that was addressed replies."))
    text = require_reason(words, _("Say what your unit has done, and by what it can be seen."))
    waiting = type(matter).objects.filter(pk=matter.pk, replied_at=None, answered_at=None)
    if not waiting.update(reply=text, replied_at=timezone.now(), replied_by=by):
        raise StateConflict(_("This has been answered already."))
    matter.refresh_from_db()
    record(
        action="clues.unit-reply",
        by=by,
        target=f"{matter._meta.model_name}:{matter.pk}",
        detail={"words": text[:500]},
    )


@transaction.atomic
def proposal_paper(*, proposal: InspectionProposal, by: User) -> bytes:
    """The proposal on paper; the portal leaves the signature empty. Nobody is named in it."""
    check_can_address(by, proposal.office)
    record_sensitive_access(by=by, subject=f"proposal:{proposal.number}", reason=_("proposal"))
    paper = blank_paper(_("Inspection proposal %(number)s") % {"number": proposal.number})
    paper.add_paragraph(_("%(receiver)s:") % {"receiver": proposal.office})
    paper.add_paragraph(_("In our work on the following matters we found what your unit can mend:"))
    for clue in proposal.clues.order_by("pk"):
        check_is_inspector(by, clue)
        # The rule's question, and never the sentence with somebody's name.
        told = questions_of([clue.source])[clue.source]
        paper.add_paragraph(f"{clue.register_number or clue.number} {told}", style="List Number")
    paper.add_heading(_("We propose"), 1)
    paper.add_paragraph(proposal.text)
    paper.add_paragraph(
        _("Please tell us in writing by %(day)s what you have done.")
        % {"day": day(proposal.due_on)}
    )
    for line in (str(by.office), day(timezone.localdate()), _("(seal)")):
        paper.add_paragraph(line)
    return paper_bytes(paper)
