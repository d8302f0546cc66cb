"""What the work on clues means to readers of the audit trail."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clues.choices import Act


# A line of a clue's history is a line of the trail too.
ACTS: dict[str, str | Promise] = {
    **{f"clues.{act}": act.label for act in Act},
    "clues.give-task": _("gave a task to a bureau"),
    "clues.answer-task": _("answered a task"),
    "clues.unit-answer": _("recorded what a unit answered"),
    "clues.unit-reply": _("replied for the own unit"),
    "clues.load-holidays": _("loaded the calendar of holidays"),
}
