"""A roster from file to published, beside the bare read + COPY and django-import-export."""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

from benchmarks.ground import seed, stand_on, table, timed


HEADINGS = (
    "序号", "乡镇", "村(居)委会", "村民小组", "户主姓名", "户主身份证号", "享受人姓名", "享受人身份证号",
    "银行账号", "开户银行", "补贴标准", "补贴金额", "所属期", "发放日期",
)  # fmt: skip
PROGRAMME = "2080502"
SAMPLE = 3_000


def write_roster(path: Path, rows: int, seed_number: int) -> None:
    """A roster of people who do not exist, as a bureau sends it."""
    import numpy as np
    import openpyxl

    from regions.models import Region
    from seeding.people import make_people

    villages = list(Region.objects.villages().under("350112").select_related("parent"))
    people = make_people(np.random.default_rng(seed_number), rows, len(villages))
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("发放")
    sheet.append(["2026年9月高龄津贴发放花名册"])
    sheet.append(HEADINGS)
    for index in range(rows):
        village = villages[people.villages[index]]
        name, number = people.names[index], people.numbers[index]
        sheet.append(
            [
                index + 1, village.parent.name, village.name, "3组", name, number, name, number,
                people.accounts[index], "福建农信", 100, 100, "2026年9月", "2026-09-10",
            ]
        )  # fmt: skip
    book.save(path)


def pipeline(data: bytes) -> dict[str, float]:
    """Seconds of each step of the portal's own way."""
    from accounts.models import Office
    from core.divisions import pad
    from intake import services
    from intake.services.deciding import approve_at_console

    office, _created = Office.objects.get_or_create(
        code="bench",
        defaults={"name": "bench", "kind": "operator", "region_code": pad("350112")},
    )
    started = time.perf_counter()
    batch = services.receive(
        kind="payments", data=data, file_name="roster.xlsx", office=office, by=None,
        programme_code=PROGRAMME, at_console=True,
    )  # fmt: skip
    received = time.perf_counter()
    batch = services.read(batch_id=batch.pk)
    read = time.perf_counter()
    approve_at_console(batch=batch, operator="bench")
    batch = services.publish(batch_id=batch.pk)
    published = time.perf_counter()
    if batch.accepted != batch.rows:
        raise SystemExit(f"only {batch.accepted} of {batch.rows} rows were accepted")
    return {
        "receive": received - started,
        "read and check": read - received,
        "publish": published - read,
        "whole": published - started,
    }


def bare(data: bytes) -> tuple[float, float]:
    """Seconds of reading the cells, and of COPY of as many finished rows, indexes included."""
    from django.db import connection

    from python_calamine import CalamineWorkbook

    from intake.sheets import sheet_of

    read = timed(
        lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    )
    sheet = sheet_of("payments")
    columns = ", ".join(sheet.columns)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (LIKE funds_payment INCLUDING ALL)")
        try:
            text = io.StringIO()
            cursor.copy_expert(
                f"COPY (SELECT {columns} FROM funds_payment WHERE batch_id ="
                " (SELECT max(batch_id) FROM funds_payment)) TO STDOUT",
                text,
            )
            text.seek(0)
            copy = timed(
                lambda: cursor.copy_expert(f"COPY bench_bare ({columns}) FROM STDIN", text)
            )
        finally:
            cursor.execute("DROP TABLE bench_bare")
    return read, copy


def import_export(path: Path, rows: int, *, bulk: bool) -> float:
    """Seconds for `rows` rows of the same file through a django-import-export resource that
    does the same: resolves villages, verifies and seals numbers, parses money and dates.
    """
    from django.db import transaction

    import openpyxl
    import tablib
    from import_export import resources

    from core.identity import normalise
    from core.sealing import ACCOUNT, IDENTITY, seal
    from funds.models import Payment, Programme
    from intake.models import Batch
    from regions.selectors import RegionResolver

    resolver = RegionResolver(within="350112")
    programme = Programme.objects.get(code=PROGRAMME)
    batch = Batch.objects.latest("pk")

    class PaymentResource(resources.ModelResource):
        class Meta:
            model = Payment
            use_bulk = bulk
            batch_size = 1_000
            force_init_instance = True
            skip_diff = True
            use_transactions = True

        def import_instance(self, instance, row, **kwargs):
            identity = normalise(row["享受人身份证号"])
            place = resolver.resolve(row["村(居)委会"], township=row["乡镇"])
            instance.batch, instance.programme, instance.sheet = batch, programme, "发放"
            instance.row_number, instance.region_id = row["序号"], place.pk
            instance.village_group, instance.bank = row["村民小组"], row["开户银行"]
            instance.beneficiary_name = row["享受人姓名"]
            instance.beneficiary_id = seal(identity, IDENTITY)
            instance.account = seal(row["银行账号"], ACCOUNT)
            instance.amount, instance.standard = Decimal(row["补贴金额"]), Decimal(row["补贴标准"])
            instance.paid_on = date.fromisoformat(row["发放日期"])
            instance.period_from, instance.period_to = date(2026, 9, 1), date(2026, 9, 30)

    started = time.perf_counter()
    sheet = openpyxl.load_workbook(path, read_only=True).active
    lines = sheet.iter_rows(min_row=3, max_row=2 + rows, values_only=True)
    dataset = tablib.Dataset(*lines, headers=HEADINGS)
    with transaction.atomic():
        result = PaymentResource().import_data(dataset, raise_errors=True)
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    if result.total_rows != rows:
        raise SystemExit("django-import-export did not take all rows")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    stand_on("import")
    seed(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        write_roster(path, options.rows, int(time.time()))
        data = path.read_bytes()
        own = pipeline(data)
        read, copy = bare(data)
        peer_rows = min(options.rows, SAMPLE)
        plain = import_export(path, peer_rows, bulk=False)
        bulk = import_export(path, options.rows, bulk=True)
        # What is fixed: a few rows, in a process that has read a sheet before.
        small = {}
        for count in (10, 1_000):
            write_roster(path, count, int(time.time()) + count)
            small[count] = pipeline(path.read_bytes())["read and check"]
    rows = options.rows
    peer = max(peer_rows / plain, rows / bulk)
    floor = read + copy

    def line(name: str, seconds: float, count: int) -> tuple[str, ...]:
        return (name, f"{count:,}", f"{seconds:.2f}", f"{count / seconds:,.0f}")

    table(
        f"Sheet of {rows:,} rows ({len(data) / 2**20:.1f} MB .xlsx), from file to published",
        ("step", "rows", "seconds", "rows/s"),
        [
            *(line(f"portal: {name}", seconds, rows) for name, seconds in own.items()),
            line("bare calamine read", read, rows),
            line("bare COPY, same indexes", copy, rows),
            line("bare read + COPY", floor, rows),
            line("django-import-export, row by row", plain, peer_rows),
            line("django-import-export, use_bulk", bulk, rows),
        ],
    )
    for count, seconds in small.items():
        print(f"read and check {count:,} rows: {seconds:.2f} s")
    whole = own["whole"]
    print(f"portal / bare: {whole / floor:.2f} (bound 3)")
    print(f"portal / faster import-export mode, rows/s: {rows / whole / peer:.1f}")
    print(
        f"portal / default import-export mode, rows/s: {rows / whole * plain / peer_rows:.1f}"
        " (bound 20)"
    )


if __name__ == "__main__":
    main()
