"""What a verification finds: where, and what differs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _


class What(StrEnum):
    CHANGED = "changed"
    GONE = "gone"
    NOT_LOGGED = "not-logged"
    STATE = "state"
    KEPT = "kept-total"
    FILE = "file"
    LOG = "log"

    @property
    def words(self) -> str:
        return {
            What.CHANGED: _("This row says something else than when it was published."),
            What.GONE: _("This row was published and is gone."),
            What.NOT_LOGGED: _("This row is shown and was never published through the portal."),
            What.STATE: _("This row was marked, or a mark taken away, without a trace."),
            What.KEPT: _("A kept sum is not the sum of its rows."),
            What.FILE: _("A public file is gone, or is not the one that was published."),
            What.LOG: _("The log itself was changed."),
        }[self]

    @property
    def words_of_trail(self) -> str:
        """The same of a line of the audit trail."""
        return {
            What.CHANGED: _("This line was changed."),
            What.GONE: _("This line was sealed and is gone."),
            What.NOT_LOGGED: _(
                "This line has no seal: it was written in later, or nothing is being sealed."
            ),  # fmt: skip
        }.get(self, self.words)


@dataclass(frozen=True, slots=True)
class Difference:
    """`kind` is that of the rows, without version; sheet and row as in the uploaded file."""

    kind: str
    batch: int | None
    sheet: str
    row: int | None
    what: What
    detail: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "batch": self.batch, "sheet": self.sheet, "row": self.row,
            "what": self.what.value, "detail": self.detail,
        }  # fmt: skip


@dataclass(slots=True)
class Findings:
    """Counts every difference and keeps the first of them: somebody may have changed millions."""

    most: int = 1_000
    count: int = 0
    rows: int = 0
    kept: list[Difference] = field(default_factory=list)

    def add(self, difference: Difference) -> None:
        self.count += 1
        if len(self.kept) < self.most:
            self.kept.append(difference)
