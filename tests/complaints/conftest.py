"""Offices that handle reports, with members who made their keys; Argon2 made cheap."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module

from django.apps import apps
from django.test import Client
from django.urls import reverse

import pytest

from accounts.choices import OfficeKind, Role
from accounts.models import Office, User
from complaints import services
from complaints.choices import About, Purpose, Subject
from complaints.models import Clock, Dispatch, MemberKey, Report, Ring
from complaints.sealing import Code
from complaints.sealing.contents import Told
from complaints.selectors.opening import Keys, Opened, keys_of, opened
from complaints.services import members, rings
from complaints.services.receiving import Who
from complaints.services.writing import Enclosed
from tests.town import COUNTY, FUQI, PASSWORD, make_user
from tests.visitors import signed_in


CITY = "350100000000"
CHEAP = {"memory": 64, "passes": 1}
FULL = {"memory": 64 * 1024, "passes": 3}


@pytest.fixture(autouse=True)
def _cheap_and_apart(settings, tmp_path):
    """No test but those of Argon2 itself pays for it; each has its own peppers."""
    settings.COMPLAINT_PEPPERS = tmp_path / "peppers"
    settings.COMPLAINT_ARGON2 = CHEAP


@dataclass
class House:
    """Two discipline offices, one above the other, and custodians of the city."""

    county: Office
    city: Office
    audit: Office
    users: dict[str, User] = field(default_factory=dict)

    def keys(self, name: str) -> Keys:
        user = User.objects.get(username=name)
        return keys_of(user, members.unlocked(by=user, password=PASSWORD))

    def open(self, report: Report, name: str) -> Opened:
        """The report as this member opens it."""
        return opened(Report.objects.get(pk=report.pk), self.keys(name))

    def desk(self, name: str) -> Client:
        """A browser of this member, with unlocked keys."""
        browser = signed_in(User.objects.get(username=name))
        answer = browser.post(reverse("complaints-desk:unlock"), {"password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return browser


def told(**values) -> Told:
    given = {
        "text": "签了字没领到钱三百元", "subject": Subject.PAYMENT, "about": About.NOBODY,
        "region": FUQI,
    }  # fmt: skip
    return Told(**given | values)


def send(named: bool = False, pictures=(), screened: bool = True, **values) -> tuple[Report, Code]:
    who = Who("黄阿婆", "13800001111") if named else None
    return services.receive(
        told=told(**values), who=who, enclosed=Enclosed(pictures), screened=screened
    )


def enrol(user: User, purpose: str) -> None:
    """As the first page of the desk does it; the first of an office makes its key."""
    members.enrol(by=user, password=PASSWORD)
    ring = Ring.objects.filter(office=user.office, purpose=purpose).first()
    if ring is None:
        rings.found(by=user, purpose=purpose)
        return
    first = ring.grants.select_related("member__user").first().member.user
    keys = keys_of(first, members.unlocked(by=first, password=PASSWORD))
    member = MemberKey.objects.get(user=user)
    rings.grant(by=first, keys=keys, ring=ring, member=member)


def discipline_clock() -> Clock:
    """The clock of discipline offices; a test of the whole database empties it of clocks as well."""
    import_module("complaints.migrations.0002_clocks").load(apps, None)
    return Clock.objects.get(code="discipline")


def make_house() -> House:
    made = [
        Office.objects.create(code=code, name=name, kind=kind, region_code=region, phone=phone)
        for code, name, kind, region, phone in (
            ("350112-jw", "长乐区纪委监委", OfficeKind.DISCIPLINE, COUNTY, "0591-2800-0001"),
            ("3501-jw", "福州市纪委监委", OfficeKind.DISCIPLINE, CITY, "0591-2800-0002"),
            ("3501-sj", "福州市审计局", OfficeKind.BUREAU, CITY, ""),
        )
    ]
    house = House(*made)
    clock = discipline_clock()
    for office in (house.county, house.city):
        Dispatch.objects.create(region_code=office.region_code, office=office, clock=clock)
    plan = [
        *((f"keeper{n}", Role.AUDITOR, house.audit, Purpose.NAMES) for n in (1, 2, 3)),
        *((f"county{n}", Role.INSPECTOR, house.county, Purpose.REPORTS) for n in (1, 2)),
        *((f"city{n}", Role.INSPECTOR, house.city, Purpose.REPORTS) for n in (1, 2)),
    ]
    for name, role, office, purpose in plan:
        house.users[name] = make_user(name, role, office)
        enrol(house.users[name], purpose)
    return house


@pytest.fixture
def house(town) -> House:
    return make_house()
