"""A run cut into shards: shared by workers, killed anywhere, done twice; never a clue lost or doubled."""

from __future__ import annotations

import dataclasses
import threading

from django.db import connection

import pytest

from clues.models import Clue
from matching.models import ProcessedChange, RuleShard, Run
from matching.rules.format import all_rules
from matching.services import run_crosscheck
from matching.services.runs import (
    finish_run,
    left_shards,
    start_run,
    unfinished_runs,
    waiting_shards,
)
from matching.services.shards import run_shard
from tests.town import identity, make_town, payment


RULE = "paid-after-death"


def dead_town(town, count=9):
    people = range(1, count + 1)
    town.deaths(*[("陈秀英", identity(serial), "2026-02-15") for serial in people])
    town.publish(*[payment(serial) for serial in people])


def state():
    clues = Clue.objects.filter(status="suspected").order_by("source_key")
    return [(clue.source_key, clue.amount, clue.facts, clue.grade) for clue in clues]


@pytest.mark.parametrize("full", [True, False])
def test_shards_together_find_what_one_run_finds(town, full):
    dead_town(town)
    run = start_run(codes=[RULE], full=full, shards=4)
    for shard in waiting_shards(run.pk):
        run_shard(shard_id=shard)
    assert finish_run(run_id=run.pk)
    sharded, result = state(), run.results.get()
    parts = list(RuleShard.objects.filter(result=result).values_list("found", flat=True))

    assert (result.found, result.new, result.looked_at) == (9, 9, 9)
    assert sum(parts) == 9
    assert max(parts) < 9
    assert (
        ProcessedChange.objects.filter(fingerprint=result.input_fingerprint).count()
        == len(result.changes)
        == 2
    )
    again = run_crosscheck(codes=[RULE], full=True).results.get()
    assert (again.found, again.new, again.cleared, state()) == (9, 0, 0, sharded)


def test_a_night_with_little_to_do_is_not_cut(town):
    dead_town(town)
    for serial in range(20, 40):
        town.publish(payment(serial, period="2026年1月", paid_on="2026-01-10"))
    run_crosscheck(codes=[RULE])
    town.publish(payment(41))

    assert len(waiting_shards(start_run(codes=[RULE], shards=4).pk)) == 1
    assert len(waiting_shards(start_run(codes=[RULE], full=True, shards=4).pk)) == 4


def test_shards_clear_only_their_own_subjects(town):
    dead_town(town)
    run_crosscheck(codes=[RULE])
    town.deaths(("某人", identity(90), "2026-02-15"))
    run = start_run(codes=[RULE], full=True, shards=3)
    cleared = []
    for shard in waiting_shards(run.pk):
        run_shard(shard_id=shard)
        cleared.append(RuleShard.objects.get(pk=shard).cleared)

    assert sum(cleared) == run.results.get().cleared == 9
    assert max(cleared) < 9


def test_a_run_killed_half_way_goes_on_where_it_was(town):
    dead_town(town)
    run = start_run(codes=[RULE], shards=4)
    first, *rest = waiting_shards(run.pk)
    run_shard(shard_id=first)
    assert not finish_run(run_id=run.pk)
    # Published after the run was opened: this run does not see it, the next one does.
    town.publish(
        payment(1, period="2026年5月", paid_on="2026-05-10", account="6230361999999999999")
    )

    assert unfinished_runs() == [run.pk]
    assert left_shards(run.pk) == rest
    for shard in left_shards(run.pk):
        run_shard(shard_id=shard)
    assert finish_run(run_id=run.pk)
    assert run.results.get().found == 9
    # Of the two payments of this person one is new.
    assert run_crosscheck(codes=[RULE]).results.get().looked_at == 1


def test_a_shard_done_twice_changes_nothing(town):
    dead_town(town)
    run = start_run(codes=[RULE], shards=2)
    shards = waiting_shards(run.pk)
    for shard in [*shards, *shards]:
        run_shard(shard_id=shard)

    assert (Clue.objects.count(), run.results.get().new) == (9, 9)


def broken(monkeypatch, sql):
    columns = (
        "'' AS region_code, '' AS programme_code, 1 AS amount, '{}'::jsonb AS facts,"
        " '[]'::jsonb AS evidence, '{}'::jsonb AS groups, 'x' AS subject, 'exact' AS grade"
    )
    rule = dataclasses.replace(
        all_rules()[RULE], sql=sql.replace("COLUMNS", columns), parameters=()
    )
    for module in ("live", "shards"):
        monkeypatch.setattr(f"matching.services.{module}.all_rules", lambda: {RULE: rule})


def test_a_rule_can_write_nothing(town, monkeypatch):
    dead_town(town)
    broken(
        monkeypatch,
        "WITH gone AS (DELETE FROM clues_clue RETURNING 1) SELECT COLUMNS FROM gone",
    )
    result = run_crosscheck().results.get()

    assert "WITH clause containing a data-modifying statement" in result.error


def test_a_function_called_by_a_rule_can_write_nothing(town, monkeypatch):
    dead_town(town)
    broken(monkeypatch, "SELECT COLUMNS FROM nextval('clues_clue_number') AS number")
    result = run_crosscheck().results.get()

    assert "read-only transaction" in result.error


def test_a_rule_that_never_ends_is_stopped(town, monkeypatch, settings):
    settings.CROSSCHECK_TIMEOUT_SECONDS = 1
    broken(monkeypatch, "SELECT COLUMNS FROM pg_sleep(600) AS slept")
    run = run_crosscheck(full=True)

    assert "statement timeout" in run.results.get().error
    assert run.finished_at is not None


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_the_same_shards_at_once():
    town = make_town()
    dead_town(town)
    run = start_run(codes=[RULE], full=True, shards=2)
    shards = waiting_shards(run.pk)
    gate = threading.Barrier(4)

    def work(order):
        gate.wait(timeout=20)
        for shard in order:
            run_shard(shard_id=shard)
        connection.close()

    workers = [
        threading.Thread(target=work, args=(order,))
        for order in (shards, shards[::-1], shards, shards[::-1])
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)

    result = Run.objects.get(pk=run.pk).results.get()
    assert (result.error, result.found, result.new) == ("", 9, 9)
    assert Clue.objects.count() == 9
    assert Clue.objects.values("number").distinct().count() == 9
