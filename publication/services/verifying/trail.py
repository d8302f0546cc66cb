"""The audit trail against its seals, and its seals against the roots in the public log."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from core.cursors import Cursor
from publication.log.tree import Edge, leaf_hash
from publication.models import Head, Statement, TrailSeal
from publication.services.trail import EVENTS, kind_of, rows_of
from publication.services.verifying.differences import Difference, Findings, What


_AT_ONCE = 20_000
# What is older has had time to be sealed.
_SEALED_WITHIN = timedelta(days=1)


def check_trail(cursor: Cursor, found: Findings) -> None:
    """Every event as it was sealed, none missing, none without a seal."""
    _check_roots(cursor, found)
    for model in EVENTS:
        _check_events(model, found)
        if Head.objects.filter(pk=Head.TRAIL, size__gt=0).exists():
            _check_unsealed(model, found)


def _check_roots(cursor: Cursor, found: Findings) -> None:
    told = [
        (int(said.facts["leaves"]), said.facts["root"])
        for said in Statement.objects.filter(verb="trail").order_by("index")
    ]
    edge = Edge()
    cursor.execute("SELECT index, leaf FROM publication_trailseal ORDER BY index")
    for index, leaf in cursor.fetchall():
        if index != edge.size:
            break
        for _tile in edge.append(bytes(leaf)):
            pass
        while told and told[0][0] == edge.size:
            if edge.root().hex() != told.pop(0)[1]:
                _differs(found, What.LOG, f"root at {edge.size}")
    for leaves, _root in told:
        _differs(found, What.LOG, f"root at {leaves}")
    head = Head.objects.filter(pk=Head.TRAIL).first()
    if head is not None and (head.size, bytes(head.root)) != (edge.size, edge.root()):
        _differs(found, What.LOG, f"head at {head.size}")


def _check_events(model: type[models.Model], found: Findings) -> None:
    kind = kind_of(model)
    later = TrailSeal.objects.filter(
        kind=kind, event=models.OuterRef("event"), index__gt=models.OuterRef("index")
    )
    newest = TrailSeal.objects.filter(~models.Exists(later), kind=kind)
    last = 0
    while seals := list(newest.filter(event__gt=last).order_by("event")[:_AT_ONCE]):
        first, last = seals[0].event, seals[-1].event
        events = model._default_manager.filter(pk__range=(first, last))
        texts = dict(rows_of(model, events))
        for seal in seals:
            found.rows += 1
            text = texts.get(seal.event)
            if text is None:
                _differs(found, What.GONE, f"{kind} {seal.event}")
            elif leaf_hash(bytes(seal.salt) + text) != bytes(seal.leaf):
                _differs(found, What.CHANGED, f"{kind} {seal.event}")


def _check_unsealed(model: type[models.Model], found: Findings) -> None:
    sealed = TrailSeal.objects.filter(kind=kind_of(model), event=models.OuterRef("pk"))
    until = timezone.now() - _SEALED_WITHIN
    without = model._default_manager.filter(~models.Exists(sealed), at__lt=until)
    for event in without.order_by("pk").values_list("pk", flat=True)[: found.most]:
        _differs(found, What.NOT_LOGGED, f"{kind_of(model)} {event}")


def _differs(found: Findings, what: What, detail: str) -> None:
    found.add(Difference("trail", None, "", None, what, detail))
