"""Published rows and corrections at the desk."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse

import pytest

from accounts.choices import OfficeKind, Role
from accounts.models import Office
from auditing.models import SensitiveAccess
from core.sealing import IDENTITY, unseal
from funds.models import Correction, Payment
from tests.town import identity, make_user, payment
from tests.visitors import enter, signed_in


@pytest.fixture
def published(town):
    return town.publish(payment(1), payment(2, "林国栋", amount="200.00"))


@pytest.fixture
def row(published):
    return Payment.objects.get(batch=published, row_number=2)


def form_of(row, **changes):
    values = {
        "state": row.state,
        "amount": row.amount,
        "period_from": row.period_from,
        "period_to": row.period_to,
        "paid_on": row.paid_on,
        "village": row.region.name,
        "beneficiary_name": row.beneficiary_name,
        "reason": "金额登记有误",
    }
    return values | changes


def test_rows_show_names_and_masked_numbers_and_the_look_is_recorded(town, published, client):
    enter(client, town.users[Role.UPLOADER])
    page = client.get(reverse("funds-desk:rows", args=[published.pk])).content.decode()
    assert "陈秀英" in page
    assert identity(1) not in page
    assert identity(1)[:6] in page
    assert SensitiveAccess.objects.filter(subject=f"batch:{published.pk}").count() == 1


def test_a_row_is_found_by_sheet_and_row(town, published, client):
    enter(client, town.users[Role.REVIEWER])
    address = reverse("funds-desk:rows", args=[published.pk])
    page = client.get(address, {"sheet": "Sheet", "row": 3}).content.decode()
    assert "林国栋" in page
    assert "陈秀英" not in page
    assert client.get(address, {"row": "abc"}).status_code == 200


def operator_of(town):
    """An administrator of the office that runs the portal, not of the one that publishes."""
    office = Office.objects.create(
        code="yy", name="运行中心", kind=OfficeKind.OPERATOR, region_code="350100000000"
    )
    return make_user("operator", Role.ADMINISTRATOR, office)


def test_rows_are_open_to_the_own_office_and_to_inspectors(town, published):
    address = reverse("funds-desk:rows", args=[published.pk])
    far = make_user("far", Role.UPLOADER, town.other_office)
    for user, status in (
        (town.users[Role.UPLOADER], 200),
        (town.users[Role.REVIEWER], 200),
        (town.users[Role.INSPECTOR], 200),
        (town.users[Role.AUDITOR], 403),
        (operator_of(town), 403),
        (far, 404),
    ):
        assert signed_in(user).get(address).status_code == status, user


def test_a_correction_from_the_form_to_the_decision(town, row, client):
    address = reverse("funds-desk:correct", args=[row.batch_id, row.pk])
    enter(client, town.users[Role.UPLOADER])
    assert client.get(address).status_code == 200
    answer = client.post(
        address, form_of(row, amount="80.00", beneficiary_id=f" {identity(9)} ", village="猴屿村")
    )
    correction = Correction.objects.get()
    assert answer.url == reverse("funds-desk:correction", args=[correction.pk])
    assert set(correction.changes) == {"amount", "beneficiary_id", "region_id"}
    assert identity(9) not in str(correction.changes)
    page = client.get(answer.url).content.decode()
    assert identity(9) not in page
    assert "¥80.00" in page

    decide = reverse("funds-desk:decide-correction", args=[correction.pk])
    assert client.post(decide, {"decision": "approve"}).status_code == 403
    enter(client, town.users[Role.REVIEWER])
    assert client.post(decide, {"decision": "approve"}).status_code == 302
    correction.refresh_from_db()
    assert correction.new.amount == Decimal("80.00")
    assert unseal(correction.new.beneficiary_id, IDENTITY) == identity(9)


@pytest.mark.parametrize(
    "changes",
    [{}, {"amount": "0"}, {"village": "没有这个村"}, {"beneficiary_id": "123"}, {"reason": ""}],
    ids=repr,
)
def test_a_faulty_form_comes_back_with_what_is_wrong(town, row, client, changes):
    enter(client, town.users[Role.UPLOADER])
    address = reverse("funds-desk:correct", args=[row.batch_id, row.pk])
    answer = client.post(address, form_of(row, **changes))
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()
    assert not Correction.objects.exists()


def test_the_form_is_not_for_others(town, row):
    address = reverse("funds-desk:correct", args=[row.batch_id, row.pk])
    assert signed_in(town.users[Role.INSPECTOR]).get(address).status_code == 403
    far = make_user("far", Role.UPLOADER, town.other_office)
    assert signed_in(far).get(address).status_code == 404


def test_the_list_shows_what_waits(town, row, client):
    enter(client, town.users[Role.UPLOADER])
    client.post(
        reverse("funds-desk:correct", args=[row.batch_id, row.pk]), form_of(row, amount="80")
    )
    enter(client, town.users[Role.REVIEWER])
    assert "金额登记有误" in client.get(reverse("funds-desk:correction-list")).content.decode()
    assert "金额登记有误" in client.get(reverse("portal:desk")).content.decode()
    enter(client, make_user("far", Role.REVIEWER, town.other_office))
    page = client.get(reverse("funds-desk:correction-list") + "?show=all").content.decode()
    assert "金额登记有误" not in page
