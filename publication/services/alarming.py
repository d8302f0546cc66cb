"""Telling whoever watches that something differs: on the desk by what is kept, and by mail."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, override

from accounts.choices import Role
from accounts.models import User
from auditing.services import record
from core.divisions import contains
from publication.models import Verification
from publication.selectors.leaves import stored_tree
from publication.services.verifying.differences import Difference, What


logger = logging.getLogger(__name__)
_WATCHERS = (Role.AUDITOR, Role.ADMINISTRATOR)


@transaction.atomic
def alarm(trouble: str = "") -> bool:
    """Write down that something differs and tell it by mail; False where it is known already.

    `trouble` is what keeps the log from being signed; without it the last verification speaks.
    """
    last = Verification.objects.first()
    if trouble:
        if last is not None and any(each["detail"] == trouble for each in last.found):
            return False
        tree = stored_tree()
        difference = Difference("log", None, "", None, What.LOG, trouble)
        last = Verification.objects.create(
            started_at=timezone.now(), size=tree.size, root=tree.root, rows=0, whole=False,
            differences=1,
            found=[difference.as_dict()],
        )  # fmt: skip
    if last is None or not last.differences:
        return False
    record(
        action="publication.alarm", by=None, target=f"verification:{last.pk}",
        detail={"differences": last.differences},
    )  # fmt: skip
    transaction.on_commit(lambda: _mail(last), robust=True)
    return True


def _mail(verification: Verification) -> None:
    """One letter to each address of those who watch the whole portal; no values, only places."""
    if not settings.EMAIL_HOST:
        return
    watchers = User.objects.filter(is_active=True, role__in=_WATCHERS).select_related("office")
    addresses = sorted(
        {
            user.office.email
            for user in watchers
            if user.office
            and user.office.email
            and contains(user.region_code, settings.PORTAL_REGION)
        }
    )
    with override(settings.LANGUAGE_CODE):
        subject = _("Published data were changed: %(count)s differences") % {
            "count": verification.differences
        }
        lines = [
            " ".join(
                str(part)
                for part in (each["kind"], each["batch"], each["sheet"], each["row"], each["what"])
                if part
            )
            for each in verification.found[:20]
        ]
        where = _("All of them stand at the desk under “Publication log” (/desk/log/).")
    for address in addresses:
        try:
            send_mail(subject, "\n".join([*lines, "", where]), None, [address])
        except (OSError, SMTPException):
            logger.exception("an alarm could not be mailed")
