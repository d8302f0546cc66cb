"""Whoever knows a name and tries numbers gets nowhere; many who know their own are all answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.test import RequestFactory

import pytest
import redis
import time_machine

from core import guessing
from core.throttling import bucket
from tests.town import identity


START = datetime.fromisoformat("2026-11-29T08:00:00+08:00")


def asks(address="198.51.100.7"):
    return RequestFactory().post("/search/", REMOTE_ADDR=address)


def tries(address, name, number, *, right=False):
    """Whether it was answered."""
    attempt = guessing.attempt(place=bucket(asks(address)), name=name, number=number)
    if attempt is None:
        return False
    (attempt.found if right else attempt.missed)()
    return True


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("198.51.100.7", "198.51.100.8", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
    ],
)
def test_a_household_s_network_is_one_visitor(one, other, same):
    assert (bucket(asks(one)) == bucket(asks(other))) is same


def test_a_thousand_addresses_get_nowhere_in_an_hour():
    """Five hundred numbers are possible for somebody whose place, day and sex are known."""
    answered = 0
    with time_machine.travel(START, tick=False) as clock:
        for minute in range(60):
            for number in range(1000 // 60 + 1):
                serial = minute * 17 + number
                address = (
                    f"2001:db8:{serial:x}::1"
                    if serial % 2
                    else f"10.{serial // 250}.0.{serial % 250}"
                )
                answered += tries(address, "陈秀英", identity(serial % 900))
            clock.shift(timedelta(minutes=1))
    assert answered <= 5


def test_a_thousand_at_once_get_no_more():
    with time_machine.travel(START, tick=False):
        attempts = [
            guessing.attempt(place=f"10.0.{n // 250}.{n % 250}", name="陈秀英", number=identity(n))
            for n in range(300)
        ]
    assert sum(each is not None for each in attempts) == 5


def test_many_names_from_one_household_are_few_guesses():
    answered = 0
    with time_machine.travel(START, tick=False) as clock:
        for number in range(600):
            answered += tries(f"2001:db8::{number:x}", f"名{number}", identity(number))
            clock.shift(timedelta(seconds=6))
    assert answered <= 100


def test_many_names_from_many_places_meet_the_site_s_budget(caplog):
    with time_machine.travel(START, tick=False):
        answered = sum(
            tries(f"10.{n // 4 // 250}.1.{n // 4 % 250}", f"名{n}", identity(n % 900)) for n in range(3000)
        )  # fmt: skip
    assert answered <= settings.GUESSES["site"][0][0] + 750
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_kiosk_answers_everybody_who_knows_their_own():
    with time_machine.travel(START, tick=False) as clock:
        for number in range(200):
            wrong_first = number % 5 == 0
            if wrong_first:
                assert tries("198.51.100.7", f"名{number}", identity(number + 300))
            assert tries("198.51.100.7", f"名{number}", identity(number), right=True)
            clock.shift(timedelta(seconds=18))


def test_a_carrier_s_address_answers_thousands():
    with time_machine.travel(START, tick=False) as clock:
        for number in range(2000):
            right = number % 10 != 0
            assert tries(
                "203.0.113.9", f"名{number}", identity(number % 900, "19600101"), right=right
            )
            clock.shift(timedelta(seconds=1.8))


def test_misses_in_a_row_wait_longer_and_longer():
    with time_machine.travel(START, tick=False) as clock:
        for number in range(4):
            assert tries("198.51.100.7", f"名{number}", identity(number))
        assert not tries("198.51.100.7", "名9", identity(9), right=True)
        clock.shift(timedelta(seconds=3))
        assert tries("198.51.100.7", "名9", identity(9), right=True)
        # A right one ends the row.
        assert tries("198.51.100.7", "名10", identity(10))
        assert tries("198.51.100.7", "名11", identity(11))


def test_an_hour_later_the_name_is_answered_again():
    with time_machine.travel(START, tick=False) as clock:
        for number in range(6):
            tries(f"10.0.0.{number}", "陈秀英", identity(number))
        assert not tries("10.0.1.1", "陈秀英", identity(1), right=True)
        clock.shift(timedelta(hours=1))
        assert tries("10.0.1.1", "陈秀英", identity(1), right=True)


def test_without_redis_nobody_guesses(monkeypatch):
    def down():
        raise redis.exceptions.ConnectionError

    monkeypatch.setattr(guessing, "client", down)
    assert guessing.attempt(place="198.51.100.7", name="陈秀英", number=identity(1)) is None
