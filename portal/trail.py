"""The audit trail at the desk: what staff did, and what data about persons they looked at."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.models import AuditEvent, SensitiveAccess
from auditing.wording import all_acts, words_of
from core.exports import neutralised


Lines = QuerySet[SensitiveAccess] | QuerySet[AuditEvent]
_SHORTEST_CODE = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader of the trail asks for; "" and None narrow nothing.

    `who` is the name of a member of staff, `what` what it was done to or looked at (“clue:YD…”),
    `act` an action or the name of an app, `since` and `until` days, both included.
    """

    looks: bool = False
    who: str = ""
    what: str = ""
    act: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def wanted(given: Mapping[str, str]) -> Wanted:
    """The filters out of a page's query; what is no day or no act is left out."""
    act = given.get("act", "").strip()
    return Wanted(
        looks=given.get("kind") == "looks",
        who=given.get("who", "").strip(),
        what=given.get("what", "").strip(),
        act=act if act in dict(acts()) else "",
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def acts() -> list[tuple[str, str]]:
    """Every act that has words, by its name, to choose from."""
    return sorted(
        ((name, str(words)) for name, words in all_acts().items()), key=lambda one: one[0]
    )


def trail_of(reader: User, asked: Wanted) -> Lines:
    """Acts or looks of the staff of the reader's region, newest first."""
    narrowed: dict[str, Any] = {}
    if asked.who:
        named = User.objects.filter(Q(full_name=asked.who) | Q(username=asked.who))
        narrowed["actor_id__in"] = named.values("pk")
    if asked.what:
        what = asked.what
        what = f"clue:{what.upper()}" if what[:_SHORTEST_CODE].upper() == "YD" else what
        narrowed["subject" if asked.looks else "target"] = what
    if asked.since:
        narrowed["at__gte"] = _beginning(asked.since)
    if asked.until:
        narrowed["at__lt"] = _beginning(asked.until + dt.timedelta(days=1))
    if asked.looks:
        return SensitiveAccess.objects.visible_to(reader).filter(**narrowed)
    if asked.act:
        narrowed["action"] = asked.act
    return AuditEvent.objects.visible_to(reader).filter(**narrowed)


def _beginning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def write_csv(lines: Lines, file: Any) -> int:
    """The newest lines as a table, at most EXPORT_ROWS_MAX; returns how many."""
    # Excel takes a CSV for UTF-8 only with this mark.
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow([_("When"), _("Member of staff"), _("On what"), _("Act"), _("words")])
    count = 0
    for row in _rows(lines.order_by("-id")[: settings.EXPORT_ROWS_MAX]):
        writer.writerow(neutralised(row))
        count += 1
    return count


def _rows(lines: Lines) -> Iterator[list[str]]:
    for line in lines:
        when = timezone.localtime(line.at).isoformat(timespec="seconds")
        if isinstance(line, SensitiveAccess):
            yield [when, line.actor_name, line.subject, "", line.reason]
        else:
            yield [when, line.actor_name, line.target, line.action, describe(line)]


def clue_in(line: SensitiveAccess | AuditEvent) -> str:
    """The number of the clue that a line speaks of, or ""."""
    named = line.subject if isinstance(line, SensitiveAccess) else line.target
    kind, _colon, number = named.partition(":")
    return number if kind == "clue" else ""


def describe(line: SensitiveAccess | AuditEvent) -> str:
    """What was done, or why it was looked at, in words."""
    return line.reason if isinstance(line, SensitiveAccess) else words_of(line.action)
