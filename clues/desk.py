"""What the desk shows of clues and checks."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, holds
from clues.models import BureauTask, Check, Clue
from clues.selectors import calendar
from clues.selectors.mine import MyWork, my_work
from clues.selectors.seconds import rechecks_for, requests_for
from core.desk_page import Block, Link, Place
from regions.selectors import names_for


SHOWN = 8


def links(user: User) -> Iterator[Link]:
    if holds(user, Permission.SEE_CLUES):
        yield Link(60, reverse("clues:clue-list"), _("Clues"), "clues:")
    elif holds(user, Permission.ANSWER_CHECKS):
        yield Link(60, reverse("clues:check-list"), _("Checks"), "clues:")


def blocks(user: User) -> Iterator[Block]:
    if holds(user, Permission.ANSWER_CHECKS):
        checks = Check.objects.visible_to(user).waiting()
        due = checks.order_by("due_on").values_list("due_on", flat=True).first()
        if count := checks.count():
            yield Block(Place.DUTIES, 10, "clues/_desk_checks.html", {"count": count, "due": due})
        if count := BureauTask.objects.visible_to(user).waiting().count():
            yield Block(Place.DUTIES, 20, "clues/_desk_tasks.html", {"count": count})
    if holds(user, Permission.WORK_CLUES):
        asked, drawn = len(requests_for(user)), len(rechecks_for(user))
        if asked or drawn:
            data = {"asked": asked, "drawn": drawn}
            yield Block(Place.DECISIONS, 20, "clues/_desk_seconds.html", data)
        if mine := my_work(user):
            yield Block(Place.WORK, 5, "clues/_desk_mine.html", _mine(mine))
    if holds(user, Permission.SEE_CLUES):
        yield Block(Place.OVERVIEWS, 10, "clues/_desk_queue.html", _queue(user))


def _mine(mine: MyWork) -> dict[str, object]:
    return {
        "mine": mine,
        "calendar": calendar(),
        "places": names_for({clue.region_code for clue in mine.clues}, start="county"),
    }


def _queue(user: User) -> dict[str, object]:
    clues = Clue.objects.visible_to(user).open()
    first = clues.for_queue()[:SHOWN]
    return {
        "count": clues.count(),
        "amount": clues.aggregate(sum=Sum("amount"))["sum"],
        "clues": first,
        "places": names_for({clue.region_code for clue in first}, start="county"),
    }
