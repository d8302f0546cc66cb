"""A database of the version before keeps what it holds when it is brought up to date."""

import json

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import pytest

from clues.models import Clue, ClueBatch, Finding
from matching.models import MultiValuedKey, ProcessedChange, SimilarIdentityPair
from tests.clues.conftest import make_desk
from tests.databases import let_tables_be_emptied
from tests.town import make_town, payment


pytestmark = pytest.mark.thorough
BEFORE = [("clues", "0011_texts_may_be_redacted"), ("matching", "0008_near_pairs_have_keys")]


@pytest.fixture
def version_before(transactional_db):
    """Go back to the version before, and whatever happens forward again."""
    executor = MigrationExecutor(connection)
    now = [key for key in executor.loader.graph.leaf_nodes() if key[0] in ("clues", "matching")]
    executor.migrate(BEFORE)

    def forward():
        MigrationExecutor(connection).migrate(now)
        let_tables_be_emptied()

    yield forward
    forward()


def test_clues_get_their_subject_and_their_sheets(version_before):
    town = make_town()
    batch = town.publish(payment(1))
    evidence = f'[{{"batch": {batch.pk}}}, {{"batch": {batch.pk}}}, {{"kind": "total"}}]'
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO clues_clue (number, source, source_key, rule_version, status, severity,"
            " grade, region_code, programme_code, amount, facts, evidence, facts_digest, first_run,"
            " last_run, still_detected, opened_at, changed_at, extended)"
            " VALUES ('YD1', 'paid-after-death', '0aff:2080502', 'v', 'suspected', 'high', 'exact',"
            " '350112201203', '2080502', 1, '{}', %s, '', 1, 1, true, now(), now(), false),"
            " ('YD2', 'by-hand', 'not a key', 'v', 'suspected', 'high', 'exact',"
            " '350112201203', '', 1, '{}', '[]', '', 1, 1, true, now(), now(), false)",
            [evidence],
        )
        cursor.execute("INSERT INTO matching_seenchange (rule, change_id) VALUES ('r@v:1', 7)")
        cursor.execute("INSERT INTO matching_several (kind, key) VALUES ('names', '\\x01')")
        cursor.execute(
            "INSERT INTO matching_nearnumbers (key, region_id, first_id, second_id, edits)"
            " VALUES ('\\x02', '350112201203', '\\x03', '\\x04', 1)"
        )

    version_before()

    clue, by_hand = Clue.objects.order_by("number")
    assert bytes(clue.subject_key) == b"\x0a\xff"
    assert by_hand.subject_key is None
    assert list(ClueBatch.objects.values_list("clue", "batch")) == [(clue.pk, batch.pk)]
    assert list(ProcessedChange.objects.values_list("fingerprint", "change_id")) == [("r@v:1", 7)]
    assert MultiValuedKey.objects.count() == SimilarIdentityPair.objects.count() == 1


@pytest.fixture
def before_findings(transactional_db):
    # Made while the models and their tables agree.
    clue = make_desk(make_town()).clue(1)
    executor = MigrationExecutor(connection)
    now = [key for key in executor.loader.graph.leaf_nodes() if key[0] == "clues"]
    executor.migrate([("clues", "0017_second_person")])

    def forward():
        MigrationExecutor(connection).migrate(now)
        let_tables_be_emptied()

    yield clue, forward
    forward()


def test_findings_are_carried_over_from_the_history(before_findings):
    """Explained, raised again with other facts, and found true: two findings of two rounds."""
    clue, forward = before_findings
    lines = [
        ("explain", ["", "allowed"]), ("raised-again", ["allowed", ""]),
        ("answer-check", ["", "true"]), ("answer-check", ["true", "to-be-checked"]), ("note", None),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        for act, change in lines:
            cursor.execute(
                "INSERT INTO clues_historyline (clue_id, at, act, changes, words)"
                " VALUES (%s, now(), %s, %s, '')",
                [clue.pk, act, json.dumps({"explanation": change} if change else {})],
            )

    forward()

    kept = Finding.objects.values_list("source", "finding", "facts_digest")
    assert list(kept) == [
        ("paid-after-death", "allowed", "round 0"),
        ("paid-after-death", "true", clue.facts_digest),
    ]
