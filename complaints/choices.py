"""What a report is about, where it stands, and what became of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import Machine


class Subject(models.TextChoices):
    """As coarse as what stands in the clear may be."""

    PAYMENT = "payment", _("Money that did not come, or was too little")
    VILLAGE_MONEY = "village-money", _("The village's money, works or contracts")
    CONDUCT = "conduct", _("What somebody did: took, favoured, refused")
    OTHER = "other", _("Something else")


class About(models.TextChoices):
    """Whose doing it is; sealed. Decides who must never see the report."""

    NOBODY = "nobody", _("Nobody in particular")
    VILLAGE = "village", _("Somebody in the village committee")
    TOWNSHIP = "township", _("Somebody in the township government")
    BUREAU = "bureau", _("An office of the county")
    COUNTY = "county", _("A leader of the county")
    CITY = "city", _("An office or a leader of the city")


class State(models.TextChoices):
    QUARANTINED = "quarantined", _("Arrived, not looked through yet")
    RECEIVED = "received", _("Arrived")
    ACCEPTED = "accepted", _("Taken up")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    DESTROYED = "destroyed", _("Destroyed")


REPORTS = Machine(
    {
        State.QUARANTINED: frozenset({State.RECEIVED, State.ACCEPTED, State.CLOSED}),
        # To another office, it arrives anew.
        State.RECEIVED: frozenset({State.RECEIVED, State.ACCEPTED, State.ANSWERED, State.CLOSED}),
        State.ACCEPTED: frozenset({State.RECEIVED, State.ANSWERED, State.CLOSED}),
        # “Not solved” takes it to the office above.
        State.ANSWERED: frozenset({State.RECEIVED, State.CLOSED}),
        State.CLOSED: frozenset({State.DESTROYED}),
        State.DESTROYED: frozenset(),
    },
    impossible=_("Report %(number)s is “%(state)s”; this is not possible now."),
    overtaken=_("Somebody else is working on report %(number)s just now. Look at it again."),
    field="state",
)
# An office still owes something.
OPEN = (State.QUARANTINED, State.RECEIVED, State.ACCEPTED)


class Outcome(models.TextChoices):
    """How it ended, for the reporter or by itself."""

    SOLVED = "solved", _("Solved, says the reporter")
    PARTLY = "partly", _("Solved in part, says the reporter")
    NOT_SOLVED = "not-solved", _("Not solved, says the reporter")
    SILENT = "silent", _("Answered; the reporter said nothing more")
    REJECTED = "rejected", _("No report: put aside as abuse")
    WITHDRAWN = "withdrawn", _("Withdrawn by the reporter")


# What a reporter may say of an answer.
VERDICTS = (Outcome.SOLVED, Outcome.PARTLY, Outcome.NOT_SOLVED)
DISSENT = (Outcome.PARTLY, Outcome.NOT_SOLVED)
# How often a report goes one level up.
MOST_LEVELS = 2


class Finding(models.TextChoices):
    """What an office found."""

    TRUE = "true", _("It is so")
    PARTLY_TRUE = "partly-true", _("It is so in part")
    NOT_TRUE = "not-true", _("It is not so")
    UNCLEAR = "unclear", _("It could not be found out")
    DECLINED = "declined", _("It is not for this office, nor for another")


FOUND_TRUE = (Finding.TRUE, Finding.PARTLY_TRUE)


class Purpose(models.TextChoices):
    """What an office's key opens."""

    REPORTS = "reports", _("Reports")
    NAMES = "names", _("Names of reporters")


class Side(models.TextChoices):
    """Who wrote an entry; sealed with it."""

    REPORTER = "reporter", _("You")
    OFFICE = "office", _("The office")
    PORTAL = "portal", _("The portal")


class Light(models.TextChoices):
    GREEN = "green", _("in time")
    YELLOW = "yellow", _("due soon")
    RED = "red", _("overdue")


class ReleaseState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    GRANTED = "granted", _("Opened for one handler")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("Over")


RELEASES = Machine(
    {
        ReleaseState.ASKED: frozenset({ReleaseState.GRANTED, ReleaseState.REFUSED}),
        ReleaseState.GRANTED: frozenset({ReleaseState.ENDED}),
        ReleaseState.REFUSED: frozenset(),
        ReleaseState.ENDED: frozenset(),
    },
    impossible=_("This request is “%(state)s”; this is not possible now."),
    overtaken=_("Somebody else decided on this request just now."),
    field="state",
)
