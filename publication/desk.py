"""What the desk shows of the log: an alarm stands first of all."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, holds
from core.desk_page import Block, Link, Place
from publication.models import Verification


def links(user: User) -> Iterator[Link]:
    if holds(user, Permission.SEE_LOG):
        yield Link(95, reverse("publication-desk:log"), _("Publication log"), "publication-desk:")


def blocks(user: User) -> Iterator[Block]:
    if not holds(user, Permission.SEE_LOG):
        return
    last = Verification.objects.only("differences", "ended_at").first()
    if last is not None and last.differences:
        yield Block(Place.NOTICES, 1, "publication/_desk_alarm.html", {"last": last})
