"""A date of payment is told as far as it is known: a day, a month, or that nothing is stated."""

import csv
import io

from django.db import DatabaseError, transaction

import pytest

from accounts.choices import Role
from funds.models import Payment
from funds.services.correcting import decide_correction, request_correction
from tests.town import FUQI, HEADINGS, payment
from tests.visitors import signed_in


WITHOUT_DATE = HEADINGS[:-1]


@pytest.fixture
def assumed(town):
    town.publish(payment(1)[:-1], headings=WITHOUT_DATE)
    return Payment.objects.get()


def test_what_no_sheet_says_is_stated_nowhere(assumed, client, town):
    shown = f"{assumed.paid_on:%Y-%m-%d}", "2026年3月31日"
    pages = [
        client.get(assumed.get_absolute_url()).content.decode(),
        client.get(f"/villages/{FUQI}/").content.decode(),
        signed_in(town.users[Role.REVIEWER])
        .get(f"/desk/batches/{assumed.batch_id}/rows/")
        .content.decode(),
    ]
    row = client.get(f"/api/v1/payments/?village={FUQI}").json()["results"][0]
    export = client.get(f"/villages/{FUQI}/payments.csv").content.decode("utf-8-sig")

    assert assumed.paid_on_precision == "assumed"
    assert "未注明" in pages[0]
    assert not any(date in page for date in shown for page in pages)
    assert row["paid_on"] == ""
    assert next(csv.DictReader(io.StringIO(export)))["发放日期"] == ""


def test_a_correction_with_a_day_makes_it_known(assumed, town):
    correction = request_correction(
        payment=assumed, by=town.users["uploader"], reason="补录打卡日期",
        changes={"paid_on": assumed.paid_on.replace(day=12)},
    )  # fmt: skip
    decide_correction(correction=correction, by=town.users["reviewer"], approved=True)

    assert Payment.objects.get(state="paid").paid_when == "2026-03-12"


def test_how_sure_a_date_is_is_never_edited(assumed):
    with pytest.raises(DatabaseError), transaction.atomic():
        Payment.objects.update(paid_on_precision="day")
