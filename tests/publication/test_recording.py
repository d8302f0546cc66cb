"""Whatever becomes public comes into the log in the same transaction, and says no more than it may."""

from __future__ import annotations

from django.db import connection

from publication.log.tree import leaf_hash
from publication.models import Head, Run, Statement
from publication.selectors.leaves import StoredTree, entries
from publication.services.signing import sign
from tests.town import payment


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
