"""How a visitor wants pages to look: letters in three sizes, and stronger contrast; kept in cookies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


TEXT_SIZE, CONTRAST = "text-size", "contrast"
# By cookie: what may be chosen, the usual one first.
CHOICES = {TEXT_SIZE: ("normal", "large", "largest"), CONTRAST: ("normal", "high")}


@dataclass(frozen=True, slots=True)
class Display:
    size: str
    contrast: str

    @property
    def classes(self) -> str:
        """For the element html; what holds for large letters holds for the largest too."""
        sizes = {"large": "large", "largest": "large largest"}.get(self.size, "")
        return " ".join(filter(None, (sizes, "contrast" if self.contrast == "high" else "")))


def chosen(cookies: Mapping[str, str]) -> Display:
    """Anything that is no choice counts as none, so that pages are kept in few forms."""
    size, contrast = (
        value if (value := cookies.get(name, "")) in known else known[0]
        for name, known in CHOICES.items()
    )
    return Display(size, contrast)
