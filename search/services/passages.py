"""Keeps what policies, decisions and village books say ready for full-text search."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, transaction

from psycopg2.extras import execute_values

from funds.models import PolicyDocument
from search.bigrams import bigrams
from search.choices import Text
from search.models import Passage
from villages.models import DecisionEntry, LedgerLine


# A policy is cut where paragraphs end, near so many characters: a hit shows what is around it.
_LONG = 300
_AT_ONCE = 2_000
_INSERT = "INSERT INTO search_passage (kind, source, address, region_code, title, day, text, terms) VALUES %s"
_TEMPLATE = "(%s, %s, %s, %s, %s, %s, %s, to_tsvector('simple', %s))"


class Said(NamedTuple):
    kind: str
    source: int
    address: str
    region_code: str
    title: str
    day: date | None
    text: str


@transaction.atomic
def rebuild_passages() -> int:
    """Take in what was published since the last time, and take out what no longer stands.

    Policies, which are few, are made anew. Returns how many passages there are. Two at once wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('search passages'))")
    sources: tuple[tuple[str, Any, Callable[[Any], Iterator[Said]]], ...] = (
        (Text.DECISION, DecisionEntry, _decisions),
        (Text.LEDGER, LedgerLine, _lines),
    )
    for kind, model, told in sources:
        standing = model.objects.standing()
        own = Passage.objects.filter(kind=kind)
        own.exclude(source__in=standing.values("pk")).delete()
        known = own.order_by("-source").values_list("source", flat=True).first() or 0
        _keep(told(standing.filter(pk__gt=known).order_by("pk").iterator(_AT_ONCE)))
    # Last, so that they stand first where the newest does.
    Passage.objects.filter(kind=Text.POLICY).delete()
    _keep(_policies())
    return Passage.objects.count()


def _keep(rows: Iterable[Said]) -> None:
    waiting = iter(rows)
    # With its cursor open the database is asked for the next rows meanwhile.
    while some := list(itertools.islice(waiting, _AT_ONCE)):
        with connection.cursor() as cursor:
            execute_values(
                cursor.cursor, _INSERT,
                [(*each, bigrams(f"{each.title} {each.text}")) for each in some],
                template=_TEMPLATE,
            )  # fmt: skip


def _policies() -> Iterator[Said]:
    for document in PolicyDocument.objects.order_by("slug"):
        for place, part in enumerate(_parts(document.body)):
            yield Said(
                Text.POLICY, place, document.get_absolute_url(), "", document.title,
                document.issued_on, part,
            )  # fmt: skip


def _parts(body: str) -> list[str]:
    found, part = [], ""
    for paragraph in re.split(r"\n+|(?<=[。；])", body):
        if part and len(part) + len(paragraph) > _LONG:
            found.append(part)
            part = ""
        part += paragraph
    return [each for each in [*found, part] if each.strip()]


def _decisions(entries: Iterable[DecisionEntry]) -> Iterator[Said]:
    for entry in entries:
        if entry.detail:
            yield Said(
                Text.DECISION, entry.pk, entry.get_absolute_url(), entry.region_id,
                str(entry.get_subject_display()), entry.held_on, entry.detail,
            )  # fmt: skip


def _lines(lines: Iterable[LedgerLine]) -> Iterator[Said]:
    for line in lines:
        if line.summary:
            yield Said(
                Text.LEDGER, line.pk, line.get_absolute_url(), line.region_id, "",
                line.entered_on or line.month, line.summary,
            )  # fmt: skip
