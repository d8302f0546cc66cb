"""Reminders of what is due: each names the item, and they stop when it is done."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Office
from regions.models import Region
from regions.selectors import names_for
from villages.models import Reminder
from villages.permissions import KEEPERS
from villages.selectors.duties import DisclosureStatus, Owed, owed_by_each, since


logger = logging.getLogger(__name__)
# So many days before an item is due the first reminder goes out; then every so many days.
AHEAD_DAYS = 5
AGAIN_DAYS = 7
# What is missing longer than this stands on the scoreboard; nagging has not helped.
GIVE_UP_DAYS = 120
Due = tuple[str, Owed]


def due_soon(region_codes: Collection[str]) -> list[Due]:
    """What villages should be reminded of today, each with its code, the longest overdue first."""
    today = timezone.localdate()
    first = max(since(), today - timedelta(days=GIVE_UP_DAYS + 366))
    due = [
        (code, owed)
        for code, items in owed_by_each(region_codes, first=first, today=today).items()
        for owed in items
        if owed.status in (DisclosureStatus.OPEN, DisclosureStatus.MISSING)
        and today - timedelta(days=GIVE_UP_DAYS) <= owed.due_on
        and owed.due_on <= today + timedelta(days=AHEAD_DAYS)
    ]
    return sorted(due, key=lambda item: item[1].due_on)


def remind() -> int:
    """Remind every office that keeps villages; returns how many reminders went out.

    Safe to run again: nobody is reminded of the same item twice within a week.
    """
    sent = 0
    for office in Office.objects.filter(kind__in=KEEPERS, staff__is_active=True).distinct():
        villages = Region.objects.villages().under(office.region_code).in_force()
        sent += _remind(office, due_soon(list(villages.values_list("code", flat=True))))
    return sent


@transaction.atomic
def _remind(office: Office, due: list[Due]) -> int:
    known = {
        (reminder.region_code, reminder.duty_id, reminder.period_to): reminder
        for reminder in Reminder.objects.select_for_update().filter(office=office)
    }
    again = timezone.now() - timedelta(days=AGAIN_DAYS)
    new, repeated = [], []
    fresh: list[Due] = []
    for code, owed in due:
        reminder = known.pop((code, owed.duty.pk, owed.period.end), None)
        if reminder is None:
            new.append(
                Reminder(
                    office=office, region_code=code, duty=owed.duty, period_to=owed.period.end,
                    due_on=owed.due_on,
                )
            )  # fmt: skip
        elif reminder.sent_at > again:
            continue
        else:
            repeated.append(reminder.pk)
        fresh.append((code, owed))
    Reminder.objects.bulk_create(new)
    Reminder.objects.filter(pk__in=repeated).update(times=F("times") + 1, sent_at=timezone.now())
    # What is left of the known ones is done, or given up.
    Reminder.objects.filter(pk__in=[reminder.pk for reminder in known.values()]).delete()
    if fresh:
        transaction.on_commit(lambda: _mail(office, fresh))
    return len(fresh)


def _mail(office: Office, due: list[Due]) -> None:
    """One letter to the office's address; a mail server that fails stops nothing."""
    if not (settings.EMAIL_HOST and office.email):
        return
    by_village: dict[str, list[Owed]] = defaultdict(list)
    for code, owed in due:
        by_village[code].append(owed)
    names = names_for(by_village, start="township")
    parts = [
        "\n".join([names[code], *(_line(owed) for owed in items)])
        for code, items in by_village.items()
    ]
    subject = _("To make public: %(count)s items") % {"count": len(due)}
    try:
        send_mail(subject, "\n\n".join(parts), None, [office.email])
    except (OSError, SMTPException):
        logger.exception("office %s could not be reminded", office.pk)


def _line(owed: Owed) -> str:
    return _("- %(item)s, due on %(day)s") % {
        "item": owed.duty.shown_name,
        "day": owed.due_on.isoformat(),
    }
