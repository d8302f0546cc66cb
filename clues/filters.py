"""What the queue may be narrowed by; plain fields that work without JavaScript."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

import django_filters

from accounts.models import User
from clues.choices import ASSIGNED_ON, Grade, Light, Severity, Status
from clues.models import Clue, ClueQuerySet
from clues.selectors.deadlines import Calendar
from clues.selectors.mine import mine_of
from core.divisions import code_range


WAITING = "waiting"
OPEN = "open"
DUTIES = "duties"
HINTS = "hints"
_MINE = (
    ("mine", _("all that is mine")),
    ("answered", _("I asked, and it was answered")),
    ("held", _("taken by me")),
    ("assigned", _("assigned to me")),
    ("free", _("free")),
)


class ClueFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[
            (WAITING, _("Waiting for a decision")),
            (OPEN, _("Everything open")),
            (DUTIES, _("Departments' duties, open")),
            (HINTS, _("Hints of statistical rules")),
            *Status.choices,
        ],
        empty_label=_("all"),
        method="narrow_status",
    )
    light = django_filters.ChoiceFilter(
        label=_("Deadline"), choices=Light.choices, empty_label=_("all"), method="narrow_light"
    )
    mine = django_filters.ChoiceFilter(
        label=_("Whose"), choices=_MINE, empty_label=_("all"), method="narrow_mine"
    )
    severity = django_filters.ChoiceFilter(
        label=_("Weight"), choices=Severity.choices, empty_label=_("all")
    )
    grade = django_filters.ChoiceFilter(
        label=_("How sure"), choices=Grade.choices, empty_label=_("all"), method="narrow_grade"
    )
    source = django_filters.ChoiceFilter(label=_("Rule"), choices=[], empty_label=_("all"))
    place = django_filters.ChoiceFilter(
        label=_("Place"), choices=[], empty_label=_("all"), method="narrow_place"
    )
    programme = django_filters.ChoiceFilter(
        label=_("Programme"), choices=[], empty_label=_("all"), field_name="programme_code"
    )
    amount = django_filters.NumberFilter(
        label=_("Worth at least, yuan"), lookup_expr="gte", min_value=0
    )

    class Meta:
        model = Clue
        fields = (
            "status",
            "light",
            "mine",
            "severity",
            "grade",
            "source",
            "place",
            "programme",
            "amount",
        )

    def __init__(
        self,
        data: Any,
        *args: Any,
        rules: list[tuple[str, str]],
        places: list[tuple[str, str]],
        programmes: list[tuple[str, str]],
        user: User,
        calendar: Calendar,
        **kwargs: Any,
    ) -> None:
        # Closed ones are hidden until somebody asks for them.
        if "status" not in data:
            data = data.copy()
            data["status"] = WAITING
        self.user, self.calendar = user, calendar
        super().__init__(data, *args, **kwargs)
        self.filters["source"].extra["choices"] = rules
        self.filters["place"].extra["choices"] = places
        self.filters["programme"].extra["choices"] = programmes

    def filter_queryset(self, queryset: ClueQuerySet) -> ClueQuerySet:
        # “All” knows no method of its own.
        found: ClueQuerySet = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("status") else found.without_hints()

    def narrow_status(self, clues: ClueQuerySet, name: str, value: str) -> ClueQuerySet:
        if value == WAITING:
            return clues.waiting()
        if value == HINTS:
            return clues.hints()
        if value == DUTIES:
            return clues.open().filter(duty=True)
        return clues.open() if value == OPEN else clues.filter(status=value).without_hints()

    def narrow_light(self, clues: ClueQuerySet, name: str, value: str) -> ClueQuerySet:
        return clues.with_light(value, self.calendar.today, self.calendar.yellow_until)

    def narrow_grade(self, clues: ClueQuerySet, name: str, value: str) -> ClueQuerySet:
        return clues.with_shown_grade(value)

    def narrow_place(self, clues: ClueQuerySet, name: str, value: str) -> ClueQuerySet:
        return clues.filter(region_code__range=code_range(value))

    def narrow_mine(self, clues: ClueQuerySet, name: str, value: str) -> ClueQuerySet:
        if value == "held":
            return clues.held_by(self.user)
        if value in ("mine", "answered"):
            own = mine_of(self.user, answered_only=value == "answered")
            return clues.filter(own)
        if value == "free":
            return clues.free()
        return clues.filter(assignee=self.user, status__in=ASSIGNED_ON)
