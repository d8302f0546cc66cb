"""What was paid beside what the registries say, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from clues.choices import Grade
from clues.models import Clue
from clues.selectors.cards import fact_in_words
from clues.selectors.evidence.payments import payments_of, span_of
from clues.selectors.evidence.registries import registry_rows
from clues.selectors.evidence.wording import PLACE, Row, field_of, keys_of, shown
from core.money import yuan
from core.templatetags.present import day, period
from intake.models import Batch
from intake.sheets import evidence_kind


@dataclass(frozen=True, slots=True)
class Pair:
    """One field on both sides; `registered` has a line for each registry row.

    `mark` is agrees, differs, conflicts, or "" where only one side says it.
    """

    label: str
    paid: str
    registered: tuple[str, ...]
    mark: str = ""


def pairs_of(clue: Clue, place: str) -> list[Pair]:
    """What was paid beside what the registry says, field by field; empty without both sides."""
    payments, registered = payments_of(clue), registry_rows(clue)
    if not payments or not registered:
        return []
    matched = clue.grade != Grade.COMPUTED
    pairs = [*_who(payments, registered, matched), _when(payments, registered), _how_much(payments)]
    pairs.append(Pair(_("Place"), place, _lines(registered, "place") or (_("not stated"),)))
    pairs.append(_lists(payments, registered))
    said = {"died_on", "from", "to", "since", "until", "place", *PLACE} - {"kind"}
    for key in keys_of(registered, frozenset(said)):
        lines = _lines(registered, key)
        if key not in ("title", "kind") or (key == "kind" and set(lines) != {"registry"}):
            pairs.append(Pair(str(field_of(key, evidence_kind(registered[0])).label), "", lines))
    return pairs


def _lists(payments: Sequence[Row], registered: Sequence[Row]) -> Pair:
    """When the lists were published, and up to which day the registries reach: an old list explains
    much.
    """
    known = {row["batch"] for row in (*payments, *registered) if row.get("batch")}
    batches = Batch.objects.filter(pk__in=known, published_at__isnull=False).in_bulk()
    published = sorted(
        timezone.localdate(batches[row["batch"]].published_at)
        for row in payments
        if row.get("batch") in batches
    )
    paid = " – ".join(map(day, dict.fromkeys((published[0], published[-1])))) if published else ""
    lines = tuple(
        _("up to %(day)s") % {"day": day(batches[row["batch"]].reaches_to)}
        if row.get("batch") in batches
        else "—"
        for row in registered
    )
    return Pair(
        _("Dates of the lists"), paid and _("published %(days)s") % {"days": paid}, _once(lines)
    )


def _who(payments: Sequence[Row], registered: Sequence[Row], matched: bool) -> list[Pair]:
    """Names side by side; only where one person was matched do number and name have to agree."""
    names = list(dict.fromkeys(row["name"] for row in payments if row.get("name")))
    theirs = _lines(registered, "name")
    if not theirs:
        return []
    if not matched:
        return [Pair(_("Full name"), "、".join(names), theirs)]
    pairs = [Pair(_("Full name"), "、".join(names), theirs, _same(names, theirs))]
    if set(theirs) <= set(names) or len(set(theirs)) == 1:
        same = Pair(
            _("Identity number"), _("the number in the roster"), (_("the same number"),), "agrees"
        )
        pairs.insert(0, same)
    return pairs


def _same(names: Sequence[str], theirs: Sequence[str]) -> str:
    return "agrees" if set(names) == set(theirs) else "differs"


def _when(payments: Sequence[Row], registered: Sequence[Row]) -> Pair:
    starts = sorted(row["period_from"] for row in payments if row.get("period_from"))
    ends = sorted(row["period_to"] for row in payments if row.get("period_to"))
    paid = ""
    if starts and ends:
        whole = span_of({"period_from": starts[0], "period_to": ends[-1]})
        paid = _("paid for %(months)s") % {"months": period(whole)}
    died = [row["died_on"] for row in registered if row.get("died_on")]
    mark = "conflicts" if died and starts and starts[0] > max(died) else ""
    lines = tuple(_dates_of(row) or _("no date") for row in registered)
    return Pair(_("Dates"), paid, _once(lines), mark)


def _dates_of(row: Row) -> str:
    if row.get("died_on"):
        return _("died on %(day)s") % {"day": fact_in_words(row["died_on"])}
    start = row.get("from") or row.get("since")
    end = row.get("to") or row.get("until")
    if start and end:
        return _("%(start)s to %(end)s") % {
            "start": fact_in_words(start),
            "end": fact_in_words(end),
        }
    if start:
        return _("since %(day)s") % {"day": fact_in_words(start)}
    return _("until %(day)s") % {"day": fact_in_words(end)} if end else ""


def _how_much(payments: Sequence[Row]) -> Pair:
    total = sum((row["amount"] for row in payments), Decimal(0))
    return Pair(_("Amount"), yuan(total), ())


def _lines(rows: Sequence[Row], key: str) -> tuple[str, ...]:
    """The key's value of every row, line by line; once where all say the same."""
    if not any(row.get(key) not in (None, "") for row in rows):
        return ()
    said = (shown(field_of(key, evidence_kind(row)), row.get(key)) for row in rows)
    return _once(tuple(words or "—" for words in said))


def _once(lines: tuple[str, ...]) -> tuple[str, ...]:
    return lines[:1] if len(set(lines)) == 1 else lines
