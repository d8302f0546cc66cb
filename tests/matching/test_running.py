"""Incremental runs give what full runs give; nothing is raised twice, lost, or stopped by another."""

from datetime import timedelta

from django.db import DatabaseError
from django.utils import timezone

import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.extra.django import TestCase

from clues.models import Clue
from intake import services
from matching.models import ProcessedChange, RuleResult
from matching.rules.format import all_rules
from matching.services import run_crosscheck
from tests.depth import examples
from tests.town import identity, make_town, payment


RULE = "paid-after-death"


def one_night(**options):
    """Of one rule: all the others take a second more."""
    return run_crosscheck(codes=[RULE], **options)


def result(run):
    return run.results.get(rule=RULE)


def state():
    """What a reader of the clues sees, without numbers and runs."""
    return {
        (clue.source, clue.source_key): (
            clue.status,
            clue.grade,
            clue.amount,
            clue.facts,
            clue.evidence,
        )
        for clue in Clue.objects.all()
    }


def standing():
    return {key: value for key, value in state().items() if value[0] == "suspected"}


def withdraw(town, batch):
    request = services.request_withdrawal(
        batch=batch, by=town.users["uploader"], reason="整批发错了"
    )
    services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=True)


def test_a_clue_is_raised_once(town):
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))
    first, second, full = one_night(), one_night(), one_night(full=True)

    assert (result(first).new, result(second).new, result(full).new) == (1, 0, 0)
    assert (result(full).found, Clue.objects.count()) == (1, 1)


def test_an_incremental_run_looks_only_at_what_changed(town):
    town.publish(*[payment(serial) for serial in range(1, 8)])
    one_night()
    town.publish(payment(20))

    assert result(one_night()).looked_at == 1
    assert result(one_night()).looked_at == 0
    assert result(one_night(full=True)).looked_at == 8


def test_with_a_sheet_taken_back_only_those_for_the_same_time_are_looked_at(town):
    """What came back does not excuse being late for another month."""
    town.publish(payment(1, period="2026年2月"))
    march = town.publish(payment(1))
    town.publish(payment(1, paid_on="2026-04-10"))
    run_crosscheck(codes=["paid-late"])
    withdraw(town, march)

    assert run_crosscheck(codes=["paid-late"]).results.get().looked_at == 2


def test_a_new_registry_finds_old_payments(town):
    town.publish(payment(1))
    one_night()
    town.deaths(("陈秀英", identity(1), "2026-02-15"))

    assert result(one_night()).new == 1


def test_a_mended_registry_clears_the_clue_and_a_relapse_opens_it_again(town):
    town.publish(payment(1))
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    one_night()
    town.deaths(("某人", identity(5), "2026-02-15"))
    cleared = one_night()
    clue = Clue.objects.get()
    assert (result(cleared).cleared, clue.status) == (1, "no-longer-detected")

    town.deaths(("陈秀英", identity(1), "2026-02-16"))
    again = one_night()
    clue.refresh_from_db()
    assert (result(again).new, clue.status, Clue.objects.count()) == (0, "suspected", 1)


def test_appending_to_a_registry_keeps_what_was_there(town):
    town.publish(payment(1), payment(2, "林国平"))
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.deaths(("林国平", identity(2), "2026-02-15"), append=True)
    one_night()

    assert Clue.objects.count() == 2


def test_another_office_s_registry_is_not_replaced(town):
    town.publish(payment(1), payment(2, "林国平"))
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.deaths(("林国平", identity(2), "2026-02-15"), office=town.other_office)
    one_night()

    assert Clue.objects.count() == 2


def test_withdrawing_the_batch_clears_the_clue(town):
    batch = town.publish(payment(1))
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    one_night()
    withdraw(town, batch)
    one_night()

    assert Clue.objects.get().status == "no-longer-detected"


def test_a_clue_is_looked_at_again_only_if_its_own_payments_changed(town):
    """A payment made while the person lived says nothing; one withdrawn of those after the death does."""
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    april = town.publish(payment(1, period="2026年4月", paid_on="2026-04-10"))
    town.publish(payment(1, period="2026年5月", paid_on="2026-05-10"))
    found = one_night()
    # Paid while the person lived: no hit, and nothing that the clue hangs on.
    town.publish(payment(1, period="2026年1月", paid_on="2026-01-10"))
    untouched = one_night()
    clue = Clue.objects.get()
    assert (result(untouched).found, clue.last_run, clue.amount) == (0, found.pk, 200)

    withdraw(town, april)
    looked = one_night()
    clue.refresh_from_db()
    assert (result(looked).found, clue.last_run, clue.amount) == (1, looked.pk, 100)
    assert clue.status == "suspected"


@pytest.mark.parametrize("status", ["explained", "registered"])
def test_a_clue_whose_evidence_a_person_has_fixed_is_always_looked_at(town, status):
    """Its evidence may be older than what the last run saw, so it cannot tell what changed."""
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))
    one_night()
    clue = Clue.objects.get()
    Clue.objects.update(status=status, explained_digest=clue.facts_digest)
    town.publish(payment(1, period="2026年1月", paid_on="2026-01-10"))
    run = one_night()
    clue.refresh_from_db()

    assert (result(run).found, clue.last_run, clue.status) == (1, run.pk, status)


def test_a_newer_payment_withdrawn_again_is_noted_on_a_registered_clue(town):
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))
    one_night()
    Clue.objects.update(status="registered")
    newer = town.publish(payment(1, period="2026年4月", paid_on="2026-04-10"))
    one_night()
    assert Clue.objects.get().latest_amount == 200

    withdraw(town, newer)
    one_night()
    assert Clue.objects.get().latest_amount is None


def test_a_day_until_which_a_clue_is_clean_ends_in_a_night_without_changes(town):
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))
    one_night()
    clue = Clue.objects.get()
    yesterday = timezone.localdate() - timedelta(days=1)
    Clue.objects.update(
        status="explained", explained_digest=clue.facts_digest, clean_until=yesterday
    )
    run = one_night()
    clue.refresh_from_db()

    assert (result(run).looked_at, clue.status, clue.clean_until) == (1, "suspected", None)


def test_a_missing_registry_is_said_loudly(town):
    town.publish(payment(1))

    assert result(one_night()).missing_registries == ["deaths", "households"]


def test_a_stale_registry_is_said_loudly(town):
    import time_machine

    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    with time_machine.travel("2030-01-01", tick=False):
        assert result(one_night()).stale_registries == ["deaths"]


def test_a_failing_rule_stops_no_other_and_sees_its_changes_again(town, monkeypatch):
    import dataclasses

    broken = dataclasses.replace(
        all_rules()[RULE],
        code="broken",
        sql="SELECT '' AS subject, '' AS grade, '' AS region_code, '' AS programme_code,"
        " 1/0 AS amount, '{}'::jsonb AS facts, '[]'::jsonb AS evidence, '{}'::jsonb AS groups"
        " FROM funds_payment AS p WHERE true {affected:p.beneficiary_id}",
    )
    rules = {"broken": broken, RULE: all_rules()[RULE]}
    for module in ("live", "shards"):
        monkeypatch.setattr(f"matching.services.{module}.all_rules", lambda: rules)
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))
    run = run_crosscheck()

    assert "division by zero" in RuleResult.objects.get(rule="broken").error
    assert result(run).new == 1
    assert not ProcessedChange.objects.filter(fingerprint="broken").exists()


def test_an_error_without_words_is_one(town, monkeypatch):
    """Nothing it did not look at counts as seen."""
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))

    def exhausted(*args, **kwargs):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr("matching.services.shards.collect_hits", exhausted)
        assert result(run_crosscheck(codes=[RULE])).error == "MemoryError"
    run_crosscheck(codes=[RULE])
    assert Clue.objects.count() == 1


def test_a_run_that_fails_late_loses_nothing(town, monkeypatch):
    """Marking the changes as seen fails: the clues of that run are not half there either."""
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))

    def refuse(*args, **kwargs):
        raise DatabaseError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(ProcessedChange.objects, "bulk_create", refuse)
        one_night()
    assert Clue.objects.count() == 0
    one_night()

    assert Clue.objects.count() == 1


def test_no_number_stands_in_a_clue(town):
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))
    one_night()

    clue = Clue.objects.get()
    assert identity(1) not in f"{clue.facts}{clue.evidence}{clue.source_key}"


people = st.integers(1, 4)
months = st.integers(1, 6)
events = st.one_of(
    st.tuples(st.just("pay"), st.lists(st.tuples(people, months), min_size=1, max_size=4)),
    st.tuples(st.just("deaths"), st.dictionaries(people, months, max_size=3)),
    st.tuples(st.just("withdraw"), st.integers(0, 3)),
    st.tuples(st.just("night"), st.none()),
)


class IncrementalEqualsFullTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.town = make_town()

    @given(history=st.lists(events, min_size=1, max_size=7))
    @settings(max_examples=examples(25), deadline=None)
    def test_one_rule_after_any_history(self, history):
        self.check(history, [RULE])

    @given(history=st.lists(events, min_size=2, max_size=6))
    @settings(max_examples=examples(5), deadline=None)
    def test_all_rules_after_any_history(self, history):
        self.check(history, None)

    def check(self, history, codes):
        batches = []
        for number, (kind, what) in enumerate(history):
            if kind == "pay":
                rows = [
                    payment(
                        person, period=f"2026年{month}月", account=f"62303610{number:04d}{i:04d}"
                    )
                    for i, (person, month) in enumerate(what)
                ]
                batches.append(self.town.publish(*rows))
            elif kind == "deaths" and what:
                self.town.deaths(
                    *[
                        ("陈秀英", identity(person), f"2026-{month:02d}-{number + 1:02d}")
                        for person, month in what.items()
                    ]
                )
            elif kind == "withdraw" and batches:
                batch = batches.pop(what % len(batches))
                request = services.request_withdrawal(
                    batch=batch, by=self.town.users["uploader"], reason="整批发错了"
                )
                services.decide_withdrawal(
                    request=request, by=self.town.users["reviewer"], approved=True
                )
            elif kind == "night":
                run_crosscheck(codes=codes)
        run_crosscheck(codes=codes)
        incremental = standing()
        run_crosscheck(codes=codes, full=True)

        assert standing() == incremental
        # Further reasons hang on their matter.
        Clue.objects.filter(merged_into__isnull=False).delete()
        Clue.objects.all().delete()
        run_crosscheck(codes=codes, full=True)
        assert standing() == incremental
