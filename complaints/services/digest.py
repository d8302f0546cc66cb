"""One letter a day to an office: numbers, nothing else. Seven hundred reports of a bot make one letter."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Office
from complaints.choices import OPEN, State
from core.redis_client import client


logger = logging.getLogger(__name__)
_PREFIX = f"{settings.CACHES['default']['KEY_PREFIX']}:digest:"


def send_digests() -> int:
    """Write to every office that has something to do; how many letters went out."""
    if not settings.EMAIL_HOST:
        return 0
    today = timezone.localdate()
    offices: Any = Office.objects.exclude(email="").annotate(
        new=Count("reports", filter=Q(reports__state__in=(State.RECEIVED, State.QUARANTINED))),
        waiting=Count("reports", filter=Q(reports__state__in=OPEN)),
        late=Count("reports", filter=Q(reports__state__in=OPEN, reports__due_on__lt=today)),
    )
    sent = 0
    for office in offices.filter(waiting__gt=0):
        # A task that comes twice writes once.
        written = f"{_PREFIX}{office.pk}:{today}"
        if not client().set(written, 1, nx=True, ex=2 * 86_400):
            continue
        body = _("Waiting: %(waiting)s. Of these not taken up: %(new)s. Overdue: %(late)s.") % {
            "waiting": office.waiting, "new": office.new, "late": office.late,
        }  # fmt: skip
        try:
            send_mail(_("The desk: what waits"), body, None, [office.email])
        except (OSError, SMTPException):
            logger.exception("office %s got no digest", office.pk)
        else:
            sent += 1
    return sent
