"""A decided matter stays decided until what accuses changes, or its money outgrows what was explained."""

from __future__ import annotations

from datetime import date

import pytest
from dateutil.relativedelta import relativedelta

from clues import services
from clues.models import Clue
from funds.models import Programme
from matching.rules import all_rules
from tests.inspectors import explain_by_two
from tests.matching.nights import Nights
from tests.visitors import signed_in


DEATH = "paid-after-death"
DEAD = {"person": "A", "died_on": "2025-02-15"}


def months(count, since=date(2025, 4, 1)):
    return [f"{since + relativedelta(months=n):%Y-%m}" for n in range(count)]


@pytest.mark.every_rule
def test_every_rule_says_what_accuses():
    """That no fact is left out, the cases of each rule show (test_rule_cases)."""
    for rule in all_rules().values():
        assert rule.accuses, rule.code
        assert not rule.accuses & rule.grows, rule.code
        assert rule.growth >= 1, rule.code


class DecidedTests(Nights):
    def explain(self, finding="allowed", **options):
        explain_by_two(
            clue=Clue.objects.get(),
            by=self.inspector,
            finding=finding,
            words="按政策可以",
            **options,
        )

    def raised(self):
        return Clue.objects.get().history.filter(act="raised-again").count()

    def found(self, code=DEATH):
        self.registry("deaths", [DEAD])
        self.pay({"period": "2025-04"})
        self.night(code)

    def test_paying_on_for_a_year_raises_nothing(self):
        for finding, clean_until in (("allowed", None), ("registry-wrong", date(2027, 12, 31))):
            with self.subTest(finding=finding):
                if not Clue.objects.exists():
                    self.found()
                else:
                    clue = Clue.objects.get()
                    services.reopen(clue=clue, by=self.inspector, words="再看一次")
                    self.night(DEATH)
                self.explain(finding, clean_until=clean_until)
                start = date(2025, 5, 1) if finding == "allowed" else date(2026, 5, 1)
                for number, month in enumerate(months(12, start)):
                    self.pay({"period": month})
                    self.night(DEATH, full=number % 4 == 3)
                    assert Clue.objects.get().status == "explained", month
                clue = Clue.objects.get()
                assert (clue.latest_amount, self.raised()) == (clue.explained_amount + 1200, 0)

    def test_what_accuses_raises_it_once(self):
        self.found()
        for lines in (
            [DEAD | {"died_on": "2025-01-20"}],
            [DEAD | {"died_on": "2025-01-20", "name": "林国平"}],
        ):
            self.explain()
            before = self.raised()
            self.again("deaths", *lines)
            for _night in range(3):
                self.night(DEATH)
            assert (Clue.objects.get().status, self.raised()) == ("suspected", before + 1)

    def test_another_name_in_the_roster_raises_it(self):
        self.found()
        self.explain()
        self.pay({"period": "2025-05", "name": "陈秀莹"})
        self.night(DEATH)
        assert Clue.objects.get().status == "suspected"

    def test_who_lives_at_home_raises_it_when_it_becomes_sure_and_not_when_it_does_not(self):
        Programme.objects.filter(code="2081902").update(household_benefit=True)
        self.found()
        assert Clue.objects.get().grade == "unclear-household"
        self.explain()
        self.registry("households", [{"person": "A"}])
        self.night(DEATH)
        assert (Clue.objects.get().grade, self.raised()) == ("exact", 1)
        self.explain()
        self.again("households", {"person": "B"})
        self.night(DEATH)
        assert self.raised() == 1

    def test_money_past_what_was_explained_raises_it_with_both_figures(self):
        self.found()
        self.explain()
        self.pay({"period": "2025-05", "amount": 300})
        self.night(DEATH)
        assert self.raised() == 0
        self.pay({"period": "2025-05", "amount": 50, "account": "Z"})
        self.night(DEATH)
        clue = Clue.objects.get()
        assert (clue.status, clue.explained_amount, clue.amount) == ("suspected", 100, 450)
        assert clue.history.last().changes["amount"] == ["100.00", "450.00"]
        page = signed_in(self.inspector).get(clue.get_absolute_url()).content.decode()
        notice = page[page.index("以前核实过") :][:100]
        assert "100.00" in notice
        assert "450.00" in notice

    def test_what_was_mended_is_not_paid_on(self):
        self.found()
        self.explain("mended")
        self.pay({"period": "2025-05"})
        self.night(DEATH)
        assert (Clue.objects.get().status, self.raised()) == ("suspected", 1)
