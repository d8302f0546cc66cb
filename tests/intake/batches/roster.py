"""A small roster and its way to a decision."""

from intake import services
from tests.town import HEADINGS, payment, workbook


ROWS = [
    payment(1),
    # As much as the standard gives in a year.
    payment(2, "林国平", amount="1,200.50元", period="2026年1-12月"),
    payment(3, "黄美珠", village="猴屿村"),
]


def uploaded(town, rows=ROWS, **options):
    return services.receive(
        kind="payments", data=workbook(HEADINGS, rows), file_name="九月.xlsx", office=town.office,
        by=town.users["uploader"], programme_code="2080502", **options,
    )  # fmt: skip


def approved(town, **options):
    batch = services.read(batch_id=uploaded(town, **options).pk)
    services.submit(batch=batch, by=town.users["uploader"])
    return services.approve(batch=batch, by=town.users["reviewer"])
