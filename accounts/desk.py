"""What the desk shows of staff and their access."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import OfficeToken, StaffChange, User
from accounts.permissions import Permission, holds
from core.desk_page import Block, Link, Place


WAITING_SHOWN = 20


def links(user: User) -> Iterator[Link]:
    if holds(user, Permission.KEEP_STAFF):
        yield Link(100, reverse("accounts:staff-list"), _("Staff"), "accounts:")


def blocks(user: User) -> Iterator[Block]:
    if told := StaffChange.objects.to_be_told(user):
        yield Block(Place.NOTICES, 10, "accounts/_desk_told.html", {"changes": told})
    if tokens := OfficeToken.objects.to_collect(user):
        yield Block(Place.NOTICES, 20, "accounts/_desk_tokens.html", {"tokens": tokens})
    if holds(user, Permission.KEEP_STAFF):
        waiting = (
            StaffChange.objects.visible_to(user).waiting().exclude(requested_by=user)
            .exclude(user=user).for_desk()[:WAITING_SHOWN]
        )  # fmt: skip
        if waiting:
            yield Block(Place.NOTICES, 30, "accounts/_desk_changes.html", {"changes": waiting})
