"""A reason that the public reads names nobody whom the lists do not name."""

from __future__ import annotations

import pytest

from core.exceptions import PortalError
from funds.models import Payment
from funds.services.correcting import request_correction
from intake import services
from tests.town import payment


MASKED = "2081107"


def correct(row, reason, town, **changes):
    return request_correction(
        payment=row, changes=changes or {"amount": row.amount + 1}, reason=reason,
        by=town.users["uploader"],
    )  # fmt: skip


@pytest.mark.parametrize("reason", ["陈秀英的金额写错了", "应发陈 秀英 120元"])
def test_of_a_masked_row(town, reason):
    batch = town.publish(payment(1, "陈秀英"), payment(2, "林国平"), programme_code=MASKED)
    row = Payment.objects.get(beneficiary_name="陈秀英")
    with pytest.raises(PortalError):
        correct(row, reason, town)
    with pytest.raises(PortalError):
        services.request_withdrawal(batch=batch, by=town.users["uploader"], reason=reason)
    correct(row, "林国平说金额写错了", town)
    services.request_withdrawal(batch=batch, by=town.users["uploader"], reason="整批金额写错")


def test_nor_the_name_that_shall_stand_there(town):
    town.publish(payment(1, "陈秀英"), programme_code=MASKED)
    with pytest.raises(PortalError):
        correct(Payment.objects.get(), "应为陈秀瑛", town, beneficiary_name="陈秀瑛")


def test_of_a_named_row_it_may(town):
    batch = town.publish(payment(1, "陈秀英"))
    correct(Payment.objects.get(), "陈秀英的金额写错了", town)
    services.request_withdrawal(batch=batch, by=town.users["uploader"], reason="陈秀英的金额写错了")
