"""The books of villages in which all is well."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from regions.models import Region
from seeding.people import make_names
from seeding.villages.books import MONTHS_OF_BOOKS, Book
from villages.choices import Category


_SMALL = (
    ("购买办公用纸笔", Category.OFFICE, 60, 420, "文印店"),
    ("村部宽带费", Category.OFFICE, 99, 199, "通信营业厅"),
    ("打印公示材料", Category.OFFICE, 40, 260, "广告制作部"),
    ("路灯维修", Category.PUBLIC_GOOD, 180, 1600, "五金建材店"),
    ("村道保洁工资", Category.PUBLIC_GOOD, 1500, 3200, "保洁服务队"),
    ("垃圾清运", Category.PUBLIC_GOOD, 400, 2400, "清运车队"),
    ("山塘巡护补助", Category.PUBLIC_GOOD, 300, 900, "巡护队"),
    ("农家书屋报刊", Category.MEETINGS, 120, 680, "邮政支局"),
    ("村民代表会议误餐补贴", Category.MEETINGS, 200, 960, "与会代表"),
    ("走访慰问困难户", Category.WELFARE, 300, 1200, "困难户代表"),
    ("重阳节老人座谈会", Category.WELFARE, 500, 2600, "老年协会"),
    ("幸福食堂伙食补助", Category.WELFARE, 800, 3000, "老人食堂"),
)
_RESOURCES = ("后山茶园", "水库养鱼", "集体林地", "村部店面", "旧校舍", "滩涂养殖", "果园")
_WORKS = ("村道拓宽", "水渠维修", "饮用水管网改造", "路灯安装", "农村公厕改造", "活动中心修缮")
_BUILDERS = ("闽安建设有限公司", "榕顺市政工程队", "鼓山建筑工程有限公司", "长平土石方工程队")


def ordinary_books(rng: np.random.Generator, villages: list[Region]) -> list[Book]:
    """A year of each village; deterministic in `rng`."""
    names = make_names(rng, len(villages) * 5, np.zeros(len(villages) * 5, dtype=bool))
    books = []
    for place, village in enumerate(villages):
        handler, witness, approver, lessee, _spare = names[place * 5 : place * 5 + 5]
        book = Book(village, _whole(rng, 20_000, 160_000), handler, witness, approver)
        _every_month(rng, book)
        _lease(rng, book, lessee)
        if place % 3 == 0:
            _village_works(rng, book)
        books.append(book)
    return books


def _whole(rng: np.random.Generator, low: int, high: int) -> Decimal:
    return Decimal(int(rng.integers(low, high)))


def _day(rng: np.random.Generator, month: date) -> date:
    return month.replace(day=int(rng.integers(1, 28)))


def _every_month(rng: np.random.Generator, book: Book) -> None:
    pay = int(rng.integers(28, 46)) * 100
    subsidy = int(rng.integers(18, 40)) * 500
    for number, month in enumerate(MONTHS_OF_BOOKS):
        book.add(
            month.replace(day=10), "村干部报酬", Category.CADRE_PAY, pay * 3, "村两委干部", slips=2
        )
        if number % 3 == 0:
            book.add(
                month.replace(day=6), "村级组织运转经费", Category.SUBSIDY, subsidy, "镇财政所",
                funding_source="镇财政所", slips=1,
            )  # fmt: skip
        for place in rng.choice(len(_SMALL), 3, replace=False):
            what, category, low, high, who = _SMALL[place]
            cents = int(rng.integers(low * 10, high * 10))
            book.add(
                _day(rng, month), what, category, Decimal(cents) / 10, who,
                slips=int(rng.integers(1, 4)),
            )  # fmt: skip


def _lease(rng: np.random.Generator, book: Book, lessee: str) -> None:
    rent = int(rng.integers(6, 40)) * 1000
    what = str(rng.choice(_RESOURCES))
    first = date(2025, 11, int(rng.integers(3, 12)))
    book.decide(
        "JY-2025-01", f"{what}发包", "contract", first,
        words=f"同意将{what}发包给{lessee}，期限三年，每年租金{rent}元，租金归村集体。",
    )  # fmt: skip
    book.contracts.append(
        {
            "number": "HT-2025-01", "name": f"{what}承包合同", "kind": "resource",
            "side": "receives", "counterparty": lessee, "signed_on": first + timedelta(days=30),
            "starts_on": date(2026, 1, 1), "ends_on": date(2028, 12, 31), "price": rent * 3,
            "instalment": rent, "every_months": 12, "first_due_on": date(2026, 1, 15),
            "decision_number": "JY-2025-01", "subject": what,
        }
    )  # fmt: skip
    book.add(
        date(2026, 1, int(rng.integers(10, 28))),
        f"{what}承包款",
        Category.LEASING,
        rent,
        lessee,
        contract_number="HT-2025-01",
    )


def _village_works(rng: np.random.Generator, book: Book) -> None:
    what = f"{book.village.short_name or book.village.name}{rng.choice(_WORKS)}"
    price = int(rng.integers(18, 80)) * 1000
    builder, *others = (str(name) for name in rng.permutation(_BUILDERS)[:3])
    book.decide(
        "JY-2026-01", f"{what}工程", "works", date(2026, 2, int(rng.integers(2, 9))),
        words=f"同意修建{what}工程，造价不超过{price + 2000}元，向三家以上单位询价。",
    )  # fmt: skip
    source = "县乡村振兴专项资金"
    common: dict[str, Any] = {"number": "GC-2026-01", "name": f"{what}工程"}
    for step, day, amount, party in (
        ("proposal", date(2026, 2, 1), None, ""), ("decision", date(2026, 2, 24), None, ""),
        ("budget", date(2026, 3, 2), price + 2000, ""),
        ("tender", date(2026, 3, 12), price, builder),
        ("tender", date(2026, 3, 12), price + 1600, others[0]),
        ("tender", date(2026, 3, 12), price + 2900, others[1]),
        ("award", date(2026, 3, 15), price, builder),
        ("contract", date(2026, 3, 20), price, builder), ("start", date(2026, 3, 28), None, ""),
        ("acceptance", date(2026, 6, 18), None, ""), ("settlement", date(2026, 6, 25), price, ""),
        ("payment", date(2026, 4, 8), price * 6 // 10, builder),
        ("payment", date(2026, 7, 8), price - price * 6 // 10, builder),
    ):  # fmt: skip
        book.works.append(
            {**common, "step": step, "held_on": day, "amount": amount, "party": party, "funding_source": source if step == "payment" else "", "contract_number": "HT-2026-01" if step in ("contract", "payment") else "", "decision_number": "JY-2026-01" if step == "decision" else ""}
        )  # fmt: skip
    book.contracts.append(
        {
            "number": "HT-2026-01", "name": f"{what}施工合同", "kind": "works", "side": "pays",
            "counterparty": builder, "signed_on": date(2026, 3, 20),
            "starts_on": date(2026, 3, 28), "ends_on": date(2026, 6, 30), "price": price,
            "decision_number": "JY-2026-01", "works_number": "GC-2026-01", "subject": what,
        }
    )  # fmt: skip
    book.add(
        date(2026, 3, 25),
        f"收{what}专项资金",
        Category.SUBSIDY,
        price,
        "镇财政所",
        funding_source=source,
    )
    for day, part, words in (
        (date(2026, 4, 8), price * 6 // 10, "首付款"),
        (date(2026, 7, 8), price - price * 6 // 10, "尾款"),
    ):
        book.add(
            day, f"{what}工程{words}", Category.WORKS, part, builder, slips=4,
            funding_source=source, works_number="GC-2026-01", contract_number="HT-2026-01",
        )  # fmt: skip
