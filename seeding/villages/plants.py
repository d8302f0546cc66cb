"""What is wrong in some villages' books, and what only looks like it; one village for each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from seeding.stage import Stage
from seeding.villages.books import Book, Item
from villages.choices import Category


Fact = dict[str, Any]


class Plants:
    """Facts about books; rows are known once the sheets are published."""

    def __init__(self, stage: Stage, books: list[Book]) -> None:
        self.stage, self.facts = stage, list[Fact]()
        self._free: Iterator[Book] = iter(books)
        # Entries of which inspectors found that nobody received them.
        self.not_received = list[Item]()
        # (village, yuan, document, day): money sent to a village.
        self.allocations: list[tuple[Book, int, str, date]] = []

    def book(self) -> Book:
        """A village in which nothing is planted yet."""
        return next(self._free)

    def expect(self, rule: str, kind: str, subject: str, items: list[Item], *, hit: bool) -> None:
        self.facts.append(
            {"rule": rule, "kind": kind, "subject": subject, "items": items, "hit": hit}
        )

    def truth(self) -> list[Fact]:
        return [
            {
                "rule": fact["rule"], "subject": fact["subject"], "kind": fact["kind"],
                "expected": "hit" if fact["hit"] else "innocent", "grade": "",
                "rows": [
                    {"batch": item.batch, "sheet": "Sheet1", "row": item.row}
                    for item in fact["items"]
                ],
            }
            for fact in self.facts
        ]  # fmt: skip


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def plant_villages(stage: Stage, books: list[Book]) -> Plants:
    """Change some books; every rule about books gets what it must find and must leave alone."""
    plants = Plants(stage, books)
    for plant in (
        _no_voucher, _just_under, _split, _same_twice, _invoice_twice, _works_twice, _hospitality,
        _not_booked, _payee_is_cadre, _undecided, _overdue,
    ):  # fmt: skip
        plant(plants)
    wrong = plants.book()
    wrong.gap = (date(2026, 8, 1), Decimal("-1860.00"))
    _not_received(plants, wrong)
    return plants


def _no_voucher(plants: Plants) -> None:
    rule, month = "village-no-voucher", "2026-05"
    for kind, hit in (
        ("no-number", True),
        ("no-slip", True),
        ("bank-fee", False),
        ("taken-back", False),
    ):
        book = plants.book()
        day = date(2026, 5, 14)
        what = "账户管理费" if kind == "bank-fee" else "临时用工"
        items = [
            book.add(
                day, what, Category.OTHER_EXPENSE, 640, "帮工", voucher=kind == "no-slip", slips=0
            )
        ]
        if kind == "taken-back":
            items.append(
                book.add(date(2026, 6, 2), "冲销5月临时用工", Category.OTHER_EXPENSE, -640, "帮工")
            )
        plants.expect(rule, kind, f"{book.key}:{month}", items[:1], hit=hit)


def _not_received(plants: Plants, book: Book) -> None:
    for kind, hit, amount, summary, to in (
        ("found", True, 1260, "临时用工", "帮工"), ("only-said", False, 870, "清扫路面", "保洁员"),
    ):  # fmt: skip
        item = book.add(date(2026, 5, 20), summary, Category.OTHER_EXPENSE, amount, to)
        if hit:
            plants.not_received.append(item)
        subject = f"{book.key}:2026-05:{md5(item.to + item.summary)}"
        plants.expect("village-signed-not-received", kind, subject, [item], hit=hit)


def _just_under(plants: Plants) -> None:
    rule = "village-just-under-limit"
    for kind, hit in (("three", True), ("regular", False)):
        book = plants.book()
        days = (date(2026, 4, 7), date(2026, 5, 12), date(2026, 6, 16))
        amounts = (4980, 4950, 4890) if hit else (4800, 4800, 4800)
        items = [
            book.add(day, "零星维修", Category.PUBLIC_GOOD, amount, f"维修点{place}" if hit else "物业公司")
            for place, (day, amount) in enumerate(zip(days, amounts, strict=True))
        ]  # fmt: skip
        plants.expect(rule, kind, f"{book.key}:2026-04", items, hit=hit)


def _split(plants: Plants) -> None:
    rule = "village-split-payment"
    for kind, hit in (("five-days", True), ("contract", False), ("months-apart", False)):
        book = plants.book()
        later = date(2026, 3, 8) if kind != "months-apart" else date(2026, 6, 8)
        contract = "HT-2025-01" if kind == "contract" else ""
        items = [
            book.add(
                day, "砂石料款", Category.OTHER_EXPENSE, amount, "兴隆砂石场",
                contract_number=contract,
            )
            for day, amount in ((date(2026, 3, 3), 4100), (later, 3600))
        ]  # fmt: skip
        subject = f"{book.key}:{md5('兴隆砂石场2026-01')}"
        plants.expect(rule, kind, subject, items, hit=hit)


def _same_twice(plants: Plants) -> None:
    rule = "village-same-payment-twice"
    for kind, hit in (("one-slip", True), ("two-invoices", False)):
        book = plants.book()
        day = date(2026, 7, 9)
        items = [
            book.add(
                day, "购买清洁用品", Category.PUBLIC_GOOD, 860, "日杂批发部",
                invoice_number="" if hit else f"2300{number:04d}",
            )
            for number in (1, 2)
        ]  # fmt: skip
        subject = f"{book.key}:{md5('日杂批发部2026-07-09860.00')}"
        plants.expect(rule, kind, subject, items, hit=hit)


def _invoice_twice(plants: Plants) -> None:
    rule = "village-invoice-twice"
    one, two = sorted((plants.book(), plants.book()), key=lambda book: book.village.code)
    items = [
        book.add(
            date(2026, 4, day), "会议室音响设备", Category.OFFICE, 2400, "声达电子经营部",
            invoice_code="035002600111", invoice_number="40817265",
        )
        for book, day in ((one, 11), (two, 23))
    ]  # fmt: skip
    plants.expect(rule, "two-villages", f"{one.key}:035002600111-40817265", items, hit=True)
    book = plants.book()
    items = [
        book.add(
            date(2026, 4, day), "办公桌椅", Category.OFFICE, 1300 + day, "家具店",
            invoice_code=code, invoice_number="55501234",
        )
        for day, code in ((11, "035002600111"), (23, "035002600112"))
    ]  # fmt: skip
    plants.expect(rule, "another-code", f"{book.key}:035002600111-55501234", items, hit=False)


def _works_twice(plants: Plants) -> None:
    rule = "village-works-paid-twice"
    for kind, hit in (("two-pots", True), ("shared", False)):
        book = plants.book()
        number = "GC-2026-09"
        book.works.append(
            {"number": number, "name": "灌溉水渠整修工程", "step": "settlement", "held_on": date(2026, 5, 20), "amount": 50000, "party": "闽安建设有限公司", "funding_source": "", "contract_number": "", "decision_number": ""}
        )  # fmt: skip
        each = 50000 if hit else 25000
        items = [
            book.add(
                day, "灌溉水渠整修工程款", Category.WORKS, each, builder, slips=3,
                funding_source=source, works_number=number,
            )
            for day, source, builder in (
                (date(2026, 5, 26), "县水利局小型水利维修款", "闽安建设有限公司"),
                (date(2026, 8, 4), "村集体自筹", "闽安建设公司"),
            )
        ]  # fmt: skip
        plants.expect(rule, kind, f"{book.key}:{md5(number)}", items, hit=hit)


def _hospitality(plants: Plants) -> None:
    rule = "village-hospitality"
    for kind, hit in (("meals", True), ("canteen", False)):
        book = plants.book()
        what = "接待检查组用餐" if hit else "招待村里老人的幸福食堂加餐"
        items = [book.add(date(2026, 9, 9), what, Category.OTHER_EXPENSE, 640, "农家乐")]
        plants.expect(rule, kind, f"{book.key}:2026-09", items, hit=hit)


def _not_booked(plants: Plants) -> None:
    rule, code = "village-money-not-booked", "2130122"
    day = date(2026, 3, 10)
    for number, (kind, hit) in enumerate((("vanished", True), ("in-parts", False)), 1):
        book = plants.book()
        document = f"榕农计（2026）{number}号"
        plants.allocations.append((book, 300_000, document, day))
        items = []
        if not hit:
            items = [
                book.add(
                    part,
                    "收上级补助款",
                    Category.SUBSIDY,
                    amount,
                    "县农业农村局",
                    document_number=document,
                    funding_source="县农业农村局",
                )
                for part, amount in ((date(2026, 3, 20), 200_000), (date(2026, 4, 3), 100_000))
            ]
        subject = f"{book.key}:{code}:{md5(f'{document}{day}')}"
        plants.expect(rule, kind, subject, items, hit=hit)


def _payee_is_cadre(plants: Plants) -> None:
    rule, stage = "village-payee-is-cadre", plants.stage
    for kind, hit in (("brother", True), ("own-pay", False)):
        book = plants.book()
        village = next(
            place for place, other in enumerate(stage.city.villages) if other == book.village
        )
        cadre, relative = stage.person(village=village), stage.person(village=village)
        stage.register("village-cadres", cadre, post="村委会主任")
        stage.register(
            "village-cadres", relative, relation="弟弟", filed=True,
            cadre_id=stage.people.numbers[cadre], cadre_name=stage.people.names[cadre],
        )  # fmt: skip
        payee = relative if hit else cadre
        items = [
            book.add(
                date(2026, 6, 11), "机耕路砂石款" if hit else "半年考核报酬",
                Category.PUBLIC_GOOD if hit else Category.CADRE_PAY, 18_000,
                stage.people.names[payee], counterparty_id=stage.people.numbers[payee],
            )
        ]  # fmt: skip
        digest = md5(stage.sealed(payee).hex())
        plants.expect(rule, kind, f"{book.key}:{digest}:2026", items, hit=hit)


def _undecided(plants: Plants) -> None:
    rule, number = "village-undecided-contract", "HT-2026-08"
    signed = date(2026, 8, 10)
    for kind, hit in (("after", True), ("no-quorum", True), ("decided", False), ("flood", False)):
        book = plants.book()
        name = "山洪抢险便道工程合同" if kind == "flood" else "养殖场承包合同"
        book.contracts.append(
            {"number": number, "name": name, "kind": "resource", "side": "pays" if kind == "flood" else "receives", "counterparty": "榕顺市政工程队" if kind == "flood" else "林场合作社", "signed_on": signed, "starts_on": date(2026, 9, 1), "ends_on": date(2029, 8, 31), "price": 60_000, "decision_number": "" if kind == "flood" else "JY-2026-08"}
        )  # fmt: skip
        if kind != "flood":
            first = signed if kind == "after" else signed - timedelta(days=20)
            few = {"attended": 15, "in_favour": 15, "against": 0, "abstained": 0}
            changes: dict[str, Any] = (
                {"representatives": {"after": 12, **few}} if kind == "no-quorum" else {}
            )
            book.decide("JY-2026-08", "养殖场发包", "contract", first, **changes)
        plants.expect(rule, kind, f"{book.key}:{md5(number)}", [], hit=hit)


def _overdue(plants: Plants) -> None:
    rule, number = "village-rent-overdue", "HT-2026-05"
    for kind, hit in (("half", True), ("grace", False)):
        book = plants.book()
        first = date(2026, 3, 1) if hit else date(2026, 10, 1)
        book.decide("JY-2026-05", "店面出租", "contract", date(2026, 1, 6))
        book.contracts.append(
            {"number": number, "name": "村部二号店面租赁合同", "kind": "asset", "side": "receives", "counterparty": "便民超市", "signed_on": date(2026, 2, 10), "starts_on": first, "ends_on": date(2027, 12, 31), "price": 24_000, "instalment": 6000, "every_months": 6, "first_due_on": first, "decision_number": "JY-2026-05"}
        )  # fmt: skip
        items = []
        if hit:
            items = [book.add(date(2026, 3, 5), "店面租金", Category.LEASING, 2000, "便民超市", contract_number=number)]  # fmt: skip
        plants.expect(rule, kind, f"{book.key}:{md5(number)}", items, hit=hit)
