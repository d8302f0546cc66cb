"""The audit trail under seal: every act and every look stands in a private tree, and the tree's root
once a day in the public log. So nobody takes a line out of the trail, or writes one in later.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Max, Q
from django.utils import timezone

from auditing.models import AuditEvent, SensitiveAccess
from core.cursors import Cursor
from publication.log.tree import Edge, leaf_hash
from publication.models import Head, Statement, TrailSeal
from publication.services.recording import say


EVENTS: tuple[type[models.Model], ...] = (AuditEvent, SensitiveAccess)
SALT = 16
_AT_ONCE = 2_000
# What beat looks through every ten seconds; the night looks at everything.
_RECENT = timedelta(days=2)
_FIELDS = {
    AuditEvent: ("id", "at", "actor_id", "actor_name", "action", "target", "detail"),
    SensitiveAccess: ("id", "at", "actor_id", "actor_name", "subject", "reason"),
}


def kind_of(model: type[models.Model]) -> str:
    return str(model._meta.model_name)


def text_of(kind: str, values: dict[str, Any]) -> bytes:
    """What is sealed of an event."""
    told = [kind, *(_plain(value) for value in values.values())]
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if hasattr(value, "astimezone") else value


def rows_of(model: type[models.Model], events: models.QuerySet[Any]) -> Iterable[tuple[int, bytes]]:
    """(id, text) of events in the order of their ids."""
    kind = kind_of(model)
    for values in events.order_by("id").values(*_FIELDS[model]):
        yield values["id"], text_of(kind, values)


@transaction.atomic
def seal_trail(*, whole: bool = False) -> int:
    """Seal what has no seal yet, of the last days or of all; returns how many events.

    Once a day the root becomes a leaf of the public log. Safe to call at any time.
    """
    with connection.cursor() as cursor:
        edge = _locked_edge(cursor)
        new: list[TrailSeal] = []
        for model in EVENTS:
            sealed = TrailSeal.objects.filter(kind=kind_of(model), event=models.OuterRef("pk"))
            events = model._default_manager.filter(~models.Exists(sealed))
            if not whole:
                events = events.filter(_recent(model))
            limit = None if whole else _AT_ONCE
            new += _seals(model, events.order_by("id")[:limit], edge.size + len(new))
        _add(cursor, edge, new)
        _tell(cursor, edge)
    return len(new)


def _recent(model: type[models.Model]) -> Q:
    """Of the last days, or of a number that none sealed yet has: some are written with an old day."""
    last = TrailSeal.objects.filter(kind=kind_of(model)).aggregate(last=Max("event"))["last"] or 0
    return Q(at__gt=timezone.now() - _RECENT) | Q(pk__gt=last)


@transaction.atomic
def seal_again(*, model: type[models.Model], pks: Iterable[Any]) -> None:
    """Events whose text was taken out by two persons get a second seal."""
    if model not in EVENTS:
        return
    with connection.cursor() as cursor:
        edge = _locked_edge(cursor)
        events = model._default_manager.filter(pk__in=list(pks))
        _add(cursor, edge, _seals(model, events, edge.size))


def _locked_edge(cursor: Cursor) -> Edge:
    cursor.execute(
        "SELECT size, partial FROM publication_head WHERE id = %s FOR UPDATE", [Head.TRAIL]
    )
    row = cursor.fetchone()
    if row is None:
        Head.objects.create(id=Head.TRAIL, size=0, root=Edge().root(), partial=[])
        return Edge()
    return Edge(row[0], [bytes(hashes) for hashes in row[1]])


def _seals(model: type[models.Model], events: models.QuerySet[Any], first: int) -> list[TrailSeal]:
    found: list[TrailSeal] = []
    for event, text in rows_of(model, _unsliced(events)):
        salt = os.urandom(SALT)
        found.append(
            TrailSeal(
                kind=kind_of(model), event=event, index=first + len(found), salt=salt,
                leaf=leaf_hash(salt + text),
            )
        )  # fmt: skip
    return found


def _unsliced(events: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """A limited list may not be ordered anew."""
    if not events.query.is_sliced:
        return events
    chosen: models.QuerySet[Any] = events.model._default_manager.filter(
        pk__in=list(events.values_list("pk", flat=True))
    )
    return chosen


def _add(cursor: Cursor, edge: Edge, new: list[TrailSeal]) -> None:
    if not new:
        return
    TrailSeal.objects.bulk_create(new, batch_size=1_000)
    for _tile in edge.append(b"".join(bytes(seal.leaf) for seal in new)):
        pass
    cursor.execute(
        "UPDATE publication_head SET size = %s, root = %s, partial = %s::bytea[] WHERE id = %s",
        [edge.size, edge.root(), edge.partial, Head.TRAIL],
    )


def _tell(cursor: Cursor, edge: Edge) -> None:
    """Today's root into the public log, once a day and only if it is another one."""
    last = Statement.objects.filter(verb="trail").order_by("-index").first()
    told = last.facts if last is not None else {}
    today = timezone.now().astimezone(UTC).date().isoformat()
    if edge.size and told.get("at", "")[:10] != today and told.get("leaves") != str(edge.size):
        say(cursor, "trail", leaves=str(edge.size), root=edge.root().hex())
