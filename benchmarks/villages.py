"""Server time of villages' pages at a given size, uncached and cached, and of publishing a town.

A tenth of the villages is filled and measured first, then the rest.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.ground import seed, stand_on, table, timed
from benchmarks.search import measure
from benchmarks.village_data import MARK, Size, fill, filled, unfilled


REQUESTS = 300
CACHED_PAGES = 50
PUBLICATIONS = 5
SHEET_VILLAGES = 20
SHEET_LINES = 5
VILLAGE_PAGE = "village page"
# Reads nothing of any village: where it is slower, the machine was.
YARDSTICK = "powers (the same at any size)"
# What the peer does otherwise.
PEER_PAGES = (VILLAGE_PAGE, "finances", "one month")


def addresses() -> dict[str, Callable[[int], str]]:
    """The address of every kind of page, for other villages and months each time."""
    from core import addresses as of_keys
    from regions.models import Region
    from villages.models import Contract, LedgerLine, Statement

    rng = random.Random(7)
    codes = sorted(
        Contract.objects.filter(batch__file_name=MARK).values_list("region", flat=True).distinct()
    )
    rng.shuffle(codes)
    codes = codes[:REQUESTS]
    months = {
        code: rng.choice(
            list(Statement.objects.filter(region_code=code).values_list("month", flat=True))
        )
        for code in codes
    }
    lines = [
        rng.choice(list(LedgerLine.objects.moving().filter(region=code, month=month)))
        for code, month in months.items()
    ]
    counties = list(Region.objects.filter(parent="350100000000").in_force())
    towns = list(Region.objects.filter(pk__in={f"{code[:9]}000" for code in codes}))

    def at(number: int) -> str:
        return codes[number % len(codes)]

    def month_at(number: int) -> str:
        return f"/villages/{at(number)}/finances/{months[at(number)]:%Y-%m}/"

    def line_at(number: int) -> str:
        return f"/ledger/{of_keys.address_of(lines[number % len(lines)].pk, 'ledger-line')}/"

    return {
        YARDSTICK: lambda _n: "/powers/",
        VILLAGE_PAGE: lambda n: f"/villages/{at(n)}/",
        "finances": lambda n: f"/villages/{at(n)}/finances/",
        "one month": month_at,
        "one line with its pictures": line_at,
        "wall sheet": lambda n: f"{month_at(n)}wall/",
        "board": lambda n: f"/villages/{at(n)}/boards/affairs/",
        "calendar": lambda n: f"/villages/{at(n)}/calendar/",
        "contracts": lambda n: f"/villages/{at(n)}/contracts/",
        "works": lambda n: f"/villages/{at(n)}/works/",
        "feed": lambda n: f"/villages/{at(n)}/feed.atom",
        "scoreboard, city": lambda _n: "/disclosure/",
        "scoreboard, county": lambda n: f"/disclosure/{counties[n % len(counties)].code}/",
        "scoreboard, town": lambda n: f"/disclosure/{towns[n % len(towns)].code}/",
    }


def asking(address: Callable[[int], str], *, cached: bool) -> Callable[[int], None]:
    from django.test import Client

    client = Client()

    def ask(number: int) -> None:
        # A parameter nobody knows is never in the page cache.
        mark = "" if cached else f"?x={time.perf_counter_ns()}"
        answer = client.get(address(number) + mark)
        if answer.status_code != 200:
            raise SystemExit(f"{address(number)} answered {answer.status_code}")

    return ask


def queries(ask: Callable[[int], None]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        ask(0)
    return len(captured)


def line(name: str, seconds: list[float], count: str) -> tuple[str, ...]:
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return (name, *(f"{cuts[place] * 1000:.1f}" for place in (49, 94, 98)), count)


def p99(rows: list[tuple[str, ...]], name: str) -> float:
    return next(float(row[3]) for row in rows if row[0] == name)


# The peer: the same pages from the lines themselves, as one writes them first.
def usual_months(code: str) -> list[Any]:
    """Sums over all lines of the village."""
    from django.db.models import Count, Q, Sum

    from villages.models import LedgerLine
    from villages.selectors.statements import Month

    standing = LedgerLine.objects.standing().filter(region=code)
    stated = {
        (entry, month): amount
        for entry, month, amount in standing.filter(entry__in=("opening", "closing")).values_list(
            "entry", "month", "amount"
        )
    }
    sums = standing.filter(entry__in=("income", "expense")).values("month").annotate(
        income=Sum("amount", filter=Q(entry="income"), default=Decimal(0)),
        expense=Sum("amount", filter=Q(entry="expense"), default=Decimal(0)),
        lines=Count("id"),
    )  # fmt: skip
    months: list[Any] = []
    for row in sums.order_by("month"):
        before = months[-1] if months else None
        opening = stated.get(("opening", row["month"]))
        months.append(
            Month(
                opening=opening if opening is not None else before.closing if before else Decimal(0),
                stated_opening=opening, stated_closing=stated.get(("closing", row["month"])),
                before=before, **row,
            )
        )  # fmt: skip
    return months[::-1]


def usual_lines(*, region: str, month: date, most: int) -> list[Any]:
    """All lines, sorted here, each asked how many pictures it has."""
    from villages.models import LedgerLine

    lines = list(LedgerLine.objects.moving().filter(region=region, month=month))
    for one in lines:
        _count(region, month, one.voucher_number)
    return sorted(lines, key=lambda one: -one.amount)[:most]


def usual_counts(*, region: str, month: date) -> dict[str, int]:
    """The pictures of one line after the other."""
    from villages.models import LedgerLine

    lines = LedgerLine.objects.moving().filter(region=region, month=month)
    return {one.voucher_number: _count(region, month, one.voucher_number) for one in lines}


def _count(region: str, month: date, number: str) -> int:
    from villages.models import Voucher

    return Voucher.objects.filter(
        region=region, month=month, voucher_number=number, status="published"
    ).count()


@contextlib.contextmanager
def the_usual_way() -> Iterator[None]:
    """The portal's own pages, middleware and templates; only the reading is the peer's."""
    from villages.selectors import ledger, statements as kept, vouchers

    with (
        mock.patch.object(kept, "months_of", usual_months),
        mock.patch.object(ledger, "greatest_lines", usual_lines),
        mock.patch.object(vouchers, "published_counts", usual_counts),
    ):
        yield


def measured(*, whole: bool) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Rows of the uncached table, and of the whole also the peer's and those of the cached one."""
    from django.conf import settings

    # The same start as a web worker's, garbage collector included.
    import portal.wsgi  # noqa: F401 - imported for what its start-up does

    settings.ALLOWED_HOSTS = ["*"]
    bare, cached = [], []
    pages = addresses()
    for name, address in pages.items():
        ask = asking(address, cached=False)
        bare.append(line(name, measure(ask, REQUESTS), str(queries(ask))))
    if not whole:
        return bare, []
    for name, address in pages.items():
        ask = asking(lambda n, address=address: address(n % CACHED_PAGES), cached=True)
        cached.append(line(name, measure(ask, REQUESTS, warming=CACHED_PAGES), str(queries(ask))))
    with the_usual_way():
        for name in PEER_PAGES:
            ask = asking(pages[name], cached=False)
            bare.append(line(f"peer: {name}", measure(ask, REQUESTS), str(queries(ask))))
    return bare, cached


def town_sheet(path: Path) -> int:
    """This month of twenty villages of one county, as a town sends it; returns the rows."""
    from django.utils import timezone

    import openpyxl

    from regions.models import Region

    today, salt = timezone.localdate(), time.time_ns() % 100_000
    villages = list(
        Region.objects.villages().under("350122").in_force().select_related("parent")
        .order_by("code")[:SHEET_VILLAGES]
    )  # fmt: skip
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("收支明细")
    sheet.append(["村级收支明细公开表"])
    sheet.append(
        ["乡镇", "村(居)委会", "日期", "凭证号", "摘要", "类别", "收入", "支出", "对方单位",
         "经手人", "证明人", "审批人", "监委会审核", "附件数"]
    )  # fmt: skip
    for village in villages:
        for number in range(1, SHEET_LINES + 1):
            amount = (salt + number * 1_000) / 100
            income = number == 1
            sheet.append(
                [
                    village.parent.name, village.name, f"{today:%Y-%m}-01", f"记-{number}",
                    "上级拨款" if income else "购买办公用纸", "上级补助" if income else "办公费",
                    amount if income else None, None if income else amount, "文具店", "林福生",
                    "郑国强", "黄志明", "同意", 10,
                ]
            )  # fmt: skip
    book.save(path)
    return len(villages) * SHEET_LINES


def publish_town() -> dict[str, float]:
    """Seconds of each step of one town's month, from file to published."""
    from accounts.models import Office
    from intake import services
    from intake.services.deciding import approve_at_console

    office = Office.objects.get(code="bench")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        rows = town_sheet(path)
        data = path.read_bytes()
    batch: Any = None

    def receive() -> None:
        nonlocal batch
        batch = services.receive(
            kind="village-ledger", data=data, file_name="ledger.xlsx", office=office, by=None,
            region_code="350122000000", at_console=True,
        )  # fmt: skip

    def read() -> None:
        nonlocal batch
        batch = services.read(batch_id=batch.pk)

    def publish() -> None:
        approve_at_console(batch=batch, operator="bench")
        services.publish(batch_id=batch.pk)

    seconds = {
        "receive": timed(receive),
        "read and check": timed(read),
        "publish": timed(publish),
    }
    batch.refresh_from_db()
    if batch.accepted != rows:
        raise SystemExit(f"only {batch.accepted} of {rows} lines were accepted")
    return seconds | {"whole": sum(seconds.values())}


def publishing() -> None:
    publish_town()  # the first one reads names of places and templates
    runs = [publish_town() for _run in range(PUBLICATIONS)]
    rows = SHEET_VILLAGES * SHEET_LINES
    found = []
    for step in runs[0]:
        seconds = statistics.median(run[step] for run in runs)
        found.append((step, f"{rows:,}", f"{seconds:.3f}", f"{rows / seconds:,.0f}"))
    table(
        f"One town's month ({SHEET_VILLAGES} villages, {SHEET_LINES} lines each), from file to"
        f" published, the median of {PUBLICATIONS}",
        ("step", "rows", "seconds", "rows/s"),
        found,
    )


def sizes() -> str:
    """How much there is, in words."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM villages_ledgerline WHERE entry IN ('income', 'expense')),"
            " (SELECT count(*) FROM villages_voucher), (SELECT count(*) FROM villages_posting)"
        )
        lines, pictures, postings = cursor.fetchone()
    return f"{filled():,} villages, {lines:,} lines, {pictures:,} pictures, {postings:,} postings"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--villages", type=int, default=300)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--lines", type=int, default=50, help="of a village in a year")
    parser.add_argument("--pictures", type=int, default=2, help="of a line")
    parser.add_argument("--payments", type=int, default=20_000)
    options = parser.parse_args()
    stand_on(f"villages-{options.villages}-{options.years}-{options.lines}-{options.pictures}")
    seed(options.payments)
    headings = ("request", "p50 ms", "p95 ms", "p99 ms", "queries")
    tables: list[list[tuple[str, ...]]] = []
    whole = min(options.villages, filled() + unfilled())
    for goal in (max(whole // 10, 1), whole):
        there = filled()
        if there > goal:
            continue
        if there < goal:
            size = Size(goal - there, options.years, options.lines, options.pictures)
            print(f"filled in {timed(lambda size=size: fill(size)):.0f} s")
        bare, cached = measured(whole=goal == whole)
        table(f"{sizes()}: nothing cached, {REQUESTS} requests each", headings, bare)
        if cached:
            table(f"{sizes()}: from the page cache", headings, cached)
        tables.append(bare)
    print(f"village page, p99: {p99(tables[-1], VILLAGE_PAGE):.1f} ms (bound 50)")
    if len(tables) > 1:
        page, yardstick = (
            p99(tables[1], name) / p99(tables[0], name) for name in (VILLAGE_PAGE, YARDSTICK)
        )
        print(f"village page, p99 whole / tenth: {page:.2f} (bound 1.5); yardstick {yardstick:.2f}")
    publishing()


if __name__ == "__main__":
    main()
