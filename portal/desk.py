"""What the desk shows of the portal itself; all else the apps bring (core.desk_page)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, holds
from core.desk_page import Link


def links(user: User) -> Iterator[Link]:
    if holds(user, Permission.SEE_TRAIL):
        yield Link(90, reverse("portal:trail"), _("Audit trail"), "portal:trail")
    if holds(user, Permission.USE_ADMIN):
        yield Link(110, reverse("admin:index"), _("Administration"), "admin:")
