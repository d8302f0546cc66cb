"""How long a session lasts, and what the trail says of it."""

from datetime import timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone

import pytest
import time_machine
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.choices import Role
from auditing.models import AuditEvent
from tests.town import PASSWORD
from tests.visitors import signed_in


STEP = timedelta(minutes=25)


def sign_in(client, username="uploader"):
    return client.post("/desk/sign-in/", {"username": username, "password": PASSWORD})


def acts_of(user):
    return list(
        AuditEvent.objects.filter(actor_id=user.pk).order_by("pk").values_list("action", "target")
    )


def test_whoever_never_rests_signs_in_anew_after_half_a_day(town, client):
    sign_in(client)
    began, steps = timezone.now(), settings.SESSION_LONGEST_SECONDS // STEP.seconds
    for step in range(1, steps + 1):
        with time_machine.travel(began + step * STEP):
            assert client.get("/desk/").status_code == 200, step
    with time_machine.travel(began + (steps + 1) * STEP):
        assert client.get("/desk/").status_code == 302
        sign_in(client)
        assert client.get("/desk/").status_code == 200


def test_signing_in_gives_a_new_key(town, client):
    """A key that somebody laid down before opens nothing."""
    session = client.session
    session["laid"] = "down"
    session.save()
    before = session.session_key
    sign_in(client)

    assert client.session.session_key != before
    client.cookies["sessionid"] = before
    assert client.get("/desk/").status_code == 302


def test_signing_in_again_begins_anew(town, client):
    sign_in(client)
    session = client.session
    session["began"] -= settings.SESSION_LONGEST_SECONDS - 60
    session.save()
    sign_in(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert client.get("/desk/").status_code == 200


def test_the_second_factor_is_not_asked_of_what_is_over(town, client):
    device = TOTPDevice.objects.create(user=town.users[Role.INSPECTOR], name="t", confirmed=True)
    sign_in(client, "inspector")
    session = client.session
    session["began"] -= settings.SESSION_LONGEST_SECONDS + 1
    session.save()
    code = f"{TOTP(device.bin_key).token():06d}"

    assert client.post("/desk/second-factor/", {"code": code}).url == "/desk/sign-in/"


def test_signing_in_and_out_is_in_the_trail(town, client):
    inspector = town.users[Role.INSPECTOR]
    device = TOTPDevice.objects.create(user=inspector, name="t", confirmed=True)
    sign_in(client, "inspector")
    client.post("/desk/second-factor/", {"code": f"{TOTP(device.bin_key).token():06d}"})
    client.post("/desk/sign-out/")
    client.post("/desk/sign-out/")

    target = f"user:{inspector.pk}"
    assert acts_of(inspector) == [
        ("accounts.sign-in", target),
        ("accounts.second-factor", target),
        ("accounts.sign-out", target),
    ]


def test_a_code_of_the_second_factor_is_good_once(town):
    device = TOTPDevice.objects.create(user=town.users[Role.INSPECTOR], name="t", confirmed=True)
    code = f"{TOTP(device.bin_key).token():06d}"
    answers = []
    for browser in (Client(), Client()):
        sign_in(browser, "inspector")
        answers.append(browser.post("/desk/second-factor/", {"code": code}).status_code)

    assert answers == [302, 400]
    assert AuditEvent.objects.filter(action="accounts.second-factor-failed").exists()


@pytest.mark.parametrize(
    ("role", "address", "page"),
    [
        (Role.UPLOADER, "/desk/clues/?q=350199195001011233", "page:clues:clue-list"),
        (Role.UPLOADER, "/admin/", "page:admin:index"),
        (Role.INSPECTOR, "/desk/staff/", "page:accounts:staff-list"),
        # Refused by the service, not by the door.
        (Role.REVIEWER, "/desk/batches/{batch}/submit/", "page:intake:submit"),
    ],
)
def test_who_opens_what_is_not_theirs_is_in_the_trail(town, role, address, page):
    batch = town.read(kind="payments", data=b"no sheet")
    user = town.users[role]
    client = signed_in(user)
    answer = (client.post if "batch" in address else client.get)(address.format(batch=batch.pk))

    assert answer.status_code == 403
    assert ("accounts.refused", page) in acts_of(user)


def test_strangers_and_what_is_theirs_leave_no_line(town, client):
    client.get("/desk/clues/")
    signed_in(town.users[Role.UPLOADER]).get("/desk/")

    assert not AuditEvent.objects.filter(action="accounts.refused").exists()
