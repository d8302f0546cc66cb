"""Looking up a person: inspectors only, recorded with a reason, no number in page or log."""

from __future__ import annotations

from django.urls import reverse

import pytest

from accounts.choices import Role
from auditing.models import SensitiveAccess
from tests.town import identity
from tests.visitors import signed_in


@pytest.fixture
def page(town):
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    return signed_in(town.users[Role.INSPECTOR])


def test_what_the_registries_say_is_shown_and_the_look_recorded(page, caplog):
    answer = page.post(
        reverse("matching:registries"), {"number": identity(1), "reason": "核对死亡登记"}
    )
    text = answer.content.decode()
    assert "陈秀英" in text
    assert "2026" in text
    assert identity(1) not in text
    assert identity(1) not in caplog.text
    look = SensitiveAccess.objects.latest("pk")
    assert look.reason == "核对死亡登记"
    assert identity(1) not in look.subject


def test_without_a_reason_nothing_is_shown(page):
    text = page.post(
        reverse("matching:registries"), {"number": identity(1), "reason": ""}
    ).content.decode()
    assert "陈秀英" not in text
    assert not SensitiveAccess.objects.filter(subject__startswith="registries:").exists()


def test_a_number_that_cannot_be_is_told(page):
    wrong = identity(1)[:-1] + ("0" if identity(1)[-1] != "0" else "1")
    text = page.post(
        reverse("matching:registries"), {"number": wrong, "reason": "核对一下"}
    ).content.decode()
    assert 'class="empty"' not in text
    assert wrong not in text


def test_the_number_never_stands_in_an_address(page):
    assert "陈秀英" not in page.get(reverse("matching:registries"), {"number": identity(1), "reason": "核对一下"}).content.decode()  # fmt: skip


@pytest.mark.parametrize("role", [Role.UPLOADER, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_but_inspectors(town, role):
    assert signed_in(town.users[role]).get(reverse("matching:registries")).status_code == 403


def test_another_region_s_registries_are_not_seen(town, page):
    stranger = town.users[Role.INSPECTOR]
    stranger.region_code = "350125000000"
    stranger.save()
    text = page.post(
        reverse("matching:registries"), {"number": identity(1), "reason": "核对死亡登记"}
    ).content.decode()
    assert "陈秀英" not in text


def test_a_permit_is_found_by_its_number_whatever_stands_for_it(town):
    town.deaths(("陈秀英", "H01234567", "2026-02-15"))
    page = signed_in(town.users[Role.INSPECTOR])

    answer = page.post(reverse("matching:registries"), {"number": "H0123456702", "reason": "核对"})
    text = answer.content.decode()

    assert "陈秀英" not in text  # too short a reason
    answer = page.post(
        reverse("matching:registries"), {"number": "H0123456702", "reason": "核对登记"}
    )
    assert "陈秀英" in answer.content.decode()
    assert "H01234567" not in answer.content.decode()
