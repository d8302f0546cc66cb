"""Money handed down in the synthetic city: province to city, city to counties, county to villages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from intake import services
from intake.sheets import Prepared
from regions.models import Region
from seeding.publishing import (
    CITY_AREA,
    FIRST_ROW,
    SHEET,
    City,
    publish_made,
    sheet_bytes,
)


def publish_allocations(city: City, paid: dict[tuple[str, str], int], city_region: Region) -> int:
    """The province to the city, the city to its counties: half a percent more than was paid."""
    by_programme: dict[str, list[tuple[str, int]]] = {}
    for (code, county), cents in sorted(paid.items()):
        by_programme.setdefault(code, []).append((county, cents))
    published = 0
    for number, (code, counties) in enumerate(by_programme.items(), 1):
        lines = []
        for county, cents in counties:
            half = -(-cents * 5_025 // 1_000_000) * 100
            name = city.offices[(county, "cz")].name
            for part, day in ((1, date(2025, 11, 5)), (2, date(2026, 4, 9))):
                document = f"榕财社（{day.year}）{number * 10 + part}号"
                lines.append((f"{county}000000", "福州市财政局", name, document, day, half))
        whole = sum(line[5] for line in lines)
        lines.insert(
            0,
            (
                city_region.code, "福建省财政厅", "福州市财政局",
                f"闽财社指（2025）{number}号", date(2025, 10, 20), whole,
            ),
        )  # fmt: skip
        published += _publish_allocations(city, code, lines)
    return published


def publish_to_villages(city: City, sent: list[tuple[Any, int, str, date]]) -> None:
    """Money sent straight to villages: (book, yuan, document, day)."""
    lines = [
        (book.village.code, "县农业农村局", book.village.display_name, document, day, yuan * 100)
        for book, yuan, document, day in sent
    ]
    _publish_allocations(city, "2130122", lines)


def _publish_allocations(city: City, code: str, lines: list[tuple[Any, ...]]) -> int:
    programme = city.programmes[code]
    data = sheet_bytes(
        f"{programme.name}资金拨付情况",
        ("拨款单位", "收款单位", "文号", "拨付日期", "金额"),
        (
            (source, target, document, day, f"{cents / 100:.2f}")
            for _region, source, target, document, day, cents in lines
        ),
    )
    batch = services.receive(
        kind="allocations", data=data, file_name=f"{programme.short_name}拨付.csv",
        office=city.offices[(CITY_AREA, "cz")], by=None, programme_code=code, at_console=True,
    )  # fmt: skip
    prepared = Prepared(
        {
            "batch_id": [batch.pk] * len(lines),
            "sheet": [SHEET] * len(lines),
            "row_number": list(range(FIRST_ROW, FIRST_ROW + len(lines))),
            "programme_id": [programme.pk] * len(lines),
            "region_id": [line[0] for line in lines],
            "from_office": [line[1] for line in lines],
            "to_office": [line[2] for line in lines],
            "document_number": [line[3] for line in lines],
            "allocated_on": [line[4] for line in lines],
            "amount": [Decimal(line[5]).scaleb(-2) for line in lines],
            "purpose": [programme.name] * len(lines),
        }
    )
    return publish_made(batch, prepared)
