"""What the desk shows of payments and programmes."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, holds
from core.desk_page import Block, Link, Place
from funds.models import Correction


WAITING_SHOWN = 20


def links(user: User) -> Iterator[Link]:
    if holds(user, Permission.SEE_BATCHES):
        yield Link(20, reverse("funds-desk:correction-list"), _("Corrections"), "funds-desk:")
    if holds(user, Permission.USE_ADMIN):
        address = reverse("funds-desk:loosening-list")
        yield Link(120, address, _("Disclosure classes"), "funds-desk:loos")


def blocks(user: User) -> Iterator[Block]:
    if holds(user, Permission.SEE_BATCHES) and holds(user, Permission.APPROVE_BATCHES):
        waiting = (
            Correction.objects.visible_to(user)
            .waiting()
            .exclude(requested_by=user)
            .for_desk()[:WAITING_SHOWN]
        )
        if waiting:
            data = {"corrections": waiting}
            yield Block(Place.CORRECTIONS, 20, "funds/_desk_corrections.html", data)
