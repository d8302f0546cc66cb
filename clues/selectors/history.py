"""A clue's history in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy as _lazy

from clues.choices import FIELD_LABELS, Disposal, Explanation, Measure, Status
from clues.models import Clue
from core.templatetags.present import day


# What the codes kept in a line are called.
_VALUES: dict[str, Any] = {
    "status": dict(Status.choices),
    "explanation": dict(Explanation.choices),
    "disposal": dict(Disposal.choices),
    "measure": dict(Measure.choices),
    "extended": {"True": _lazy("yes"), "False": _lazy("no")},
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line: when, who did what, which values became which, and the words."""

    at: datetime
    who: str
    act: str
    kind: str
    changes: tuple[tuple[str, str, str], ...]
    words: str


def history_of(clue: Clue) -> list[Told]:
    """All lines, the latest first."""
    lines = clue.history.select_related("by").order_by("-id")
    return [
        Told(
            at=line.at,
            who=str(line.by) if line.by else _("the portal"),
            act=line.get_act_display(),
            kind=line.act,
            changes=tuple(
                (str(FIELD_LABELS.get(name, name)), _value(name, old), _value(name, new))
                for name, (old, new) in line.changes.items()
            ),
            words=line.words,
        )
        for line in lines
    ]


def _value(name: str, text: str | None) -> str:
    if not text:
        return "—"
    if name in _VALUES:
        return str(_VALUES[name].get(text, text))
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text
