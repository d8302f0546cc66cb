"""What two rules say of the same payments is one clue with two reasons, and its money counts once."""

from __future__ import annotations

from django.db.models import Sum

from clues import services
from clues.models import Clue
from matching.services import run_crosscheck
from tests.inspectors import explain_by_two
from tests.matching.nights import Nights


DEATH, ENROLLED = "paid-after-death", "enrolled-after-death"


class ReasonTests(Nights):
    def setUp(self):
        super().setUp()
        self.registry("deaths", [{"person": "A"}])
        self.pay({"person": "B", "period": "2025-12"})
        self.april = self.pay({"person": "A", "period": "2026-04"})
        self.night(ENROLLED)
        if "in_hand" not in self._testMethodName:
            self.run_both()

    @staticmethod
    def run_both(**options):
        run = run_crosscheck(codes=[DEATH, ENROLLED], **options)
        assert [result.error for result in run.results.all()] == ["", ""]

    @staticmethod
    def of(code):
        return Clue.objects.get(source=code)

    def test_one_stands_in_the_queue_and_its_money_counts_once(self):
        assert [clue.source for clue in Clue.objects.open()] == [DEATH]
        assert Clue.objects.open().aggregate(sum=Sum("amount"))["sum"] == 100
        assert (self.of(ENROLLED).merged_into, self.of(ENROLLED).reason) == (self.of(DEATH), True)

    def test_the_reason_follows_what_its_rule_finds(self):
        self.pay({"person": "A", "period": "2026-05"})
        for full in (False, True):
            self.run_both(full=full)
            assert (self.of(ENROLLED).amount, self.of(ENROLLED).latest_amount) == (200, None)
            assert self.of(ENROLLED).history.filter(act="merge").count() == 1

    def test_what_is_explained_is_explained_with_its_reasons(self):
        explain_by_two(
            clue=self.of(DEATH), by=self.inspector, finding="allowed", words="按政策可以"
        )
        for month in ("2026-05", "2026-06", "2026-07"):
            self.pay({"person": "A", "period": month})
            self.run_both()
            assert not Clue.objects.open().exists()
        self.again("deaths", {"person": "A", "died_on": "2026-01-20"})
        self.run_both()
        assert [clue.source for clue in Clue.objects.open()] == [DEATH]

    def test_paid_before_the_death_as_well_it_has_one_reason_less(self):
        self.pay({"person": "A", "period": "2025-12"})
        self.run_both()
        assert (self.of(ENROLLED).status, self.of(ENROLLED).reason) == ("no-longer-detected", False)
        assert [clue.source for clue in Clue.objects.open()] == [DEATH]

    def test_both_are_over_together(self):
        self.withdraw(self.april)
        self.run_both()
        assert not Clue.objects.open().exists()
        assert {clue.status for clue in Clue.objects.all()} == {"no-longer-detected"}

    def test_what_a_person_took_apart_stays_apart(self):
        services.unmerge(clue=self.of(ENROLLED), by=self.inspector, words="另案处理")
        self.run_both()
        assert Clue.objects.open().count() == 2

    def test_what_a_person_has_in_hand_is_left_alone(self):
        services.take(clue=self.of(ENROLLED), by=self.inspector)
        self.run_both()
        assert Clue.objects.open().count() == 2
