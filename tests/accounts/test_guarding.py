"""Guessing at the sign-in: by name, by address, of the whole site; and what is kept of it."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from types import SimpleNamespace

from django.test import Client
from django.utils import timezone

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog

from accounts import guarding
from accounts.choices import Role
from accounts.models import User
from auditing.models import AuditEvent
from tests.town import PASSWORD
from tests.visitors import signed_in


WRONG = "wrong-password"


def attempt(username, password=WRONG, address="10.0.0.1", client=None):
    return (client or Client()).post(
        "/desk/sign-in/", {"username": username, "password": password}, REMOTE_ADDR=address
    )


def failures(count, *, username="uploader", address=None, ago=0):
    """So many failures in the log already, each from an address of its own."""
    rows = AccessFailureLog.objects.bulk_create(
        AccessFailureLog(
            username=username, ip_address=address or f"10.1.{number // 250}.{number % 250}"
        )
        for number in range(count)
    )
    at = timezone.now() - timedelta(seconds=ago)
    AccessFailureLog.objects.filter(pk__in=[row.pk for row in rows]).update(attempt_time=at)


def test_many_addresses_against_one_name_have_to_wait(town):
    failures(guarding.NAME_FAILURES + 5)
    assert attempt("uploader", PASSWORD, "10.9.9.9").status_code == 429
    assert attempt("reviewer", PASSWORD, "10.9.9.9").status_code == 302


def test_the_wait_grows_and_ends_within_a_minute(town):
    """Nobody is locked out for long by a stranger who goes on trying."""
    failures(500)
    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        assert attempt("uploader", PASSWORD, "10.9.9.9").status_code == 429
    with time_machine.travel(timezone.now() + timedelta(seconds=guarding.LONGEST_WAIT + 1)):
        assert attempt("uploader", PASSWORD, "10.9.9.9").status_code == 302


def test_from_where_one_signed_in_lately_one_does_not_wait(town):
    assert attempt("uploader", PASSWORD, "10.5.5.5").status_code == 302
    failures(500)
    assert attempt("uploader", PASSWORD, "10.9.9.9").status_code == 429
    assert attempt("uploader", PASSWORD, "10.5.5.5").status_code == 302


def test_one_address_against_many_names_is_held(town):
    failures(guarding.NETWORK_FAILURES, username="unknown:x", address="10.7.7.7")
    assert attempt("uploader", PASSWORD, "10.7.7.7").status_code == 429
    assert attempt("uploader", PASSWORD, "10.7.7.8").status_code == 302
    later = timezone.now() + guarding.NETWORK_WINDOW + timedelta(seconds=1)
    with time_machine.travel(later):
        assert attempt("uploader", PASSWORD, "10.7.7.7").status_code == 302


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
    ],
)
def test_ipv6_is_counted_by_its_network(typed, counted):
    request = SimpleNamespace(META={"REMOTE_ADDR": typed})
    assert guarding.network_of(request) == counted


def test_all_addresses_of_one_network_are_one(town):
    for number in range(5):
        attempt("uploader", address=f"2001:db8:1:2::{number}")
    assert attempt("uploader", PASSWORD, "2001:db8:1:2::99").status_code == 429
    assert attempt("uploader", PASSWORD, "2001:db8:1:3::1").status_code == 302


def test_a_failure_is_in_the_trail_under_the_account(town):
    attempt("uploader")
    event = AuditEvent.objects.get(action="accounts.sign-in-failed")
    user = town.users[Role.UPLOADER]
    assert (event.actor_id, event.target) == (user.pk, f"user:{user.pk}")
    for _try in range(6):
        attempt("uploader")
    assert AuditEvent.objects.filter(action="accounts.sign-in-held").exists()


@pytest.mark.parametrize("typed", ["my-secret-passphrase", "350199195001011233", "13800138000"])
def test_what_is_no_accounts_name_is_kept_nowhere(town, typed, caplog):
    with caplog.at_level(logging.DEBUG):
        attempt(typed, "also-secret-words")
    kept = [
        *AuditEvent.objects.values(), *AccessAttempt.objects.values(),
        *AccessFailureLog.objects.values(), *AccessLog.objects.values(),
    ]  # fmt: skip
    text = json.dumps(kept, default=str) + caplog.text
    assert typed not in text
    assert "also-secret-words" not in text
    assert AuditEvent.objects.get(action="accounts.sign-in-failed").target == "user:unknown"


def test_a_wrong_second_factor_is_in_the_trail(town, client):
    from django_otp.plugins.otp_totp.models import TOTPDevice

    TOTPDevice.objects.create(user=town.users[Role.INSPECTOR], name="t", confirmed=True)
    attempt("inspector", PASSWORD, client=client)
    client.post("/desk/second-factor/", {"code": "000000"})
    assert AuditEvent.objects.filter(action="accounts.second-factor-failed").exists()


def test_the_site_raises_the_alarm(town, caplog):
    failures(guarding.ALARM_FAILURES - 1, username="unknown:x")
    attempt("uploader")
    assert AuditEvent.objects.filter(action="accounts.sign-in-alarm").exists()
    assert "somebody may be guessing" in caplog.text


def test_whole_portals_readers_see_what_nobody_did_by_name(town):
    attempt("nobody-known")
    auditor = town.users[Role.AUDITOR]
    assert not AuditEvent.objects.visible_to(auditor).filter(target="user:unknown").exists()
    User.objects.filter(pk=auditor.pk).update(region_code="350100000000")
    auditor = User.objects.get(pk=auditor.pk)
    assert AuditEvent.objects.visible_to(auditor).filter(target="user:unknown").exists()


def test_old_failures_are_forgotten(town):
    failures(2, ago=guarding.KEPT.total_seconds() + 60)
    failures(1)
    guarding.forget_old()
    assert AccessFailureLog.objects.count() == 1


NEW = "a-wholly-new-pass-phrase"


def change(client, old, new=NEW):
    return client.post(
        "/desk/password/", {"old_password": old, "new_password1": new, "new_password2": new}
    )


def test_ones_own_password_is_changed_with_the_present_one(town):
    user = town.users[Role.UPLOADER]
    browser, other = signed_in(user), signed_in(user)
    key = browser.session.session_key
    assert change(browser, "wrong-password").status_code == 400
    assert change(browser, PASSWORD, "12345").status_code == 400
    assert change(browser, PASSWORD).status_code == 302
    assert browser.get("/desk/").status_code == 200
    assert browser.session.session_key != key
    assert other.get("/desk/").status_code == 302, "other sessions end"
    assert User.objects.get(pk=user.pk).check_password(NEW)
    event = AuditEvent.objects.get(action="accounts.change-password")
    assert (event.actor_id, event.detail) == (user.pk, {})
