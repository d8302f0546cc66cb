"""Whatever becomes public comes into the log in the same transaction, and says no more than it may."""

from __future__ import annotations

from django.db import connection

import pytest

from core.exceptions import PortalError
from publication.log.tree import leaf_hash
from publication.models import Head, Run, Statement
from publication.selectors.leaves import StoredTree, entries
from publication.services.recording import say
from publication.services.signing import sign
from tests.town import COUNTY, FUQI, payment


def words(verb=None):
    rows = Statement.objects.order_by("index")
    return [row.words for row in (rows.filter(verb=verb) if verb else rows)]


def test_a_sheet_is_in_the_log_as_soon_as_it_is_published(town):
    batch = town.publish(payment(1), payment(2, "林阿妹"), payment(3, "何成"))
    (header,) = words("published")
    assert f"kind=payment/1\tbatch={batch.pk}\toffice=350112-mz" in header
    run = Run.objects.get()
    assert (run.first, run.count, run.batch) == (1, 3, batch.pk)
    with connection.cursor() as cursor:
        tree = StoredTree(cursor)
        held = entries(cursor, 0, tree.size)
    assert len(held) == tree.size == Head.objects.get(pk=Head.LOG).size
    assert [leaf_hash(entry) for entry in held][1] == tree.tile(0, 0)[32:64]
    assert sign().size == tree.size
    assert sign().size == tree.size


def test_of_masked_programmes_a_statement_tells_of_nobody(town):
    """One private payment of one village: neither how much, nor where, nor that it is one."""
    batch = town.publish(
        payment(4, "郑小童", amount="1450"), programme_code="2082501", region_code=FUQI
    )
    (header,) = Statement.objects.filter(batch=batch.pk)
    assert {name: header.facts.get(name) for name in ("amount", "region", "rows")} == {
        "amount": None, "region": COUNTY, "rows": "64",
    }  # fmt: skip
    run = Run.objects.get(batch=batch.pk)
    assert (run.count, run.count + run.padding) == (1, 64)
    with connection.cursor() as cursor:
        held = entries(cursor, run.first, run.first + 64)
    # Whatever is guessed of the row, no leaf can be tried without its seed; none looks like another.
    assert {len(entry) for entry in held} == {33}
    assert len(set(held)) == 64
    named = town.publish(payment(5, "何成", amount="77"), region_code=FUQI)
    (header,) = Statement.objects.filter(batch=named.pk)
    assert (header.facts["amount"], header.facts["rows"]) == ("77.00", "1")
    assert "何成" not in header.words


def test_what_is_in_no_transaction_is_not_logged(transactional_db):
    with connection.cursor() as cursor, pytest.raises(PortalError):
        say(cursor, "tested")
