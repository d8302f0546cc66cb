"""Nights on rows laid by hand: what comes, goes, is replaced or taken up between two runs."""

from __future__ import annotations

from typing import Any

from django.db import connection

from accounts.models import Office
from clues.models import Clue
from funds.models import Programme
from funds.services.totals import take_batch_out
from intake.choices import ChangeKind
from intake.models import Batch, Change
from matching.models import REGISTRIES
from matching.services import run_crosscheck
from tests.matching import test_rule_cases as cases


class Nights(cases.RuleCaseTests):
    def setUp(self) -> None:
        super().setUp()
        self.inspector = self.town.users["inspector"]
        self.inspector.office = Office.objects.create(
            code="jw", name="市纪委监委", kind="discipline", region_code="350100000000"
        )
        self.inspector.save()
        # One person alone is asked about; who shares a household is asked by other cases.
        Programme.objects.filter(code="2081902").update(household_benefit=False)

    def night(self, code: str, *, full: bool = False) -> None:
        result = run_crosscheck(codes=[code], full=full).results.get()
        assert result.error == ""

    @staticmethod
    def standing() -> list[tuple[Any, ...]]:
        return [
            (c.source_key, c.status, c.still_detected, c.amount, c.facts, c.evidence, c.region_code)
            for c in Clue.objects.order_by("source_key")
        ]

    def check_night(self, code: str) -> None:
        """A night finds what a full run does."""
        self.night(code)
        found = self.standing()
        self.night(code, full=True)
        assert found == self.standing()

    def pay(self, *rows: dict[str, Any]) -> Batch:
        self.payments(Batch.objects.count(), list(rows))
        return Batch.objects.filter(kind="payments").latest("pk")

    @staticmethod
    def withdraw(batch: Batch) -> None:
        with connection.cursor() as cursor:
            take_batch_out(cursor, batch.pk)
        Change.objects.create(batch=batch, kind=ChangeKind.WITHDRAWN)

    def again(self, name: str, *rows: dict[str, Any]) -> None:
        """The same office's registry anew: what stood before has ended."""
        lines = REGISTRIES[name]._default_manager.filter(ended=False)
        before = list(lines.values_list("pk", flat=True))
        batch = self.besides(name, *rows)
        lines.filter(pk__in=before).update(ended=True, ended_by=batch.pk)

    def besides(self, name: str, *rows: dict[str, Any]) -> Batch:
        """More lines of a registry, of another sheet."""
        made, count = self.batch, Batch.objects.count()
        self.batch = lambda kind, of, **values: made(kind, f"{of}{count}", **values)
        try:
            self.registry(name, list(rows))
        finally:
            del self.batch
        return Batch.objects.latest("pk")
