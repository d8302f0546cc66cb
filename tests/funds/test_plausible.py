"""An amount far from what could be expected waits for a word of the uploader; it is never refused."""

from datetime import date
from decimal import Decimal

from django.core.management import call_command

import pytest

from core.exceptions import PortalError
from funds.models import Payment, Standard
from intake import services
from tests.town import HEADINGS, payment, workbook


LAND = "2081110"


def asked(batch):
    return [
        (p.row, p.code.removeprefix("amount-"))
        for p in batch.problems.filter(severity="question").order_by("row")
    ]


@pytest.mark.parametrize(
    ("amount", "period", "expected"),
    [
        ("100", "2026年3月", []),
        # Four months of back-pay in one line.
        ("400", "2026年3月", []),
        ("300", "2026年1-3月", []),
        ("500", "2026年3月", [(2, "beside-standard")]),
        ("30000", "2026年1-3月", [(2, "beside-standard")]),
        # In 10,000 yuan, or in fen.
        ("0.01", "2026年3月", [(2, "beside-standard")]),
        ("20", "2026年3月", [(2, "beside-standard")]),
        ("10000", "2026年3月", [(2, "beside-standard")]),
    ],
)
def test_beside_the_standard_in_force(town, amount, period, expected):
    assert asked(town.read(payment(1, amount=amount, period=period))) == expected


def test_a_ceiling_is_asked_about_from_above_only(town):
    Standard.objects.update(basis="ceiling")

    assert asked(town.read(payment(1, amount="1"))) == []
    assert asked(town.read(payment(1, amount="501"))) == [(2, "beside-standard")]


def test_a_class_without_a_standard_of_its_own_has_the_highest_as_its_bound(town):
    Standard.objects.update(recipient_class="90岁以上")

    assert asked(town.read(payment(1, amount="1"))) == []
    assert asked(town.read(payment(1, amount="500"))) == [(2, "beside-standard")]


def test_the_nearest_region_s_standard_counts(town):
    Standard.objects.create(
        programme=town.programmes["2080502"], region_id="350112201000", amount=Decimal(1000),
        unit="person-month", valid_from=date(2024, 1, 1),
    )  # fmt: skip

    assert asked(town.read(payment(1, amount="1000"))) == []
    there = {"village": "罗联村", "township": "罗联乡"}
    assert asked(town.read(payment(2, amount="1000", **there))) == [(2, "beside-standard")]


def test_without_a_standard_the_last_period_tells(town):
    town.publish(payment(1, amount="800", period="2026年2月"), programme_code=LAND)
    batch = town.read(
        payment(1, amount="8000"), payment(2, "林国平", amount="8000"), programme_code=LAND
    )

    assert asked(batch) == [(2, "beside-last-time")]
    assert (
        asked(town.read(payment(1, amount="2400", period="2026年3-5月"), programme_code=LAND)) == []
    )


def test_else_the_middle_of_the_sheet_tells(town):
    rows = [payment(serial, amount="90") for serial in range(1, 6)]
    batch = town.read(
        *rows, payment(7, amount="2250"), payment(8, amount="2249"), programme_code=LAND
    )

    assert asked(batch) == [(7, "beside-others")]


def test_else_a_million_is_asked_about(town):
    assert asked(town.read(payment(1, amount="1000000"), programme_code=LAND)) == [
        (2, "very-large")
    ]


def test_it_waits_for_a_word_and_the_word_is_kept(town):
    batch = town.read(payment(1, amount="10000"))
    with pytest.raises(PortalError):
        services.deciding.approve_at_console(batch=batch, operator="tests")
    services.answer_at_console(batch=batch, text="三年补发，见会议纪要", operator="tests")
    services.deciding.approve_at_console(batch=batch, operator="tests")
    services.publish(batch_id=batch.pk)

    assert Payment.objects.get().amount == 10000
    assert batch.answers.get().text == "三年补发，见会议纪要"


def test_the_console_asks_too(town, tmp_path, capsys):
    file = tmp_path / "sheet.xlsx"
    file.write_bytes(workbook(HEADINGS, [payment(1, amount="10000")]))
    wanted = ("payments", str(file), "--programme", "2080502", "--region", "3501", "--publish")
    with pytest.raises(SystemExit) as stopped:
        call_command("import_sheet", *wanted)
    assert stopped.value.code == 1
    assert not Payment.objects.exists()

    call_command("import_sheet", *wanted, "--answer", "三年补发，见会议纪要")
    assert Payment.objects.count() == 1
