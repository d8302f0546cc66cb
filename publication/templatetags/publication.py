"""What the log says, in words, and its newest seal for paper."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from publication.log.kinds import all_kinds
from publication.models import Checkpoint, Statement
from publication.services.signing import verifier
from publication.views.codes import paper_code


register = template.Library()


@register.filter
def told(statement: Statement) -> str:
    """A statement in a sentence."""
    facts = statement.facts
    kind = all_kinds().get(statement.kind)
    values: dict[str, Any] = {
        "kind": kind.label if kind else statement.kind,
        "batch": statement.batch or "",
        "rows": facts.get("rows", "").count(",") + 1,
        "count": facts.get("rows", ""),
    }
    if statement.verb == "published":
        words = _("Published: %(kind)s, publication %(batch)s, leaves: %(count)s") if statement.batch else _("Published: %(kind)s, leaves: %(count)s")  # fmt: skip
        return words % values
    sentences = {
        "taken-in": _("Published before there was a log: %(kind)s, leaves: %(count)s"),
        "began": _("Published in another state than usual: %(kind)s, rows: %(rows)s"),
        "corrected": _("Corrected: %(kind)s, publication %(batch)s"),
        "marked": _("Marked: %(kind)s, rows: %(rows)s"),
        "withdrawn": _("Withdrawn: %(kind)s, publication %(batch)s"),
        "redacted": _("A text was taken out: %(kind)s, leaves: %(count)s"),
        "redrawn": _("A picture was written anew: %(kind)s, leaves: %(count)s"),
        "removed": _("Taken off a list: %(kind)s, rows: %(rows)s"),
        "trail": _("Seal of the audit trail"),
    }
    return sentences.get(statement.verb, statement.verb) % values


@register.inclusion_tag("publication/_seal.html")
def log_seal() -> dict[str, Any]:
    """The newest checkpoint as words and as a square, for a village's wall."""
    newest = Checkpoint.objects.first()
    if newest is None:
        return {"checkpoint": None}
    return {"checkpoint": newest, "code": paper_code(newest.note), "vkey": verifier().vkey}
