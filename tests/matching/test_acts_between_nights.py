"""Whatever inspectors do with clues between nights: a night leaves what a full run leaves."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

import time_machine
from hypothesis import given, settings, strategies as st

from clues import services
from clues.models import Clue, HistoryLine
from core.exceptions import PortalError
from tests.depth import examples
from tests.inspectors import explain_by_two
from tests.matching import test_rule_cases as cases
from tests.matching.nights import Nights


DEATH = "paid-after-death"
people = st.sampled_from("AAB")
events = st.one_of(
    st.tuples(st.just("pay"), people, st.integers(1, 6)),
    st.tuples(st.just("withdraw"), st.integers(0, 9), st.none()),
    st.tuples(st.just("die"), st.sets(people), st.none()),
    st.tuples(st.just("act"), people, st.integers(0, 59)),
    st.tuples(st.just("act"), people, st.integers(0, 59)),
    st.tuples(st.just("days"), st.integers(1, 3), st.none()),
    st.tuples(st.just("night"), st.none(), st.none()),
)
# What can be done where a clue is; a number picks one.
OPEN = ("send", "explain", "clean", "register", "merge")
ACTS = {
    "suspected": OPEN,
    "checking": ("recall", "answer"),
    "checked": OPEN[1:],
    "explained": ("reopen",),
}


class ActsBetweenNightsTests(Nights):
    def test_any_history(self):
        @given(history=st.lists(events, min_size=12, max_size=30))
        @settings(max_examples=examples(40), deadline=None)
        def any_history(history):
            with transaction.atomic():
                self.check(history)
                transaction.set_rollback(True)

        any_history()

    def check(self, history):
        self.batches = []
        with time_machine.travel(timezone.now(), tick=True) as clock:
            self.clock = clock
            self.registry("deaths", [{"person": "A"}, {"person": "B"}])
            self.one("pay", "A", 3)
            self.night(DEATH)
            for event in history:
                self.one(*event)
            self.one("night", None, None)

    def one(self, kind, what, more):
        if kind == "pay":
            row = {"person": what, "period": f"2026-{more + 2:02d}", "amount": 100 * more}
            self.batches.append(self.pay(row))
        elif kind == "withdraw":
            if self.batches:
                self.withdraw(self.batches.pop(what % len(self.batches)))
        elif kind == "die":
            self.again("deaths", *({"person": person} for person in sorted(what)))
        elif kind == "days":
            self.clock.shift(timedelta(days=what))
        elif kind == "night":
            self.check_night(DEATH)
        else:
            self.act(what, more)

    def act(self, person, number):
        clues = {clue.facts["name"]: clue for clue in Clue.objects.all()}
        clue = clues.get(cases.NAMES[person])
        possible = ACTS.get(clue.status, ()) if clue else ()
        if not possible:
            return
        by = {"clue": clue, "by": self.inspector}
        tomorrow = timezone.localdate() + timedelta(days=1)
        allowed = {"finding": "allowed", "words": "可以"}
        others = [other for other in clues.values() if other != clue]
        acts = {
            "send": lambda: services.send_to_check(**by),
            "recall": lambda: services.recall_check(**by),
            "answer": lambda: self.answer(clue),
            "explain": lambda: explain_by_two(**by, **allowed),
            "clean": lambda: explain_by_two(**by, **allowed, clean_until=tomorrow),
            "reopen": lambda: services.reopen(**by, words="不对"),
            "register": lambda: services.register(**by, words="属实"),
            "merge": lambda: services.merge(
                into=clue, others=others, by=self.inspector, words="同一事"
            ),
        }
        # Nobody else is there to merge with, or what is there cannot be.
        with suppress(PortalError):
            acts[possible[number % len(possible)]]()

    def answer(self, clue):
        check = clue.checks.waiting().get()
        by = self.town.users["reviewer"]
        by.office = check.office
        services.answer_check(check=check, by=by, finding="allowed", words="村里证明")

    def check_night(self, code):
        self.night(code)
        found, told = self.whole(), HistoryLine.objects.count()
        self.night(code, full=True)
        assert found == self.whole()
        assert told == HistoryLine.objects.count()

    @staticmethod
    def whole():
        return [
            (c.source_key, c.status, c.still_detected, c.amount, c.facts, c.evidence, c.region_code,
             c.facts_digest, c.latest_digest, c.latest_amount, c.explanation, c.clean_until)
            for c in Clue.objects.order_by("source_key")
        ]  # fmt: skip
