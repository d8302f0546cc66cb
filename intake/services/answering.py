"""Questions about a sheet: the uploader answers each in a line, the second person reads it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from core.exceptions import PortalError
from core.free_text import require_reason
from intake.models import Batch, BatchAnswer, BatchProblem
from intake.permissions import check_can_change
from intake.reading.problems import STATED, Problem
from intake.selectors import as_problem


LONGEST = 500
PLACES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked about a sheet at some places, and its answer if there is one."""

    code: str
    about: str
    places: list[BatchProblem]
    answer: BatchAnswer | None

    @property
    def shown(self) -> list[Problem]:
        return [as_problem(place) for place in self.places[:PLACES_SHOWN]]

    @property
    def more(self) -> int:
        return max(0, len(self.places) - PLACES_SHOWN)


def questions_of(batch: Batch) -> list[Question]:
    """What is asked about the sheet; an answer counts only for the places it was given for."""
    asked: dict[str, list[BatchProblem]] = {}
    for problem in BatchProblem.objects.filter(batch=batch, severity="question"):
        asked.setdefault(problem.code, []).append(problem)
    if not asked:
        return []
    given = {
        (answer.code, answer.about): answer
        for answer in BatchAnswer.objects.filter(batch=batch).select_related("answered_by")
    }
    found = []
    for code, places in asked.items():
        about = _digest(places)
        found.append(Question(code, about, places, given.get((code, about))))
    return found


@transaction.atomic
def answer_question(*, batch: Batch, by: User, code: str, text: str) -> BatchAnswer:
    """Keep the uploader's line; a later one takes its place, the trail keeps both."""
    check_can_change(by, batch)
    words = require_reason(text, _("Answer in a sentence; the second person reads it."))[:LONGEST]
    question = next((each for each in questions_of(batch) if each.code == code), None)
    if question is None:
        raise PortalError(_("This is not asked any more; load the page again."))
    answer, _new = BatchAnswer.objects.update_or_create(
        batch=batch, code=code,
        defaults={"about": question.about, "text": words, "answered_by": by},
    )  # fmt: skip
    record(
        action="intake.answer-question", by=by, target=f"batch:{batch.pk}",
        detail={"code": code, "note": words},
    )  # fmt: skip
    return answer


@transaction.atomic
def answer_at_console(*, batch: Batch, text: str, operator: str) -> None:
    """The operator at the console stands for the uploader: one line to all that is asked; without
    `text` only what the options of the call say already.
    """
    questions = [each for each in questions_of(batch) if text or each.code in STATED]
    if not questions:
        return
    text = text or _("Published at the console, without adding to what stood before.")
    words = require_reason(text, _("Answer in a sentence; the second person reads it."))[:LONGEST]
    for question in questions:
        BatchAnswer.objects.update_or_create(
            batch=batch, code=question.code,
            defaults={"about": question.about, "text": words, "answered_by": None},
        )  # fmt: skip
    record(
        action="intake.answer-question", by=None, target=f"batch:{batch.pk}",
        detail={
            "code": ", ".join(question.code for question in questions), "note": words,
            "operator": operator,
        },
    )  # fmt: skip


def waits(batch: Batch) -> bool:
    """Whether something about the sheet is asked and not answered."""
    return any(question.answer is None for question in questions_of(batch))


def check_answered(batch: Batch) -> None:
    """Raises PortalError while a question waits for its answer."""
    if waits(batch):
        raise PortalError(_("A question about this sheet waits for your answer."))


def _digest(places: list[BatchProblem]) -> str:
    told = sorted(
        [p.sheet, p.row or 0, p.column, json.dumps(p.params, sort_keys=True)] for p in places
    )
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
