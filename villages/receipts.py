"""What of a village's books and boards a receipt can be had for."""

from __future__ import annotations

from typing import Any

from publication.log.kinds import RowKind
from publication.log.receipted import Finder, Receipted
from villages.logged import CONTRACT, DECISION, LEDGER, POSTING, WORKS
from villages.selectors import boards, ledger, records


def _line(address: str) -> Receipted | None:
    found = ledger.at_address(address)
    if found is None:
        return None
    return Receipted(LEDGER, ((found.pk, found.batch_id),), found.summary, found.get_absolute_url())


def _posting(address: str) -> Receipted | None:
    found = boards.at_address(address)
    if found is None:
        return None
    return Receipted(POSTING, ((found.pk, None),), found.title, found.get_absolute_url())


def _numbered(kind: RowKind, find: Any) -> Finder:
    """Of a contract, works or decision, by village and number; the latter two with every step."""

    def finder(key: str) -> Receipted | None:
        code, _slash, number = key.partition("/")
        found = find(code, number)
        if found is None:
            return None
        steps = getattr(found, "steps", [found])
        rows = tuple((step.pk, step.batch_id) for step in steps)
        return Receipted(kind, rows, found.name, steps[-1].get_absolute_url())

    return finder


RECEIPTS: dict[str, Finder] = {
    "ledger-line": _line,
    "posting": _posting,
    "contract": _numbered(CONTRACT, records.contract),
    "works": _numbered(WORKS, records.works),
    "decision": _numbered(DECISION, records.decision),
}
