"""What is kept between runs: near numbers, and who bears several names or shares an account."""

from __future__ import annotations

import itertools
import threading

from django.db import connection, transaction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from clues.models import Clue
from core.sealing import IDENTITY, seal
from funds.models import Payment
from intake import services
from intake.models import Batch
from matching.engine.derived import similar_identities
from matching.engine.derived.similar_identities import keep_similar_identities, near_pairs
from matching.models import (
    ComparedNumber,
    FirstValue,
    MultiValuedKey,
    ProcessedChange,
    SimilarIdentityPair,
)
from matching.rules import SubjectFilter
from matching.services import run_crosscheck
from tests.town import FUQI, HOUYU, identity, make_town, payment


NEAR = "near-identical-numbers"
NAMES = "one-number-two-names"
SEVERAL = [NAMES, "account-of-several-households", "exclusive-programmes"]
# Serials whose numbers differ in two digits and no more: the last of the serial and the check digit.
ALIKE = (1, 2)


def opened(monkeypatch):
    """Every seal that is opened from here on."""
    numbers = []

    def unseal_many(column, kind):
        column = list(column)
        numbers.extend(bytes(sealed) for sealed in column)
        return real(column, kind)

    real = similar_identities.unseal_many
    monkeypatch.setattr(similar_identities, "unseal_many", unseal_many)
    return numbers


def withdraw(town, batch):
    request = services.request_withdrawal(
        batch=batch, by=town.users["uploader"], reason="整批发错了"
    )
    services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=True)


def pairs():
    return sorted(
        (near.region_id, *sorted((bytes(near.first_id), bytes(near.second_id))))
        for near in SimilarIdentityPair.objects.all()
    )


def pair(village, *serials):
    return (village, *sorted(seal(identity(serial), IDENTITY) for serial in serials))


numbers = st.lists(
    st.tuples(st.integers(0, 2), st.text("01", min_size=18, max_size=18)), max_size=25
)


@given(people=numbers)
def test_all_near_pairs_of_a_home_are_found_and_no_others(people):
    homes = np.array([home for home, _number in people], dtype=np.int64)
    digits = np.frombuffer("".join(n for _home, n in people).encode(), np.uint8).reshape(-1, 18)
    expected = [
        (one, other, edits)
        for (one, (home, first)), (other, (there, second)) in itertools.combinations(
            enumerate(people), 2
        )
        if home == there and (edits := sum(a != b for a, b in zip(first, second, strict=True))) <= 2
    ]

    assert near_pairs(homes, digits) == expected


def test_only_a_village_with_somebody_new_has_its_seals_opened(town, monkeypatch):
    town.publish(*[payment(serial) for serial in (1, 35)], payment(47, village="猴屿村"))
    numbers = opened(monkeypatch)
    run_crosscheck(codes=[NEAR])
    assert len(numbers) == 3
    numbers.clear()

    town.publish(payment(1, period="2026年4月", paid_on="2026-04-10"))
    run_crosscheck(codes=[NEAR])
    run_crosscheck(codes=[NEAR], full=True)
    assert numbers == []

    town.publish(payment(2))
    run_crosscheck(codes=[NEAR])
    assert sorted(numbers) == sorted(seal(identity(s), IDENTITY) for s in (1, 2, 35))
    assert pairs() == [pair(FUQI, *ALIKE)]
    assert Clue.objects.filter(still_detected=True).count() == 1


def test_the_same_two_in_another_village_are_no_pair_there(town):
    town.publish(payment(1), payment(2, village="猴屿村"))
    run_crosscheck(codes=[NEAR])
    assert pairs() == []

    town.publish(payment(1, village="猴屿村", period="2026年4月", paid_on="2026-04-10"))
    run_crosscheck(codes=[NEAR])
    assert pairs() == [pair(HOUYU, *ALIKE)]


def test_a_pair_outlives_a_withdrawal_and_its_clue_does_not(town):
    town.publish(payment(1))
    second = town.publish(payment(2))
    run_crosscheck(codes=[NEAR])
    withdraw(town, second)
    run_crosscheck(codes=[NEAR])
    assert (len(pairs()), Clue.objects.filter(still_detected=True).count()) == (1, 0)

    town.publish(payment(2, amount="101.00"))
    run_crosscheck(codes=[NEAR])
    assert (len(pairs()), Clue.objects.filter(still_detected=True).count()) == (1, 1)


def test_a_run_that_fails_late_keeps_nothing(town, monkeypatch):
    town.publish(payment(1), payment(2), payment(35, "林国平"))
    town.publish(payment(35, "黄美珠", period="2026年4月", paid_on="2026-04-10"))
    with monkeypatch.context() as patched:
        patched.setattr(ProcessedChange.objects, "bulk_create", lambda *a, **k: 1 / 0)
        run_crosscheck(codes=[NEAR, NAMES])
    kept = (ComparedNumber, SimilarIdentityPair, MultiValuedKey, FirstValue)
    assert [model.objects.count() for model in kept] == [0, 0, 0, 0]

    run_crosscheck(codes=[NEAR, NAMES])
    assert [model.objects.count() for model in kept] == [3, 1, 1, 3]


def test_whoever_becomes_one_of_several_later_is_seen(town):
    """The first one tells of all: the second name, person or programme comes nights later."""
    town.programmes["2081107"].exclusive_with.add(town.programmes["2082501"])
    town.programmes["2082501"].exclusive_with.add(town.programmes["2081107"])
    for month in range(1, 4):
        period, day = f"2026年{month}月", f"2026-{month:02d}-10"
        for serial in (1, 35):
            own = payment(serial, "陈秀英", period=period, paid_on=day, account=f"623036100000009{serial:04d}")  # fmt: skip
            town.publish(own, programme_code="2081107")
            run_crosscheck(codes=SEVERAL)
    assert MultiValuedKey.objects.count() == 0

    def pay(serial, name, programme, account):
        row = payment(serial, name, period="2026年1-3月", paid_on="2026-03-20", account=account)
        town.publish(row, programme_code=programme)
        run_crosscheck(codes=SEVERAL)
        return sorted(MultiValuedKey.objects.values_list("kind", flat=True))

    assert pay(1, "林国平", "2080502", "6230361000000090001") == ["names"]
    assert pay(35, "陈秀英", "2082501", "6230361000000090035") == ["exclusive-programmes", "names"]
    assert pay(47, "黄美珠", "2080502", "6230361000000090035") == ["drawers", "exclusive-programmes", "names"]  # fmt: skip
    raised = set(Clue.objects.filter(still_detected=True).values_list("source", flat=True))
    assert raised >= {"one-number-two-names", "exclusive-programmes"}


def test_a_full_run_mends_what_was_lost(town):
    town.publish(payment(1), payment(2), payment(35, "林国平"))
    town.publish(payment(35, "黄美珠", period="2026年4月", paid_on="2026-04-10"))
    run_crosscheck(codes=[NEAR, NAMES])
    found = Clue.objects.filter(still_detected=True).count()
    assert found
    for model in (ComparedNumber, SimilarIdentityPair, MultiValuedKey, FirstValue):
        model.objects.all().delete()
    run_crosscheck(codes=[NEAR, NAMES], full=True)

    assert Clue.objects.filter(still_detected=True).count() == found
    assert (ComparedNumber.objects.count(), MultiValuedKey.objects.count()) == (3, 1)
    assert FirstValue.objects.count() == 3


def test_a_second_name_published_while_a_run_is_open_is_seen_by_the_next(town):
    from matching.services.runs import start_run, waiting_shards
    from matching.services.shards import run_shard

    seen = town.publish(payment(1))
    run_crosscheck(codes=[NAMES])
    town.publish(payment(1, "林国平", period="2026年4月", paid_on="2026-04-10"))
    run = start_run(codes=[NAMES])
    town.publish(payment(1, "林国平", period="2026年5月", paid_on="2026-05-10"))
    # Written anew, the earlier payment lies behind the others.
    for state in ("withdrawn", "paid"):
        Payment.objects.filter(batch=seen).update(state=state)
    for shard in waiting_shards(run.pk):
        run_shard(shard_id=shard)

    assert MultiValuedKey.objects.filter(kind="names").count() == 1
    assert Clue.objects.filter(still_detected=True).count() == 1


def test_a_draft_keeps_nothing(town):
    from matching.services.preflight import check_draft

    town.publish(payment(1))
    batch = town.read(payment(1, "林国平", period="2026年4月", paid_on="2026-04-10"))
    Batch.objects.filter(pk=batch.pk).update(status="submitted")
    batch.refresh_from_db()
    check_draft(batch)

    assert MultiValuedKey.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_come_at_the_same_time_are_compared_with_each_other():
    """Of two transactions one waits for the other, and then sees whom that one brought."""
    town = make_town()
    first, second = town.publish(payment(1)), town.publish(payment(2))
    done = []

    def bring(batch, wait):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE b ON COMMIT DROP AS SELECT {batch.pk} AS batch_id")
            keep_similar_identities(cursor, SubjectFilter(column="code", batches="b"))
            done.append(batch.pk)
            wait()
        connection.close()

    other = threading.Thread(target=bring, args=(second, lambda: None))

    def let_the_other_try():
        other.start()
        other.join(timeout=1.5)
        # It waits for this transaction.
        assert done == [first.pk]

    bring(first, let_the_other_try)
    other.join(timeout=30)

    assert done == [first.pk, second.pk]
    assert pairs() == [pair(FUQI, *ALIKE)]
