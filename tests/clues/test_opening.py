"""Runs against what persons have decided: nothing is raised twice, lost, or moved under anybody."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

import pytest
import time_machine

from clues import services
from clues.choices import TAKEN_UP, Status
from clues.models import Clue


@pytest.fixture
def explained(desk):
    clue = desk.clue(1)
    services.explain(clue=clue, by=desk.users["county"], finding="allowed", words="按政策可以")
    return clue


def test_groups_are_kept(desk):
    assert desk.clue(1, groups={"account": "ab"}).groups["account"] == "ab"


def test_what_stands_as_it_stood_is_not_written_anew(desk):
    """Long evidence written every night for nothing would be most of what a night costs."""
    clue = desk.clue(1)
    written = _written()
    outcome = desk.found(desk.hit(1))
    clue.refresh_from_db()

    assert (outcome.found, outcome.new, outcome.cleared) == (1, 0, 0)
    assert (clue.last_run, clue.still_detected) == (desk.run, True)
    # A second time would be the upsert's.
    assert _written() - written == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("grade", "other-name"), ("region_code", "350112201201"), ("amount", 101),
        ("evidence", [{"kind": "payment", "row": 3}]), ("programme_code", "2080501"),
    ],
)  # fmt: skip
def test_what_changed_beside_the_facts_is_written(desk, column, value):
    clue = desk.clue(1)
    desk.found(desk.hit(1, **{column: value}))
    clue.refresh_from_db()

    assert getattr(clue, column) == value


def _written():
    """How often rows of clues were written anew in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'clues_clue'"
        )
        return cursor.fetchone()[0]


def test_what_is_explained_stays_explained(desk, explained):
    outcome = desk.found(desk.hit(1))
    explained.refresh_from_db()

    assert (outcome.found, outcome.new, outcome.cleared) == (1, 0, 0)
    assert (explained.status, explained.last_run) == (Status.EXPLAINED, desk.run)


def test_what_only_counts_raises_nothing_and_is_told(desk, explained):
    desk.found(desk.hit(1, facts={"payments": 2}, amount=150), growing=["payments"])
    explained.refresh_from_db()

    assert (explained.status, explained.amount, explained.latest_amount) == ("explained", 100, 150)
    assert explained.history.last().act == "explain"


def test_of_merged_clues_growth_raises_only_past_its_bound(desk):
    desk.found(desk.hit(1), desk.hit(2), growing=["payments"])
    one, other = Clue.objects.order_by("pk")
    services.merge(into=one, others=[other], by=desk.users["county"], words="同一件事")
    services.explain(clue=one, by=desk.users["county"], finding="allowed", words="按政策可以")
    for amount, status in ((200, "explained"), (201, "suspected")):
        hit = desk.hit(2, facts={"payments": amount}, amount=amount)
        desk.found(desk.hit(1), hit, growing=["payments"])
        services.sync_merged_clues()
        one.refresh_from_db()
        assert one.status == status


def test_other_facts_raise_it_again_with_a_line_that_says_so(desk, explained):
    desk.found(desk.hit(1, facts={"payments": 2}))
    explained.refresh_from_db()

    assert (explained.status, explained.explanation) == (Status.SUSPECTED, "")
    assert explained.facts["payments"] == 2
    line = explained.history.last()
    assert (line.act, line.by_id) == ("raised-again", None)
    assert line.changes["status"] == ["explained", "suspected"]
    assert line.changes["explanation"] == ["allowed", ""]


def test_explained_and_gone_and_back_with_the_same_facts_stays_quiet(desk, explained):
    desk.found()
    explained.refresh_from_db()
    assert (explained.status, explained.still_detected) == (Status.EXPLAINED, False)
    desk.found(desk.hit(1))
    explained.refresh_from_db()

    assert (explained.status, explained.still_detected) == (Status.EXPLAINED, True)


def test_clean_until_a_day_holds_until_that_day(desk):
    clue = desk.clue(1)
    until = timezone.localdate() + timedelta(days=30)
    services.explain(
        clue=clue, by=desk.users["county"], finding="allowed", words="每年复核", clean_until=until
    )
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        desk.found(desk.hit(1))
        clue.refresh_from_db()
        assert clue.status == Status.EXPLAINED
    with time_machine.travel(timezone.now() + timedelta(days=32)):
        # The run looks at nobody, as an incremental one does when nothing changed.
        desk.found(looked_at="(SELECT ''::bytea AS key WHERE false) AS nobody")
        clue.refresh_from_db()

    assert (clue.status, clue.clean_until) == (Status.SUSPECTED, None)
    assert clue.history.last().changes["clean_until"] == [until.isoformat(), ""]


@pytest.mark.parametrize("status", TAKEN_UP)
def test_a_run_never_moves_what_a_person_has_taken_up(desk, status):
    clue = desk.clue(1)
    Clue.objects.filter(pk=clue.pk).update(status=status)
    desk.found(desk.hit(1, facts={"payments": 9}, amount=900))
    clue.refresh_from_db()
    assert (clue.status, clue.still_detected, clue.last_run) == (status, True, desk.run)
    assert (clue.facts["payments"], clue.amount) == (1, 100)

    assert desk.found().cleared == 0
    clue.refresh_from_db()
    assert (clue.status, clue.still_detected) == (status, False)


def test_what_is_gone_frees_its_holder(desk):
    clue = services.take(clue=desk.clue(1), by=desk.users["county"])
    assert desk.found().cleared == 1
    clue.refresh_from_db()

    assert (clue.status, clue.holder, clue.still_detected) == ("no-longer-detected", None, False)


def test_a_shard_clears_only_its_own_keys(desk):
    clues = {serial: desk.clue(serial) for serial in range(1, 25)}
    shard_of = {
        serial: bytes.fromhex(clue.source_key.split(":")[0])[-1] % 2
        for serial, clue in clues.items()
    }
    assert set(shard_of.values()) == {0, 1}
    outcome = desk.found(shard=(1, 2))
    gone = {
        serial for serial, clue in clues.items()
        if Clue.objects.get(pk=clue.pk).status == Status.NO_LONGER_DETECTED
    }  # fmt: skip

    assert gone == {serial for serial, shard in shard_of.items() if shard == 1}
    assert outcome.cleared == len(gone)


def test_a_shard_combines_with_what_was_looked_at(desk):
    clues = [desk.clue(serial) for serial in range(1, 25)]
    keys = [bytes.fromhex(clue.source_key.split(":")[0]) for clue in clues]
    shards = [key[-1] % 2 for key in keys]
    looked = [keys[shards.index(0)], keys[shards.index(1)]]
    listed = ", ".join(f"('\\x{key.hex()}'::bytea)" for key in looked)
    outcome = desk.found(looked_at=f"(VALUES {listed}) AS looked (key)", shard=(0, 2))

    assert outcome.cleared == 1
    gone = Clue.objects.get(status=Status.NO_LONGER_DETECTED)
    assert gone.source_key.startswith(looked[0].hex())


def test_the_history_is_written_once(desk, explained):
    from django.db import DatabaseError

    line = explained.history.last()
    line.words = "anders"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        line.save()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        line.delete()


def test_whoever_works_on_it_is_told_once_of_other_facts(desk):
    clue = desk.clue(1)
    Clue.objects.filter(pk=clue.pk).update(status=Status.REGISTERED)
    other = desk.hit(1, facts={"payments": 2}, amount=250)
    desk.found(other)
    desk.found(other)
    clue.refresh_from_db()

    assert (clue.facts["payments"], clue.amount, clue.latest_amount) == (1, 100, 250)
    told = clue.history.filter(act="facts-changed")
    assert [line.changes for line in told] == [{"amount": ["100.00", "250.00"]}]

    desk.found(desk.hit(1))
    clue.refresh_from_db()
    assert (clue.latest_digest, clue.latest_amount) == ("", None)


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"month": "2026-04", "lines": 3}, "2026年4月"), ({"quarter": "2026-01"}, "2026年1月"),
        ({"invoice": "0350 40817265"}, "0350 40817265"), ({"lines": 1}, None),
    ],
)  # fmt: skip
def test_a_clue_about_books_is_called_by_what_it_is_about(desk, facts, named):
    clue = desk.clue(1)
    clue.facts = facts
    assert clue.named == (named or clue.number)
