"""What every act on a clue shares: the lock, the conditional change, its line of history."""

from __future__ import annotations

import time
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import OperationalError, models, transaction
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from clues.choices import CLUES, FINDINGS, Status
from clues.models import Clue, Finding, HistoryLine
from core.exceptions import StateConflict
from core.redaction import clean_free_text


# Times and the closing note are told by the line itself, digests are for machines.
_UNTOLD = frozenset(
    {
        "held_at",
        "changed_at",
        "checked_at",
        "registered_at",
        "closed_at",
        "explained_digest",
        "explained_amount",
        "reason",
        "closing_note",
    }  # fmt: skip
)
# How often a locked row is asked for, and the seconds between: a tenth of a second in all.
_TRIES, _PAUSE = 5, 0.02


def locked(clue: Clue) -> Clue:
    """The clue as it stands, locked to the end of the transaction.

    Refuses instead of waiting long: a nightly run may hold the row for minutes. Whoever looks for
    the next clue to take may hold it for a moment, though it is not for them; that is waited for.
    """
    for _attempt in range(_TRIES):
        if (fresh := _locked_now(clue)) is not None:
            return fresh
        time.sleep(_PAUSE)
    raise StateConflict(
        _("Somebody else, or the cross-check, is changing clue %(number)s just now. Try again.")
        % {"number": clue.number}
    )


def _locked_now(clue: Clue) -> Clue | None:
    try:
        with transaction.atomic():
            return (
                Clue.objects.for_card().select_for_update(nowait=True, of=("self",)).get(pk=clue.pk)
            )
    except OperationalError:
        return None


def change(
    clue: Clue, *, act: str, by: User | None, words: str = "", reversing: bool = False,
    **values: Any,
) -> Clue:  # fmt: skip
    """Write new values of a locked clue with a line of history and an audit event.

    Another status only by a way that the table lists, or its `reversing` ones.
    """
    told = {
        name: [text_of(getattr(clue, name)), text_of(value)]
        for name, value in values.items()
        if name not in _UNTOLD and getattr(clue, name) != value
    }
    values["changed_at"] = timezone.now()
    to = values.pop("status", clue.status)
    if to != clue.status:
        CLUES.write(clue, to, reversing=reversing, **values)
    else:
        for name, value in values.items():
            setattr(clue, name, value)
        clue.save(update_fields=list(values))
    write_line(clue, act=act, by=by, changes=told, words=words)
    return clue


def write_line(
    clue: Clue,
    *,
    act: str,
    by: User | None,
    changes: dict[str, list[str]] | None = None,
    words: str = "",
) -> None:
    """A line of history and its audit event; numbers are taken out of the words."""
    HistoryLine.objects.create(
        clue=clue, act=act, by=by, changes=changes or {}, words=clean_free_text(words)
    )
    record(
        action=f"clues.{act}",
        by=by,
        target=f"clue:{clue.number}",
        detail={"changes": changes or {}, "words": clean_free_text(words)[:500]},
    )


def keep_finding(clue: Clue, *, act: str, by: User) -> None:
    """Keep what was found of these facts, for the rule's precision; nothing takes it back."""
    if clue.explanation in FINDINGS:
        Finding.objects.create(
            clue=clue, source=clue.source, facts_digest=clue.facts_digest, act=act, by=by,
            finding=clue.explanation, at=timezone.now(),
        )  # fmt: skip


def status_when_released(clue: Clue) -> Status:
    """Where a clue goes that nobody has in hand any more: what the rule has lost sight of would
    wait for ever. It stands for those merged into it as well.
    """
    found = clue.still_detected or clue.merged.filter(still_detected=True).exists()
    return Status.SUSPECTED if found else Status.NO_LONGER_DETECTED


def snapshot_merged_digests(clue: Clue) -> None:
    """Keep what those merged into a clue say now that it is explained: it is raised again when they
    say something else.
    """
    clue.merged.update(
        explained_digest=Coalesce(NullIf("latest_digest", models.Value("")), "facts_digest"),
        explained_amount=Coalesce("latest_amount", "amount"),
    )


def text_of(value: Any) -> str:
    """A value as a line of history keeps it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, models.Choices):
        return str(value.value)
    return str(value)
