"""What happened with a report, in plain words, for the reporter and for a handler."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from clues.choices import CONFIRMED, Act, Explanation, Status
from clues.models import Clue, HistoryLine, Recovery
from complaints.choices import Finding, Outcome, Side
from complaints.sealing.contents import Content, Kind
from complaints.selectors.clocks import Days
from complaints.selectors.opening import Opened
from core.money import yuan
from core.working_days import add_working_days


_RESULT_DAYS = 15
_HEADINGS = {
    Kind.TOLD: gettext_lazy("What was told"),
    Kind.SAID: gettext_lazy("Message"),
    Kind.FILES: gettext_lazy("Files were added"),
    Kind.ACCEPTED: gettext_lazy("%(office)s has taken it up"),
    Kind.PASSED_ON: gettext_lazy("It was passed on to %(office)s"),
    Kind.EXTENDED: gettext_lazy("More time, until %(until)s"),
    Kind.URGED: gettext_lazy("%(office)s has urged the office to hurry"),
    Kind.CLUE: gettext_lazy("Inspectors look into it"),
    Kind.ANSWERED: gettext_lazy("Answer: %(finding)s"),
    Kind.JUDGED: "%(verdict)s",
    Kind.GONE_UP: gettext_lazy("It went one level up, to %(office)s"),
    Kind.NOBODY_ABOVE: gettext_lazy(
        "No office here stands above; it counts against this one. Call 12388 to go on."
    ),  # fmt: skip
    Kind.RELEASE_ASKED: gettext_lazy("A handler asks to see the reporter's name"),
    Kind.RELEASE_GRANTED: gettext_lazy("The name was opened for one handler, for 24 hours"),
    Kind.RELEASE_REFUSED: gettext_lazy("The name stays shut"),
    Kind.NAME_STRUCK: gettext_lazy("The name was destroyed, because it was not the reporter's"),
    Kind.WARNED: gettext_lazy("In some weeks this report is destroyed. Copy what you need."),
    Kind.CLOSED: gettext_lazy("Closed"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of what happened; `own` is the reporter's."""

    day: date
    heading: str
    text: str
    own: bool
    more: str = ""


def story_of(opened: Opened) -> list[Step]:
    """All that was written, in order. What inspectors made of it is asked at their desk."""
    contents = opened.contents()
    numbers = [each.data["clue"] for each in contents if each.kind == Kind.CLUE]
    clues = {clue.number: clue for clue in Clue.objects.filter(number__in=numbers)}
    return [_step(each, clues) for each in contents]


def result_until(contents: Iterable[Content], calendar: Days) -> date | None:
    """Until when the reporter is told what inspectors found, once they have finished: 15 working days
    (纪检监察机关处理检举控告工作规则 art. 31). None while nothing is finished, or once it was answered.

    Reckoned from inside the opened report: nothing outside joins a report to a clue.
    """
    told = list(contents)
    finished: date | None = None
    for content in told:
        if content.kind == Kind.CLUE:
            finished = _finished_on(content.data["clue"]) or finished
    if finished is None:
        return None
    if any(content.kind == Kind.ANSWERED and content.day >= finished for content in told):
        return None
    return add_working_days(finished, _RESULT_DAYS, calendar.exceptions)


def _finished_on(number: str) -> date | None:
    clue = Clue.objects.filter(number=number).first()
    if clue is not None and clue.merged_into is not None:
        clue = clue.merged_into
    if clue is None or clue.status not in (Status.CLOSED, Status.EXPLAINED):
        return None
    acts = (Act.EXPLAIN, Act.CLOSE)
    last = HistoryLine.objects.filter(clue=clue, act__in=acts).order_by("at").last()
    return timezone.localdate(last.at) if last else None


def _step(content: Content, clues: dict[str, Clue]) -> Step:
    words = dict(content.data)
    if "finding" in words:
        words["finding"] = Finding(words["finding"]).label
    if "verdict" in words:
        words["verdict"] = Outcome(words["verdict"]).label
    kind = Kind(content.kind)
    heading = str(_HEADINGS[kind])
    more = ""
    if kind == Kind.CLUE and (clue := clues.get(words["clue"])) is not None:
        more = plain_words(clue)
    shown = heading % words if "%(" in heading else heading
    return Step(content.day, shown, content.text, content.side == Side.REPORTER, more)


def plain_words(clue: Clue) -> str:
    """How far inspectors are with a matter, for somebody who knows none of their words."""
    if clue.merged_into is not None:
        return plain_words(clue.merged_into)
    if clue.status == Status.EXPLAINED:
        found = Explanation(clue.explanation) if clue.explanation else None
        if found in CONFIRMED:
            return _("They found that it was so, and that it has been put right.")
        return _("They looked into it and found an innocent cause.")
    money = Recovery.objects.filter(clue=clue).aggregate(due=Sum("due"), back=Sum("recovered"))
    if money["due"]:
        return _("It is so. %(back)s of %(due)s has been brought back.") % {
            "back": yuan(money["back"]), "due": yuan(money["due"]),
        }  # fmt: skip
    if clue.status == Status.CLOSED:
        return _("They have finished; the office that answers you tells what came of it.")
    return _("They are still looking into it.")


def matches(opened_texts: Iterable[str], words: str) -> bool:
    """Whether every word stands somewhere in the texts, whatever its case."""
    whole = "\n".join(opened_texts).casefold()
    return all(word in whole for word in words.casefold().split())


def texts_of(content: Content) -> list[str]:
    """What of an entry a search looks through."""
    data: dict[str, Any] = content.data
    record = data.get("record") or {}
    return [content.text, str(data.get("accused", "")), str(record.get("title", ""))]
