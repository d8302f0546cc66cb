"""What a night must look at again though its sheets did not change: the catalogue did, a registry's
heads did, or somebody let go of a clue.
"""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

from django.utils import timezone

import time_machine

from clues import services
from clues.models import Check, Clue
from clues.selectors import others_of
from funds.models import Programme
from matching.services.runs import finish_run, start_run, waiting_shards
from matching.services.shards import run_shard
from regions.models import Region
from tests.inspectors import explain_by_two
from tests.matching import test_rule_cases as cases
from tests.matching.nights import Nights


DEATH = "paid-after-death"
DEAD = {"person": "A"}
APRIL = {"person": "A", "period": "2026-04", "amount": 5000}


class CatalogueTests(Nights):
    def test_heads_of_accounts_come_together(self):
        code = "account-of-several-households"
        Programme.objects.filter(code="2081902").update(household_benefit=True)
        pairs = zip("ABC", "DEF", strict=True)
        self.pay(
            *({"person": p, "head": h, "account": "Z", "programme": "2081902"} for p, h in pairs)
        )
        self.registry("households", [{"person": h, "household": f"H{h}"} for h in "DEF"])
        self.night(code)
        assert Clue.objects.filter(still_detected=True).count() == 1
        self.again("households", *({"person": h, "household": "H1"} for h in "DEF"))
        self.check_night(code)
        assert not Clue.objects.filter(still_detected=True).exists()

    def test_a_limit_moved_from_one_column_to_the_next(self):
        """Both ages are 80, once the lower and once the upper."""
        programme = Programme.objects.filter(code="2080502")
        programme.update(age_min=80, age_max=None)
        self.pay({"person": "A", "programme": "2080502"})
        self.night("age-out-of-range")
        assert Clue.objects.filter(still_detected=True).count() == 1
        programme.update(age_min=None, age_max=80)
        self.check_night("age-out-of-range")
        assert not Clue.objects.filter(still_detected=True).exists()

    def test_a_programme_no_longer_means_tested(self):
        self.pay({"person": "A", "copies": 4}, {"person": "B"})
        self.registry("village-cadres", [{"person": p} for p in ("A", "A1", "A2", "A3")])
        self.night("cadre-families-share")
        assert Clue.objects.filter(still_detected=True).count() == 1
        Programme.objects.filter(code="2081902").update(means_tested=False)
        self.check_night("cadre-families-share")

    def test_a_village_gets_another_name(self):
        case = next(c for c in cases.files()["village-outlier"] if c["is"] == "hit")
        self.fill("village-outlier", case)
        self.night("village-outlier")
        Region.objects.filter(code=Clue.objects.get().region_code).update(name="新村")
        self.check_night("village-outlier")
        (table,) = others_of(Clue.objects.get())
        assert "新村" in str(table)

    def exclusive(self):
        """Two monthly programmes of single persons, and one of them paid beside the other."""
        one, other = Programme.objects.filter(
            period_kind="monthly", household_benefit=False
        ).order_by("code")[:2]
        for programme in Programme.objects.all():
            programme.exclusive_with.clear()
        for month in ("2026-01", "2026-02", "2026-03"):
            self.pay(*({"person": "A", "programme": p.code, "period": month} for p in (one, other)))
        return one, other

    def test_programmes_no_longer_exclusive(self):
        one, other = self.exclusive()
        one.exclusive_with.add(other)
        other.exclusive_with.add(one)
        self.night("exclusive-programmes")
        assert Clue.objects.filter(still_detected=True).count() == 1
        one.exclusive_with.remove(other)
        other.exclusive_with.remove(one)
        self.check_night("exclusive-programmes")

    def worker_night(self, **options):
        """As workers do it: the connection lives on, and nobody clears up."""
        run = start_run(**options)
        for shard in waiting_shards(run.pk):
            run_shard(shard_id=shard)
        finish_run(run_id=run.pk)

    def test_a_worker_s_connection_outlives_a_run(self):
        one, other = self.exclusive()
        self.worker_night(codes=["exclusive-programmes"])
        one.exclusive_with.add(other)
        other.exclusive_with.add(one)
        self.worker_night(codes=["exclusive-programmes"])
        assert Clue.objects.count() == 1

    def test_the_catalogue_changes_and_changes_back_while_a_run_is_open(self):
        programme = Programme.objects.filter(code="2081902")
        self.registry("deaths", [DEAD])
        self.pay({**DEAD, "size": 3})
        run = start_run(codes=[DEATH])
        programme.update(household_benefit=True)
        for shard in waiting_shards(run.pk):
            run_shard(shard_id=shard)
        finish_run(run_id=run.pk)
        programme.update(household_benefit=False)
        self.check_night(DEATH)
        assert Clue.objects.filter(still_detected=True).count() == 1

    def test_a_run_from_elsewhere_is_left_half_way(self):
        """The first shards have cleared clues that hold again."""
        people = [{"person": p} for p in "ABCDE"]
        programme = Programme.objects.filter(code="2081902")
        self.registry("deaths", people)
        self.pay(*({**person, "size": 3} for person in people))
        self.night(DEATH)
        programme.update(household_benefit=True)
        run = start_run(codes=[DEATH], shards=3)
        shards = waiting_shards(run.pk)
        for shard in shards[:2]:
            run_shard(shard_id=shard)
        with mock.patch("matching.services.shards.collect_hits", side_effect=RuntimeError):
            run_shard(shard_id=shards[2])
        finish_run(run_id=run.pk)
        programme.update(household_benefit=False)
        self.check_night(DEATH)
        assert Clue.objects.filter(still_detected=True).count() == 5


class LetGoTests(Nights):
    """While a person has a clue in hand runs leave it as it was."""

    def setUp(self):
        super().setUp()
        self.registry("deaths", [DEAD])
        self.march = self.pay(DEAD)
        self.night(DEATH)
        self.clue = Clue.objects.get()

    def test_recalled_after_the_facts_have_moved(self):
        services.send_to_check(clue=self.clue, by=self.inspector)
        self.pay(APRIL)
        self.night(DEATH)
        services.recall_check(clue=self.clue, by=self.inspector)
        self.check_night(DEATH)
        assert Clue.objects.get().amount == 5_100

    def test_recalled_after_the_rule_has_lost_it(self):
        services.send_to_check(clue=self.clue, by=self.inspector)
        self.withdraw(self.march)
        self.night(DEATH)
        services.recall_check(clue=self.clue, by=self.inspector)
        assert Clue.objects.get().status == "no-longer-detected"

    def test_explained_after_the_facts_have_moved(self):
        """The answer was about what was asked, not about what came since."""
        services.send_to_check(clue=self.clue, by=self.inspector)
        self.pay(APRIL)
        self.night(DEATH)
        check = self.clue.checks.get()
        answering = self.town.users["reviewer"]
        answering.office = check.office
        answering.save()
        for act, subject in ((services.answer_check, {"check": check}),
                             (explain_by_two, {"clue": self.clue})):  # fmt: skip
            by = answering if "check" in subject else self.inspector
            act(**subject, by=by, finding="allowed", words="三月一笔是补发")
        self.check_night(DEATH)
        clue = Clue.objects.get()
        assert (clue.status, clue.amount) == ("suspected", 5_100)

    def test_reopened_on_a_sheet_that_was_sent_anew(self):
        self.explain()
        self.withdraw(self.march)
        anew = self.pay(DEAD)
        self.night(DEATH)
        assert Clue.objects.get().status == "explained"
        services.reopen(clue=self.clue, by=self.inspector, words="不对")
        self.night(DEATH)
        self.withdraw(anew)
        self.check_night(DEATH)

    def test_the_money_is_a_fact(self):
        self.explain()
        self.withdraw(self.march)
        self.pay({**DEAD, "amount": 90_000})
        self.night(DEATH)
        clue = Clue.objects.get()
        assert (clue.status, clue.amount) == ("suspected", 90_000)

    def test_clean_until_a_day_that_is_over(self):
        today = timezone.localdate()
        self.explain(clean_until=today + timedelta(days=1))
        self.withdraw(self.march)
        self.pay(DEAD)
        self.night(DEATH)
        Clue.objects.update(clean_until=today - timedelta(days=1))
        self.check_night(DEATH)
        assert Clue.objects.get().status == "suspected"

    def test_of_a_clue_taken_up_later_only_newer_facts_are_told(self):
        services.send_to_check(clue=self.clue, by=self.inspector)
        self.pay(APRIL)
        self.night(DEATH)
        services.recall_check(clue=self.clue, by=self.inspector)
        may = self.pay({**APRIL, "period": "2026-05"})
        self.night(DEATH)
        clue = Clue.objects.get()
        assert (clue.latest_digest, clue.latest_amount) == ("", None)
        services.register(clue=clue, by=self.inspector, words="属实")
        told = clue.history.filter(act="facts-changed")
        before = told.count()
        self.withdraw(may)
        self.night(DEATH)
        assert told.count() == before + 1

    def explain(self, **options):
        explain_by_two(
            clue=self.clue, by=self.inspector, finding="allowed", words="按政策可以", **options
        )

    def test_reopened_after_the_rule_has_lost_it(self):
        self.explain()
        self.withdraw(self.march)
        self.night(DEATH)
        services.reopen(clue=self.clue, by=self.inspector, words="不对")
        assert Clue.objects.get().status == "no-longer-detected"

    def test_let_go_of_while_a_run_was_opened(self):
        """The line was written before, and committed after."""
        services.send_to_check(clue=self.clue, by=self.inspector)
        self.pay(APRIL)
        self.night(DEATH)
        run = start_run(codes=[DEATH])
        with time_machine.travel(run.started_at - timedelta(seconds=5), tick=False):
            services.recall_check(clue=self.clue, by=self.inspector)
        for shard in waiting_shards(run.pk):
            run_shard(shard_id=shard)
        finish_run(run_id=run.pk)
        self.check_night(DEATH)


class CleanUntilTests(Nights):
    """Called clean until tomorrow."""

    def setUp(self):
        super().setUp()
        clock = time_machine.travel(timezone.localtime().replace(hour=23, minute=40), tick=True)
        self.clock = clock.start()
        self.addCleanup(clock.stop)
        self.registry("deaths", [DEAD])
        self.march = self.pay(DEAD)
        self.night(DEATH)
        explain_by_two(
            clue=Clue.objects.get(), by=self.inspector, finding="allowed", words="按政策可以",
            clean_until=timezone.localdate() + timedelta(days=1),
        )  # fmt: skip
        self.withdraw(self.march)

    def test_over_between_the_opening_of_a_run_and_its_work(self):
        self.pay(DEAD)
        self.night(DEATH)
        self.clock.shift(timedelta(days=1))
        run = start_run(codes=[DEATH])
        self.clock.shift(timedelta(minutes=30))
        for shard in waiting_shards(run.pk):
            run_shard(shard_id=shard)
        finish_run(run_id=run.pk)
        self.check_night(DEATH)
        assert Clue.objects.get().status == "suspected"

    def test_over_while_the_rule_did_not_find_it(self):
        self.night(DEATH)
        self.clock.shift(timedelta(days=3))
        self.pay(DEAD)
        self.check_night(DEATH)
        assert Clue.objects.get().status == "suspected"


PICTURED = {"invoice_number": "12345678", "invoice_code": "035002600111", "invoice_amount": 500}


class SumsAndPicturesTests(Nights):
    """Behind these no sheet stands of which a clue could tell."""

    def check_recalled(self, code, *more):
        self.night(code)
        clue = Clue.objects.get()
        services.send_to_check(clue=clue, by=self.inspector)
        for write, row in more:
            write(row)
        self.night(code)
        clue.refresh_from_db()
        assert clue.latest_digest
        services.recall_check(clue=clue, by=self.inspector)
        self.check_night(code)
        assert Clue.objects.get().latest_digest == ""

    def test_a_village_out_of_line(self):
        case = next(c for c in cases.files()["village-outlier"] if c["is"] == "hit")
        self.fill("village-outlier", case)
        more = {"programme": "2081902", "period": "2026-03", "copies": 6, "village": "浮岐"}
        self.check_recalled("village-outlier", (self.pay, more))

    def test_an_invoice_on_pictures(self):
        def picture(row):
            self.book("vouchers", row)

        for village in ("罗联", "大喜"):
            picture({"village": village, **PICTURED})
        more = {"village": "浮岐", **PICTURED}
        self.check_recalled("village-invoice-twice", (picture, more))

    def test_a_duty_answered_after_the_facts_have_moved(self):
        code = "returned-never-paid"
        self.fill(code, next(c for c in cases.files()[code] if c["is"] == "hit"))
        self.night(code)
        services.send_duties()
        self.pay({
            "programme": "2080502", "period": "2026-02", "state": "returned", "amount": 100,
            "paid_on": "2026-01-31",
        })  # fmt: skip
        self.night(code)
        assert Clue.objects.get().latest_digest
        check = Check.objects.get()
        answering = self.town.users["reviewer"]
        answering.office = check.office
        answering.save()
        services.answer_check(check=check, by=answering, finding="mended", words="一月已补发")
        self.check_night(code)
        assert Clue.objects.get().status == "suspected"
