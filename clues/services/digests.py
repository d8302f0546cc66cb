"""One letter a day to each discipline office: how much waits, in numbers and nothing else."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _, override

from accounts.choices import Role
from accounts.models import Office, User
from clues.selectors.mine import my_work
from clues.selectors.seconds import rechecks_for, requests_for


logger = logging.getLogger(__name__)


def send_digests() -> int:
    """Write to every office whose inspectors have something to do; how many letters went out.

    A mail server that fails stops nothing. Without one nothing is sent.
    """
    if not settings.EMAIL_HOST:
        return 0
    people: dict[Office, list[User]] = {}
    found = User.objects.filter(role=Role.INSPECTOR, is_active=True).exclude(office__email="")
    for person in found.select_related("office").order_by("office", "pk"):
        people.setdefault(person.office, []).append(person)
    with override(settings.LANGUAGE_CODE):
        return sum(_write(office, staff) for office, staff in people.items())


def _write(office: Office, staff: list[User]) -> bool:
    lines = [line for person in staff if (line := _line(person))]
    if not lines:
        return False
    try:
        send_mail(_("The inspectors' desk: what waits"), "\n".join(lines), None, [office.email])
    except (OSError, SMTPException):
        logger.exception("office %s got no digest", office.pk)
        return False
    return True


def _line(person: User) -> str:
    mine, asked, drawn = my_work(person), len(requests_for(person)), len(rechecks_for(person))
    if not (mine or asked or drawn):
        return ""
    return _(
        "%(name)s: %(total)s in hand, %(overdue)s of them overdue, %(answered)s answered; %(asked)s"
        " to agree to, %(drawn)s to look at again."
    ) % {
        "name": person, "total": mine.total if mine else 0, "overdue": mine.overdue if mine else 0,
        "answered": mine.answered if mine else 0, "asked": asked, "drawn": drawn,
    }  # fmt: skip
