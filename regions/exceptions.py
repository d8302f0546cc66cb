"""Refusals when a place name cannot be matched to exactly one code, or a file cannot be loaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.exceptions import PortalError


class Place(NamedTuple):
    """A region as a refusal shows it: its code and its name from the province down."""

    code: str
    full_name: str


class UnknownRegion(PortalError):
    """No region is written like this; `near` holds up to five similar ones, best first."""

    def __init__(self, text: str, near: Sequence[Place] = ()) -> None:
        self.text = text
        self.near = list(near)
        super().__init__(text, self.near)

    def __str__(self) -> str:
        if not self.near:
            return _("No place called “%(text)s” is known here. Check the spelling.") % {
                "text": self.text
            }
        return _("No place called “%(text)s” is known here. Did you mean: %(names)s?") % {
            "text": self.text,
            "names": _(", ").join(place.full_name for place in self.near),
        }


class AmbiguousRegion(PortalError):
    """Several regions are written like this; `candidates` holds them all in code order."""

    def __init__(self, text: str, candidates: Sequence[Place]) -> None:
        self.text = text
        self.candidates = list(candidates)
        super().__init__(text, self.candidates)

    def __str__(self) -> str:
        shown = self.candidates[:5]
        names = _(", ").join(f"{place.full_name} ({place.code})" for place in shown)
        return _(
            "%(count)d places are called “%(text)s”: %(names)s. Write the town or the code as well."
        ) % {"count": len(self.candidates), "text": self.text, "names": names}


class UnusableDivisions(PortalError):
    """A file of divisions cannot be loaded; the message names file, line and what is wrong."""
