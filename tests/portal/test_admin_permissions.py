"""Every address of the admin, with an object inside and one outside the region, for every role."""

from __future__ import annotations

from datetime import date

from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.choices import SECOND_FACTOR_ROLES, Role
from accounts.models import OfficeToken, User
from accounts.services import issue_token
from auditing.services import record, record_sensitive_access
from clues.models import Holiday
from complaints.models import Clock, Dispatch
from funds.models import (
    Allocation,
    Circumstance,
    Correction,
    Payment,
    PolicyDocument,
    Programme,
    Standard,
)
from intake.models import HeadingMemory, WithdrawalRequest
from matching.models import RegistrySource, RuleResult, Run
from portal.checks import all_views
from regions.models import Population, Region
from tests.depth import part
from tests.town import FUQI, make_user, payment
from tests.visitors import signed_in
from villages.choices import PictureKind, PictureState
from villages.models import Voucher


ANONYMOUS, HALF_WAY, CITY = "anonymous", "administrator without second factor", "city administrator"
OUTSIDERS = [ANONYMOUS, HALF_WAY, *(role for role in Role.values if role != Role.ADMINISTRATOR)]
# Public everywhere: for these there is no outside.
CATALOGUES = {
    "funds_programme", "funds_standard", "funds_policydocument", "clues_holiday", "regions_region",
    "matching_run", "matching_ruleresult", "complaints_clock", "complaints_dispatch",
    "funds_circumstance", "regions_population",
}  # fmt: skip
MAY = {
    Role.ADMINISTRATOR: {
        "add": {"funds_standard"},
        "change": {"funds_standard", "matching_registrysource"},
        "delete": {"funds_standard"},
        "import": {"funds_standard"},
    },
    CITY: {
        "add": {
            "funds_programme", "funds_standard", "funds_policydocument", "clues_holiday",
            "complaints_clock", "complaints_dispatch", "funds_circumstance",
            "regions_population",
        },
        "change": {
            "funds_programme", "funds_standard", "funds_policydocument", "clues_holiday",
            "matching_registrysource", "complaints_clock", "complaints_dispatch", "funds_circumstance",
            "regions_population",
        },
        "delete": {
            "funds_standard", "funds_policydocument", "clues_holiday", "complaints_clock",
            "complaints_dispatch", "funds_circumstance",
            "regions_population",
        },
        "import": {
            "funds_programme", "funds_standard", "funds_circumstance", "regions_population",
        },
    },
}  # fmt: skip
WITHOUT_OBJECT = {
    "index": 200, "login": 302, "logout": 405, "password_change": 302, "password_change_done": 302,
    "autocomplete": 403, "jsi18n": 200, "search": 200, "intake_batch_upload": 302,
}  # fmt: skip
PER_MODEL = {"changelist", "add", "history", "delete", "change", "import", "process_import", "export"}  # fmt: skip


def objects_of(town, office, *, village, place, serial):
    """One row of every registered model, of one county, by the page's name."""
    user = User.objects.get(office=office, role=Role.UPLOADER)
    batch = town.publish(payment(serial, village=place[1], township=place[0]), office=office)
    money = town.publish(
        ("县财政局", "乡财政所", f"文{serial}号", "2026-03-01", 1000), kind="allocations",
        headings=("拨款单位", "收款单位", "文号", "拨付日期", "金额"), programme_code="2080502",
        region_code=office.region_code, office=office,
    )  # fmt: skip
    row = Payment.objects.get(batch=batch)
    issue_token(name=f"专线{serial}", user=user, by=user)
    run = Run.objects.create(mode="full")
    programme = Programme.objects.create(
        code=f"L35010{serial}", name=f"项目{serial}", short_name=f"项目{serial}", category="20805",
        level="city", department="民政局", description="。", who_may_apply="。", unit="person",
        application_steps="。", materials="", period_kind="monthly", due_rule="", contact_unit="",
        contact_phone="", disclosure="named",
    )  # fmt: skip
    clock = Clock.objects.create(
        code=f"c{serial}", name="期限", accept_days=5, tell_days=15, answer_days=44,
        extension_days=22, review_days=22,
    )  # fmt: skip
    return {
        "accounts_office": office,
        "accounts_user": user,
        "accounts_officetoken": OfficeToken.objects.get(name=f"专线{serial}"),
        "auditing_auditevent": record(action="accounts.sign-in", by=user),
        "auditing_sensitiveaccess": record_sensitive_access(by=user, subject="x", reason="x"),
        "clues_holiday": Holiday.objects.create(day=date(2031, 1, serial), is_working=False),
        "complaints_clock": clock,
        "complaints_dispatch": Dispatch.objects.create(
            region_code=office.region_code, office=office, clock=clock
        ),
        "funds_programme": programme,
        "funds_circumstance": Circumstance.objects.create(
            code=f"c{serial}", group="1-home", words="住"
        ),
        "funds_standard": Standard.objects.create(
            programme=programme, region_id=office.region_code, amount=100, unit="person-month",
            valid_from=date(2024, 1, 1),
        ),
        "funds_policydocument": PolicyDocument.objects.create(
            slug=f"p{serial}", title="通知", issuer="局", level="city", body="。", number=f"{serial}"
        ),
        "funds_payment": row,
        "funds_allocation": Allocation.objects.get(batch=money),
        "funds_correction": Correction.objects.create(
            old=row, reason="写错了", changes={}, requested_by=user
        ),
        "intake_batch": batch,
        "intake_headingmemory": HeadingMemory.objects.create(
            office=office, kind="payments", heading="人", field="beneficiary"
        ),
        "intake_withdrawalrequest": WithdrawalRequest.objects.create(
            batch=batch, reason="重复", requested_by=user
        ),
        "matching_run": run,
        "matching_ruleresult": RuleResult.objects.create(run=run, rule="x", rule_version="1"),
        "matching_registrysource": RegistrySource.objects.create(
            name="deaths", office=office, as_of=date(2026, 1, 1), batch=batch, rows=1
        ),
        "regions_population": Population.objects.create(
            region_id=office.region_code, year=2020, people=1000, source="人口普查"
        ),
        "regions_region": Region.objects.get(code=office.region_code),
        "villages_voucher": Voucher.objects.create(
            region_id=village, month=date(2026, 3, 1), voucher_number="1", office=office,
            kind=PictureKind.values[0], place=1, status=PictureState.DRAFT, sha256=bytes([serial]) * 32,
            uploaded_by=user, uploaded_at=timezone.now(), width=1, height=1,
        ),
    }  # fmt: skip


@pytest.fixture
def place(town):
    make_user("far-uploader", Role.UPLOADER, town.other_office)
    inside = objects_of(town, town.office, village=FUQI, place=("猴屿乡", "浮岐村"), serial=1)
    outside = objects_of(
        town, town.other_office, village="350125101214", place=("嵩口镇", "大喜村"), serial=2
    )
    return inside, outside


def addresses(place):
    """(page of a model or "", what it does, whether the object lies inside, address)."""
    for _route, pattern, namespaces in all_views():
        name = pattern.name
        if "admin" not in namespaces or name is None:
            continue
        page, _line, what = name.rpartition("_")
        if name.endswith("_process_import"):
            page, what = name.removesuffix("_process_import"), "process_import"
        if name == "app_list":
            for label in {model._meta.app_label for model in admin.site._registry}:
                yield "", "app_list", True, reverse("admin:app_list", args=[label])
        elif page in place[0] and what in PER_MODEL:
            if "object_id" in pattern.pattern.converters:
                for inside, objects in zip((True, False), place, strict=True):
                    address = reverse(f"admin:{name}", args=[objects[page].pk])
                    yield page, what, inside, address
            else:
                yield page, what, True, reverse(f"admin:{name}")
        else:
            yield "", name, True, reverse(f"admin:{name}")


def browser(town, who):
    if who == ANONYMOUS:
        return Client()
    if who == HALF_WAY:
        client = Client()
        client.force_login(town.users[Role.ADMINISTRATOR])
        return client
    if who == CITY:
        user = make_user("city", Role.ADMINISTRATOR, town.office)
        User.objects.filter(pk=user.pk).update(region_code="350100000000")
        return signed_in(User.objects.get(pk=user.pk))
    return signed_in(town.users[who])


def state_of_all(place):
    """Every registered model's rows, but for the log, which grows by looking."""
    return {
        model: list(model._default_manager.order_by("pk").values())
        for model in admin.site._registry
        if model._meta.app_label != "auditing"
    }


def test_every_registered_model_and_every_kind_of_page_is_covered(place):
    found = list(addresses(place))
    assert set(place[0]) == {
        f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry
    }
    assert {what for page, what, *_rest in found if page} == PER_MODEL
    assert {what for page, what, *_rest in found if not page} == {*WITHOUT_OBJECT, "app_list"}
    assert len(found) > 180


def test_nobody_else_opens_or_changes_anything(town, place):
    browsers = {who: browser(town, who) for who in OUTSIDERS}
    before = state_of_all(place)
    # Where the object lies makes no difference to who may not come in at all.
    found = [(what, address) for _page, what, inside, address in addresses(place) if inside]
    for place_of_role, (who, client) in enumerate(browsers.items()):
        # Every address is tried in every run, by others each time.
        for what, address in part(found[place_of_role:] + found[:place_of_role]):
            writes = what not in ("history", "export", "app_list")
            for send in (client.get, client.post) if writes else (client.get,):
                answer = send(address)
                assert answer.status_code in (302, 403, 405), (who, address)
                if answer.status_code == 302:
                    assert any(
                        each in answer.url for each in ("sign-in", "second-factor", "/admin/login")
                    ), (who, address, answer.url)
    assert set(OUTSIDERS) >= {*(SECOND_FACTOR_ROLES - {Role.ADMINISTRATOR}), Role.UPLOADER}
    assert state_of_all(place) == before


@pytest.mark.parametrize("who", [Role.ADMINISTRATOR, CITY])
def test_an_administrator_opens_what_is_theirs(town, place, who):
    client = browser(town, who)
    may = MAY[who]
    wrong = []
    for page, what, inside, address in addresses(place):
        here = inside or page in CATALOGUES or who == CITY
        own = inside or who == CITY
        if not page:
            expected = 200 if what == "app_list" else WITHOUT_OBJECT[what]
        elif what in ("changelist", "export"):
            expected = 200
        elif what in ("add", "import"):
            expected = 200 if page in may[what] else 403
        elif what == "process_import":
            expected = 405
        elif what in ("change", "history"):
            expected = 200 if here else 302
        else:
            assert what == "delete"
            expected = 200 if page in may[what] and own else 403
        answer = client.get(address)
        if answer.status_code != expected:
            wrong.append((address, expected, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("who", [Role.ADMINISTRATOR, CITY])
def test_an_administrator_changes_nothing_else(town, place, who):
    """A form sent to every address of what is not theirs to write leaves every row as it was."""
    client = browser(town, who)
    may = MAY[who]
    before = state_of_all(place)
    form = {
        "post": "yes", "_save": "1", "action": "delete_selected", "_selected_action": "1",
        "region_code": "350000000000", "role": "administrator", "is_active": "", "amount": "1",
        "stale_after_days": "1", "name": "x", "form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0",
    }  # fmt: skip
    for page, what, inside, address in addresses(place):
        own = inside or who == CITY
        if what in ("logout", "login") or (page in may.get(what, ()) and own):
            continue
        answer = client.post(address, form)
        assert answer.status_code in (200, 302, 400, 403, 405), address
    assert state_of_all(place) == before
