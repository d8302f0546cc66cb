"""Every case of every rule, arriving in pieces and going again: nightly runs find what a full one does.

The cases are published one row, batch or registry a night, some runs cut into shards; then each
sheet is withdrawn again, a night each; of some cases all comes, or goes, in one night. After every night the clues are what the rule finds from
nothing.
"""

from __future__ import annotations

import json
from contextlib import nullcontext
from operator import itemgetter
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from clues.models import Clue
from funds.models import Allocation
from funds.services.totals import take_batch_out
from intake.choices import ChangeKind
from intake.models import Change
from matching.engine.changes import drop_affected
from matching.engine.hits import collect_hits
from matching.models import (
    REGISTRIES,
    ComparedNumber,
    FirstValue,
    MultiValuedKey,
    RegistrySource,
    SimilarIdentityPair,
)
from matching.rules import SubjectFilter, rule_of
from matching.services.parameters import live_parameters
from matching.services.runs import finish_run, start_run, waiting_shards
from matching.services.shards import run_shard
from tests.depth import part
from tests.matching import books, test_rule_cases as cases
from villages.models import Voucher


# Up to so many rows each comes on a night of its own.
SPLIT = 4


class HistoryCase(cases.RuleCaseTests):
    def night(self, code: str, number: int) -> None:
        run = start_run(codes=[code], shards=1 + 2 * (number % 2))
        much = cases.much_changed() if number % 3 == 2 else nullcontext()
        with much, cases.long_registries() if number % 2 else nullcontext():
            for shard in waiting_shards(run.pk):
                run_shard(shard_id=shard)
            # The next night asks for itself how much has changed.
            with connection.cursor() as cursor:
                drop_affected(cursor)
        assert finish_run(run_id=run.pk)
        assert run.results.get().error == "", run.results.get().error

    @staticmethod
    def standing() -> list[tuple[Any, ...]]:
        rows = Clue.objects.filter(still_detected=True).values_list(
            "source_key", "programme_code", "grade", "amount", "region_code", "facts", "evidence"
        )
        return sorted(rows, key=itemgetter(0))

    def check_night(self, code: str, number: int) -> None:
        self.night(code, number)
        assert self.standing() == self.hits_from_nothing(code)

    @staticmethod
    def hits_from_nothing(code: str) -> list[tuple[Any, ...]]:
        """What the rule finds with nothing kept; that a full run makes just these its clues, the
        cases of each rule show (test_rule_cases).
        """
        rule = rule_of(code)
        everybody = SubjectFilter(column=rule.scope.column)
        with transaction.atomic(), connection.cursor() as cursor:
            for model in (ComparedNumber, SimilarIdentityPair, MultiValuedKey, FirstValue):
                model.objects.all().delete()
            hits = collect_hits(cursor, rule, everybody, live_parameters(code))
            cursor.execute(
                "SELECT subject, programme_code, grade, amount::numeric(14, 2), region_code,"
                f" facts, evidence FROM {hits}"
            )
            rows = [(*row[:-2], *map(json.loads, row[-2:])) for row in cursor.fetchall()]
            transaction.set_rollback(True)
        return sorted(rows, key=itemgetter(0))

    def check_history(self, code: str, case: dict[str, Any], order: int) -> None:
        for standard in case.get("standards", []):
            self.standard(**standard)
        self.parameters(code, case.get("parameters", {}))
        batches = self.batches(case.get("payments", []))
        if sum(map(len, batches)) <= SPLIT:
            batches = [[row] for rows in batches for row in rows]
        steps: list[Any] = [
            *((self.payments, (place, rows)) for place, rows in enumerate(batches)),
            *((self.allocation, values) for values in case.get("allocations", [])),
            *((self.registry, (name, lines)) for name in REGISTRIES for lines in self.loads(case, name)),
            *((self.book, (name, row)) for name in books.KINDS for row in case.get(name, [])),
        ]  # fmt: skip
        if order % 2:
            steps.reverse()
        at_once = order % 3 == 2
        for number, (act, values) in enumerate(steps):
            act(**values) if isinstance(values, dict) else act(*values)
            if not at_once:
                self.check_night(code, number)
        self.take_pictures_back()
        self.check_night(code, len(steps))
        changes = Change.objects.exclude(batch=None).order_by("pk").select_related("batch")
        batches = [change.batch for change in changes]
        for number, batch in enumerate(batches):
            self.withdraw(batch)
            # One sheet a night, or all in one.
            if order % 2 == 0 or batch == batches[-1]:
                self.check_night(code, number)
        assert self.standing() == []

    def take_pictures_back(self) -> None:
        for voucher in Voucher.objects.all():
            Voucher.objects.filter(pk=voucher.pk).update(
                status="withdrawn", withdrawn_at=timezone.now(), reason="传错了", public_files=False
            )
            Change.objects.create(region_code=voucher.region_id, kind=ChangeKind.VOUCHERS)

    @staticmethod
    def loads(case: dict[str, Any], name: str) -> list[list[dict[str, Any]]]:
        """A registry's lines by loads: the first with a line, whatever comes later finds it loaded."""
        lines = case.get(name, [])
        return [part for part in (lines[:1], lines[1:]) if part]

    def withdraw(self, batch: Any) -> None:
        """What intake.services.decide_withdrawal does to the rows."""
        name = batch.kind.removeprefix("registry:")
        if batch.kind == "payments":
            with connection.cursor() as cursor:
                take_batch_out(cursor, batch.pk)
        elif batch.kind.startswith("village-"):
            books.withdraw(batch)
        elif batch.kind == "allocations":
            Allocation.objects.filter(batch=batch).update(state="withdrawn")
        else:
            REGISTRIES[name]._default_manager.filter(batch=batch).update(
                ended=True, ended_by=batch.pk
            )
            RegistrySource.objects.filter(name=name, batch=batch).update(rows=0)
        Change.objects.create(batch=batch, kind=ChangeKind.WITHDRAWN)

    def check_rule(self, code: str) -> None:
        for order, case in part(list(enumerate(cases.files()[code]))):
            says = f"{case['is']}: {case['says']}"
            with self.subTest(rule=code, case=says), transaction.atomic():
                self.check_history(code, case, order)
                transaction.set_rollback(True)
