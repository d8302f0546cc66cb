"""What a column of words keeps, whichever way it is written."""

from django.core.exceptions import ValidationError

import pytest

from accounts.models import Office, User
from funds.models import Programme
from intake.models import WithdrawalRequest
from tests.town import identity, payment


NUMBER = identity(777)


def test_saving_creating_in_bulk_and_updating_keep_no_number(town):
    batch = town.publish(payment(1))
    request = WithdrawalRequest.objects.create(
        batch=batch, reason=f"错发给{NUMBER}", requested_by=town.users["uploader"]
    )
    assert request.reason == "错发给[号码]"
    WithdrawalRequest.objects.update(reason=f"再错{NUMBER}")
    assert WithdrawalRequest.objects.get().reason == "再错[号码]"
    request.reason = f"又错{NUMBER}，癌症"
    request.save()
    assert WithdrawalRequest.objects.get().reason == "又错[号码]，[病情]"
    WithdrawalRequest.objects.all().delete()
    WithdrawalRequest.objects.bulk_create([request])
    assert NUMBER not in WithdrawalRequest.objects.get().reason


def test_an_office_s_own_telephone_stays(town):
    programme = Programme.objects.get(code="2080502")
    programme.application_steps = f"电话 0591-8300-1202 或 13800001111，勿报{NUMBER}"
    programme.save()
    programme.refresh_from_db()
    assert programme.application_steps == "电话 0591-8300-1202 或 13800001111，勿报[号码]"
    assert programme.contact_phone == "0591-8300-1202"


@pytest.mark.parametrize("name", [NUMBER, "13800001111", f"u{NUMBER}"])
def test_a_user_name_and_a_code_are_no_numbers(town, name):
    with pytest.raises(ValidationError):
        User._meta.get_field("username").clean(name, None)
    with pytest.raises(ValidationError):
        Office._meta.get_field("code").clean(name, None)
