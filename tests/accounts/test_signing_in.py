from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

import pytest
import time_machine
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.choices import Role
from auditing.models import AuditEvent
from tests.town import PASSWORD


SIGN_IN = "/desk/sign-in/"


def sign_in(client, username, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def code_of(device):
    return f"{TOTP(device.bin_key).token():06d}"


def test_an_uploader_is_at_the_desk_at_once(town, client):
    answer = sign_in(client, "uploader")

    assert answer.url == reverse("portal:desk")
    assert client.get("/desk/").status_code == 200
    assert AuditEvent.objects.filter(action="accounts.sign-in").exists()


def test_an_inspector_sets_up_a_second_factor_first(town, client):
    answer = sign_in(client, "inspector")
    assert "/second-factor/" in answer.url
    client.get("/desk/second-factor/set-up/")
    device = TOTPDevice.objects.get(user=town.users["inspector"])
    answer = client.post("/desk/second-factor/set-up/", {"code": code_of(device)})

    assert answer.status_code == 200
    assert StaticToken.objects.filter(device__user=town.users["inspector"]).count() == 8
    assert client.get("/desk/clues/").status_code == 200


def test_a_wrong_first_code_changes_nothing(town, client):
    sign_in(client, "inspector")
    answer = client.post("/desk/second-factor/set-up/", {"code": "000000"})

    assert answer.status_code == 400
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_a_confirmed_device_cannot_be_set_up_again(town, client):
    """Whoever has only the password cannot replace the second factor."""
    TOTPDevice.objects.create(user=town.users["inspector"], name="t", confirmed=True)
    sign_in(client, "inspector")

    assert client.get("/desk/second-factor/set-up/").status_code == 302
    assert TOTPDevice.objects.count() == 1


def test_the_second_factor_opens_the_desk(town, client):
    device = TOTPDevice.objects.create(user=town.users["inspector"], name="t", confirmed=True)
    sign_in(client, "inspector")
    assert client.post("/desk/second-factor/", {"code": "000000"}).status_code == 400
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    client.post("/desk/second-factor/", {"code": code_of(device)})

    assert client.get("/desk/clues/").status_code == 200


def test_five_failures_lock_out_even_the_right_password(town, client):
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, "uploader", "wrong-password")
    answer = sign_in(client, "uploader")

    assert answer.status_code == 429
    assert client.get("/desk/").status_code == 302


def test_a_wrong_password_names_neither_fault(town, client):
    unknown = sign_in(client, "nobody", "wrong-password")
    known = sign_in(client, "uploader", "wrong-password")

    assert unknown.context["form"].errors == known.context["form"].errors
    assert unknown.status_code == known.status_code == 400


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_signing_in_never_leads_away_from_the_site(town, client, target):
    assert sign_in(client, "uploader", next=target).url == reverse("portal:desk")


def test_sessions_end(town, client):
    sign_in(client, "uploader")
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert client.get("/desk/").status_code == 302


def test_signing_out_ends_the_session(town, client):
    sign_in(client, "uploader")
    client.post("/desk/sign-out/")

    assert client.get("/desk/").status_code == 302


def test_an_inactive_member_of_staff_is_out_at_once(town, client):
    sign_in(client, "uploader")
    town.users["uploader"].__class__.objects.filter(role=Role.UPLOADER).update(is_active=False)

    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    ("referer", "onward"),
    [
        ("http://testserver/desk/clues/?status=open", "/desk/clues/?status=open"),
        ("http://elsewhere.example/desk/clues/", "/desk/"),
        ("", "/desk/"),
        ("http://[bad", "/desk/"),
        ("http://testserver", "/"),
        ("http://testserver//evil.example/x", "/evil.example/x"),
    ],
)
def test_signed_out_while_typing_one_comes_back_to_the_page_of_the_form(
    db, client, referer, onward
):
    answer = client.post(reverse("clues:take-next"), headers={"referer": referer})
    assert dict(parse_qsl(urlsplit(answer.url).query)) == {"next": onward}
