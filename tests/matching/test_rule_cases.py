"""Every rule against its cases: what it finds, what it leaves alone, and each of its exclusions."""

from __future__ import annotations

import calendar
import json
import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings
from django.db import connection, transaction
from django.test import TestCase
from django.utils import timezone

import pytest

from accounts.models import Office
from clues.models import Clue
from complaints.services.handling import keep_fact
from core.sealing import ACCOUNT, IDENTITY, seal
from funds.models import Allocation, Payment, Programme, Standard
from funds.services.totals import add_batch
from intake.choices import ChangeKind, Status
from intake.models import Batch, Change
from matching.choices import TrialStatus
from matching.models import REGISTRIES, RegistrySource, RuleParameter, RuleResult, Trial
from matching.rules.format import all_rules
from matching.services import run_crosscheck
from tests.matching import books
from tests.town import DAXI, FUQI, HOUYU, LUOLIAN, identity, make_town
from villages.models import LedgerLine


CASES = Path(__file__).parent / "cases"
VILLAGES = {"浮岐": FUQI, "猴屿": HOUYU, "罗联": LUOLIAN, "大喜": DAXI} | {
    # Villages of 长乐区 that exist in cases only.
    f"村{place}": f"3501122{place:02d}201"
    for place in range(10, 22)
}
NAMES = {"A": "陈秀英", "B": "林国平", "C": "黄美珠", "D": "郑建国", "E": "王志强", "F": "张丽华"}
BIRTHS = {"A": "19500101", "B": "19480312", "C": "19721130", "D": "19660708", "E": "19990505", "F": "20150601"}  # fmt: skip
_REGISTRY_DEFAULTS: dict[str, dict[str, Any]] = {
    "deaths": {"died_on": date(2026, 2, 15)},
    "public-employees": {"unit": "县第一中学", "status": "在职"},
    "village-cadres": {"post": "村委会主任"},
    "households": {"household": "H1"},
    "vehicles": {"vehicle_type": "小型轿车", "use": "非营运", "status": "正常"},
    "properties": {"kind": "住宅", "area": Decimal(90)},
    "businesses": {"business": "某某商贸有限公司", "role": "法定代表人", "status": "存续"},
    "insured-income": {"kind": "住房公积金", "unit": "某某公司", "base": Decimal(6000)},
    "prisoners": {"measure": "服刑", "since": date(2026, 1, 10)},
    "disabled-persons": {"category": "肢体", "level": 1},
    "dibao": {"household": "H1", "kind": "农村", "since": date(2025, 1, 1)},
    "tekun": {"care": "全自理", "since": date(2025, 1, 1)},
    "orphans": {"kind": "社会散居孤儿", "since": date(2025, 1, 1)},
    "population": {"region_id": FUQI, "status": "正常"},
    "land": {"kind": "耕地", "area": Decimal(5)},
    "bank-accounts": {"bank": "福建农信"},
}


@cache
def files() -> dict[str, list[dict[str, Any]]]:
    return {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8"))["case"]
        for path in sorted(CASES.glob("*.toml"))
    }


def number(person: str) -> str:
    """A letter's number; "A2" shares A's birth date and has another serial; 18 digits are themselves."""
    if len(person) == 18:
        return person
    return identity(ord(person[0]) * 2 + int(person[1:] or 0), birth=BIRTHS[person[0]])


def account_number(text: str) -> str:
    """A letter's account; longer texts are themselves."""
    return f"62303610000000{ord(text):05d}" if len(text) == 1 else text


def span(text: str) -> tuple[date, date]:
    if ".." in text:
        first, last = text.split("..")
        return span(first)[0], span(last)[1]
    if len(text) == 4:
        return date(int(text), 1, 1), date(int(text), 12, 31)
    year, month = map(int, text.split("-"))
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def of_every_rule(base: type[RuleCaseTests]) -> type[RuleCaseTests]:
    """A class with a test for each rule, so that workers share them and one can be asked for."""

    def test_of(code: str) -> Callable[[RuleCaseTests], None]:
        def test(self: RuleCaseTests) -> None:
            self.check_rule(code)

        return pytest.mark.rule(code)(test)

    tests = {f"test_{code.replace('-', '_')}": test_of(code) for code in sorted(files())}
    return type("EveryRuleTests", (base,), tests)


@pytest.mark.parametrize("code", sorted(all_rules()))
def test_no_rule_lacks_a_case(code):
    """A hit, a miss, and a case of every exclusion that the header names."""
    cases = [case["is"] for case in files().get(code, [])]
    exclusions = [name for name, _meaning in all_rules()[code].english.exclusions]

    assert [name for name in ("hit", "miss", *exclusions) if name not in cases] == []
    assert [name for name in cases if name not in ("hit", "miss", *exclusions)] == []


@pytest.mark.every_rule
def test_no_case_is_without_its_rule():
    assert set(files()) <= set(all_rules())


def much_changed():
    """Incremental runs as if so much had changed that nobody is asked first."""
    return mock.patch.multiple("matching.engine.changes", _FEW=-1, _LITTLE=-1)


def long_registries():
    """Registries as if each were much longer than what changed."""
    return mock.patch("matching.engine.changes._LONG", -1_000_000)


class RuleCaseTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make_town()
        Standard.objects.all().delete()
        Programme.objects.all().delete()
        path = Path(settings.BASE_DIR) / "fixtures/catalogue/programmes.json"
        rows = json.loads(path.read_text(encoding="utf-8"))
        links = ("exclusive_with", "policies")
        texts = ("application_steps", "materials")
        Programme.objects.bulk_create(
            Programme(
                **{key: value for key, value in row.items() if key not in (*links, *texts)},
                **{key: "\n".join(row[key]) for key in texts},
            )
            for row in rows
        )
        cls.programmes = {programme.code: programme for programme in Programme.objects.all()}
        for row in rows:
            cls.programmes[row["code"]].exclusive_with.set(
                cls.programmes[code] for code in row["exclusive_with"]
            )

    def check_rule(self, code: str) -> None:
        for case in files()[code]:
            with self.subTest(rule=code, case=f"{case['is']}: {case['says']}"):
                self.check(code, case)

    def check(self, code: str, case: dict[str, Any]) -> None:
        """That nights find the same, test_histories shows."""
        with transaction.atomic():
            self.fill(code, case)
            found = self.raised(code, full=True)
            unjudged = RuleResult.objects.latest("pk").unjudged
            assert unjudged == case.get("unjudged", unjudged)
            transaction.set_rollback(True)
        expected = case.get("clues", 1 if case["is"] == "hit" else 0)
        assert len(found) == expected, found
        if expected:
            _key, grade, amount, region, facts, evidence = found[0]
            assert grade == case.get("grade", grade)
            assert amount == case.get("amount", amount)
            assert facts == facts | case.get("facts", {})
            rule = all_rules()[code]
            assert facts.keys() - rule.accuses - rule.grows == set(), "neither accuse nor grow"
            assert region[:2] == "35"
            assert evidence
            headline = all_rules()[code].english.headline
            headline.format(**facts | {"amount": amount})
            for person in NAMES:
                assert number(person) not in f"{facts}{evidence}"

    @staticmethod
    def raised(code: str, *, full: bool) -> list[tuple[Any, ...]]:
        result = run_crosscheck(codes=[code], full=full).results.get()
        assert result.error == "", result.error
        clues = Clue.objects.filter(status="suspected").order_by("-amount", "source_key")
        return [(_key(c), c.grade, c.amount, c.region_code, c.facts, _rows(c)) for c in clues]

    def fill(self, code: str, case: dict[str, Any]) -> None:
        for standard in case.get("standards", []):
            self.standard(**standard)
        for place, rows in enumerate(self.batches(case.get("payments", []))):
            self.payments(place, rows)
        for allocation in case.get("allocations", []):
            self.allocation(**allocation)
        for name in REGISTRIES:
            if name in case:
                self.registry(name, case[name])
        self.parameters(code, case.get("parameters", {}))
        for name in books.KINDS:
            for row in case.get(name, []):
                self.book(name, row)

    def parameters(self, code: str, values: dict[str, Any]) -> None:
        """Live in the whole city."""
        if not values:
            return
        users = self.town.users
        trial = Trial.objects.create(
            rule=code, rule_version="", reason="", status=TrialStatus.LIVE, live_at=timezone.now(),
            asked_by=users["inspector"], first_signed_by=users["inspector"],
            second_signed_by=users["administrator"],
        )  # fmt: skip
        for name, value in values.items():
            RuleParameter.objects.create(
                trial=trial, rule=code, name=name, value=value, region_code="350100000000",
                valid_from=date(2000, 1, 1), reason="",
            )  # fmt: skip

    def book(self, name: str, row: dict[str, Any]) -> None:
        """A row of a village's books: each is a sheet of its own, vouchers a change of the village."""
        if name == "vouchers":
            voucher = books.voucher(row, self.town.office)
            Change.objects.create(region_code=voucher.region_id, kind=ChangeKind.VOUCHERS)
        else:
            count = books.MODELS[name].objects.count()
            row, found = dict(row), row.get("not_received", False)
            row.pop("not_received", None)
            books.record(name, row, self.batch(books.KINDS[name], f"{name}{count}"))
            if found:
                keep_fact(ledger_line=LedgerLine.objects.latest("pk").pk)

    @staticmethod
    def batches(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
        """Rows by their `batch` (1 where left out), in order."""
        numbers = sorted({row.get("batch", 1) for row in rows})
        return [[row for row in rows if row.get("batch", 1) == number] for number in numbers]

    def batch(self, kind: str, name: str, **values: Any) -> Batch:
        batch = Batch.objects.create(
            kind=kind, office=values.pop("office", self.town.office), sha256=f"{name:0>64}",
            file_name=name, size=1, status=Status.PUBLISHED, region_code="350100000000",
            at_console=True, confidential=kind.startswith("registry"),
            published_at=timezone.now(), **values,
        )  # fmt: skip
        Change.objects.create(batch=batch, kind=ChangeKind.PUBLISHED)
        return batch

    def payments(self, place: int, rows: list[dict[str, Any]]) -> None:
        batch = self.batch("payments", f"{place}")
        made = [
            self.payment(batch, index, **{key: row[key] for key in row if key != "batch"})
            for index, row in enumerate(self.copied(rows))
        ]
        Payment.objects.bulk_create(made)
        with connection.cursor() as cursor:
            add_batch(cursor, batch.pk)

    @staticmethod
    def copied(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each row as often as its `copies` says, for A, A1, A2 and so on."""
        made = []
        for row in rows:
            person = row.get("person", "A")
            for copy in range(row.get("copies", 1)):
                rest = {key: row[key] for key in row if key != "copies"}
                made.append(rest | {"person": f"{person}{copy}" if copy else person})
        return made

    def payment(self, batch: Batch, index: int, **row: Any) -> Payment:
        person, payee, head = row.pop("person", "A"), row.pop("payee", ""), row.pop("head", "")
        start, end = span(row.pop("period", "2026-03"))
        account = account_number(row.pop("account", person[0]))
        return Payment(
            batch=batch, sheet="Sheet1", row_number=index + 2, state=row.pop("state", "paid"),
            programme=self.programmes[row.pop("programme", "2081902")],
            region_id=VILLAGES[row.pop("village", "浮岐")],
            period_from=start, period_to=end,
            paid_on=day(row.pop("paid_on", None)) or end,
            amount=Decimal(str(row.pop("amount", 100))),
            beneficiary_name=row.pop("name", NAMES.get(person[0], "")),
            beneficiary_id=seal(number(person), IDENTITY),
            payee_name=NAMES[payee[0]] if payee else None,
            payee_id=seal(number(payee), IDENTITY) if payee else None,
            head_name=NAMES[head[0]] if head else None,
            head_id=seal(number(head), IDENTITY) if head else None,
            account=seal(account, ACCOUNT) if account else None,
            household_size=row.pop("size", None),
            units=_decimal(row.pop("units", None)),
            standard=_decimal(row.pop("standard", None)),
            **row,
        )  # fmt: skip

    def allocation(self, *, programme: str, amount: Any, region: str = "350112000000", on: str = "2026-01-10", document_number: str = "榕财社〔2026〕1号") -> None:  # fmt: skip
        batch = self.batch("allocations", f"a{Allocation.objects.count()}")
        Allocation.objects.create(
            batch=batch, sheet="Sheet1", row_number=2, programme=self.programmes[programme],
            region_id=VILLAGES.get(region, region), from_office="市财政局", to_office="县财政局",
            document_number=document_number, allocated_on=day(on), amount=Decimal(str(amount)),
        )  # fmt: skip

    def standard(self, *, programme: str, amount: Any, since: str = "2020-01-01", recipient_class: str = "", **values: Any) -> None:  # fmt: skip
        Standard.objects.create(
            programme=self.programmes[programme], region_id=values.pop("region", "350100000000"),
            recipient_class=recipient_class, amount=Decimal(str(amount)),
            unit=values.pop("unit", "person-month"), valid_from=day(since),
            valid_to=day(values.pop("until", None)), **values,
        )  # fmt: skip

    @staticmethod
    def office_of(region: str) -> Office:
        """A bureau that keeps registries of a region."""
        return Office.objects.get_or_create(
            code=f"{region.rstrip('0')}-xx",
            defaults={"name": "福州市某局", "kind": "bureau", "region_code": region},
        )[0]

    def registry(self, name: str, rows: list[dict[str, Any]]) -> None:
        office = self.office_of("3501" + "0" * 8)
        batch = self.batch(f"registry:{name}", name, office=office)
        model = REGISTRIES[name]
        made = []
        for index, row in enumerate(rows):
            values = _REGISTRY_DEFAULTS[name] | row
            person, cadre = values.pop("person", "A"), values.pop("cadre", "")
            if cadre:
                values |= {"cadre_id": seal(number(cadre), IDENTITY), "cadre_name": NAMES[cadre[0]]}
            if "village" in values:
                values["region_id"] = VILLAGES[values.pop("village")]
            if name == "bank-accounts":
                account = account_number(values.pop("account", person[0]))
                values["account"] = seal(account, ACCOUNT)
            made.append(
                model(
                    batch=batch,
                    office=self.office_of(values.pop("list_of", office.region_code)),
                    sheet="Sheet1",
                    row_number=index + 2,
                    person_id=seal(number(person), IDENTITY),
                    name=values.pop("name", NAMES.get(person[0], "")),
                    **{
                        key: day(value) if key in _DATES else value for key, value in values.items()
                    },
                )  # fmt: skip
            )
        model._default_manager.bulk_create(made)
        RegistrySource.objects.update_or_create(
            name=name,
            office=office,
            defaults={"batch": batch, "rows": len(made), "as_of": date(2026, 4, 30)},
        )


_DATES = {"died_on", "since", "until", "registered_on", "issued_on", "expires_on"}


def _key(clue: Clue) -> str:
    """The subject; of batches, whose numbers differ from one filling to the next, without it."""
    batch = all_rules()[clue.source].scope.name == "batch"
    return clue.source_key.partition(":")[2] if batch else clue.source_key


def _rows(clue: Clue) -> list[dict[str, Any]]:
    """The evidence without what differs from one filling to the next."""
    return [
        {key: value for key, value in row.items() if key not in ("id", "batch")}
        for row in clue.evidence
    ]


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


EveryRuleTests = of_every_rule(RuleCaseTests)
