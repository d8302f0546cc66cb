"""What stands for others as well ends when the rule has lost it and all of them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

import time_machine

from clues import services
from clues.models import Clue
from matching.models import RuleShard
from matching.services.runs import finish_run, start_run
from matching.services.shards import run_shard
from tests.inspectors import explain_by_two
from tests.matching import test_rule_cases as cases
from tests.matching.nights import Nights


DEATH = "paid-after-death"


class MergedTests(Nights):
    def merged(self, people="AB"):
        self.registry("deaths", [{"person": person} for person in people])
        batches = [self.pay({"person": person}) for person in people]
        self.night(DEATH)
        whole, *parts = Clue.objects.order_by("pk")
        services.merge(into=whole, others=parts, by=self.inspector, words="同一件事")
        return whole, parts, batches

    def test_all_lost_in_one_night(self):
        whole, _parts, batches = self.merged()
        for batch in batches:
            self.withdraw(batch)
        self.check_night(DEATH)
        whole.refresh_from_db()
        assert whole.status == "no-longer-detected"

    def test_lost_one_after_another_it_stands_to_the_last(self):
        whole, _parts, batches = self.merged()
        order = {clue.evidence[0]["batch"]: clue for clue in Clue.objects.all()}
        own = next(batch for batch in batches if order[batch.pk] == whole)
        other = next(batch for batch in batches if batch != own)
        self.withdraw(own)
        self.check_night(DEATH)
        whole.refresh_from_db()
        assert (whole.status, whole.still_detected) == ("suspected", False)
        self.withdraw(other)
        self.check_night(DEATH)
        whole.refresh_from_db()
        assert whole.status == "no-longer-detected"

    def test_recalled_it_waits_while_one_of_them_is_found(self):
        whole, _parts, batches = self.merged()
        order = {clue.evidence[0]["batch"]: clue for clue in Clue.objects.all()}
        services.send_to_check(clue=whole, by=self.inspector)
        self.withdraw(next(batch for batch in batches if order[batch.pk] == whole))
        self.night(DEATH)
        services.recall_check(clue=whole, by=self.inspector)
        whole.refresh_from_db()
        assert whole.status == "suspected"

    def test_lost_in_another_shard_than_its_parts(self):
        """Whichever shard comes first: the same as in one piece."""
        whole, _parts, batches = self.merged("ABCDEF")
        for batch in batches:
            self.withdraw(batch)
        run = start_run(codes=[DEATH], full=True, shards=7)
        own = int(whole.source_key.split(":")[0][-2:], 16) % 7
        for shard in sorted(
            RuleShard.objects.filter(result__run=run), key=lambda s: s.number != own
        ):
            run_shard(shard_id=shard.pk)
        finish_run(run_id=run.pk)
        whole.refresh_from_db()
        assert whole.status == "no-longer-detected"

    def test_taken_out_again_it_is_looked_at_again(self):
        """While it was merged runs left its facts as they were."""
        _whole, (part,), _batches = self.merged()
        for person in "AB":
            self.pay({"person": person, "period": "2026-04", "amount": 5_000})
        self.night(DEATH)
        part.refresh_from_db()
        services.unmerge(clue=part, by=self.inspector, words="两码事")
        self.check_night(DEATH)
        part.refresh_from_db()
        assert part.amount == 5_100

    def again_lost(self, batches):
        for batch in batches:
            self.withdraw(batch)
        self.check_night(DEATH)

    def test_a_part_found_again_brings_it_back(self):
        whole, (part,), batches = self.merged()
        self.again_lost(batches)
        self.pay({"person": self.person(part)})
        self.check_night(DEATH)
        whole.refresh_from_db()
        assert whole.status == "suspected"
        assert whole.history.last().act == "raised-again"

    def person(self, clue):
        return next(p for p, name in cases.NAMES.items() if name == clue.facts["name"])

    def test_explained_it_is_raised_again_by_a_part_that_says_something_else(self):
        whole, (part,), _batches = self.merged()
        explain_by_two(clue=whole, by=self.inspector, finding="allowed", words="可以")
        self.check_night(DEATH)
        whole.refresh_from_db()
        assert whole.status == "explained"
        self.pay({"person": self.person(part), "period": "2026-04", "amount": 5_000})
        self.check_night(DEATH)
        whole.refresh_from_db()
        assert whole.status == "suspected"

    def test_explained_until_a_day_it_is_raised_again_while_only_a_part_is_found(self):
        whole, (part,), batches = self.merged()
        own = {clue.pk: clue.evidence[0]["batch"] for clue in Clue.objects.all()}[whole.pk]
        until = timezone.localdate() + timedelta(days=1)
        explain_by_two(
            clue=whole, by=self.inspector, finding="allowed", words="可以", clean_until=until
        )
        self.withdraw(next(batch for batch in batches if batch.pk == own))
        self.night(DEATH)
        with time_machine.travel(timezone.now() + timedelta(days=5), tick=True):
            self.check_night(DEATH)
            whole.refresh_from_db()
            assert (whole.status, whole.still_detected) == ("suspected", False)

    def test_it_ends_when_the_last_one_found_is_taken_out(self):
        whole, (part,), batches = self.merged()
        own = {clue.pk: clue.evidence[0]["batch"] for clue in Clue.objects.all()}[whole.pk]
        self.withdraw(next(batch for batch in batches if batch.pk == own))
        self.night(DEATH)
        part.refresh_from_db()
        services.unmerge(clue=part, by=self.inspector, words="两码事")
        for clue, status in ((whole, "no-longer-detected"), (part, "suspected")):
            clue.refresh_from_db()
            assert clue.status == status
        self.check_night(DEATH)
