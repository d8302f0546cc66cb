"""Changes of staff: one administrator asks, another agrees, and nobody becomes somebody unseen."""

from __future__ import annotations

import json
import re
from datetime import timedelta

from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

import pytest
import time_machine
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import services
from accounts.choices import TRANSITIONS, ChangeKind, ChangeState, Role
from accounts.models import Office, OfficeToken, OneTimeAccess, StaffChange, User
from auditing.models import AuditEvent
from core.exceptions import NotAllowed, PortalError, StateConflict
from tests.town import COUNTY, make_user
from tests.visitors import signed_in


CITY, FAR = "350100000000", "350125000000"
NEW = "a-wholly-new-pass-phrase"
WHY = "人员调动"


@pytest.fixture
def first(town):
    return town.users[Role.ADMINISTRATOR]


@pytest.fixture
def second(town):
    return make_user("administrator2", Role.ADMINISTRATOR, town.office)


@pytest.fixture
def uploader(town):
    return town.users[Role.UPLOADER]


def ask(user, by, **values):
    change, _code = services.ask_for_user(values=values, reason=WHY, by=by, user=user)
    return change


def new_user(town, by, **values):
    given = {
        "username": "newcomer", "full_name": "新来", "office": town.office.code,
        "role": Role.REVIEWER, "region_code": COUNTY,
    } | values  # fmt: skip
    return services.ask_for_user(values=given, reason=WHY, by=by)


def test_nothing_happens_before_the_second_person_agrees(uploader, first, second):
    change = ask(uploader, first, role=Role.REVIEWER)
    uploader.refresh_from_db()
    assert uploader.role == Role.UPLOADER
    services.agree(change=change, by=second)
    uploader.refresh_from_db()
    assert uploader.role == Role.REVIEWER
    assert (change.old, change.new) == ({"role": "uploader"}, {"role": "reviewer"})
    told = AuditEvent.objects.get(action="accounts.agree-staff-change").detail
    assert (told["old"], told["new"]) == (change.old, change.new)
    assert told["user"] == "uploader"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("role", "administrator"), ("region_code", "350112201000"), ("is_active", False),
        ("full_name", "另名"), ("office", "350112-x"),
    ],
)  # fmt: skip
def test_every_value_is_changed_by_two_and_old_and_new_are_kept(
    town, uploader, first, second, name, value
):
    Office.objects.create(code="350112-x", name="另局", kind="bureau", region_code=COUNTY)
    before = services.values_of(uploader)[name]
    services.agree(change=ask(uploader, first, **{name: value}), by=second)
    assert services.values_of(User.objects.get(pk=uploader.pk))[name] == value
    kept = AuditEvent.objects.get(action="accounts.agree-staff-change").detail
    assert name in kept["old"]
    assert name in kept["new"]
    assert "号码" not in json.dumps(kept, ensure_ascii=False), "a region is no number of a person"
    assert before != value


def test_the_asker_does_not_agree(uploader, first):
    with pytest.raises(NotAllowed):
        services.agree(change=ask(uploader, first, role=Role.REVIEWER), by=first)


def test_the_person_neither_asks_nor_agrees(first, second):
    with pytest.raises(NotAllowed):
        ask(first, first, region_code=CITY)
    with pytest.raises(NotAllowed):
        services.ask_for_access(user=first, reason=WHY, by=first)
    change = ask(first, second, full_name="管理员甲")
    with pytest.raises(NotAllowed):
        services.agree(change=change, by=first)


def test_the_database_holds_it_as_well(uploader, first):
    for wrong in (
        {"decided_by": first, "state": ChangeState.AGREED},
        {"user": first},
        {"state": ChangeState.AGREED},
    ):
        values = {"user": uploader, "requested_by": first, "kind": ChangeKind.CHANGE_USER}
        with pytest.raises(IntegrityError), transaction.atomic():
            StaffChange.objects.create(reach=COUNTY, reason=WHY, **values | wrong)


@pytest.mark.parametrize("region", [CITY, FAR, "350000000000", "000000000000"])
def test_nobody_grants_a_region_wider_than_their_own(town, uploader, first, second, region):
    with pytest.raises(NotAllowed):
        ask(uploader, first, region_code=region)
    with pytest.raises(NotAllowed):
        new_user(town, first, region_code=region)
    with pytest.raises(NotAllowed):
        services.ask_for_office(
            values={"code": "x", "name": "x", "kind": "bureau", "region_code": region},
            reason=WHY, by=first,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        services.ask_for_office(values={"region_code": region}, reason=WHY, by=first, office=town.office)  # fmt: skip


def test_nobody_of_a_wider_region_is_changed_from_below(town, first, second):
    inspector = town.users[Role.INSPECTOR]
    assert inspector.region_code == CITY
    for act in (
        lambda: ask(inspector, first, is_active=False),
        lambda: services.ask_for_access(user=inspector, reason=WHY, by=first),
        lambda: services.ask_for_token(
            user=inspector, name="x", expires_at=None, reason=WHY, by=first
        ),  # fmt: skip
    ):
        with pytest.raises(NotAllowed):
            act()
    assert signed_in(first).get(reverse("accounts:user", args=[inspector.pk])).status_code == 404


def test_who_decides_covers_old_and_new(town, uploader, first):
    User.objects.filter(pk=first.pk).update(region_code=CITY)
    change = ask(uploader, User.objects.get(pk=first.pk), region_code=FAR)
    assert change.reach == CITY
    for office in (town.office, town.other_office):
        other = make_user(f"a-{office.code}", Role.ADMINISTRATOR, office)
        with pytest.raises(NotAllowed):
            services.agree(change=change, by=other)
        address = reverse("accounts:staff-change", args=[change.pk])
        assert signed_in(other).get(address).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_only_administrators_decide(town, uploader, first, role):
    change = ask(uploader, first, full_name="另名")
    other = make_user(f"x-{role}", role, town.office)
    with pytest.raises(NotAllowed):
        services.agree(change=change, by=other)
    with pytest.raises(NotAllowed):
        ask(uploader, other, full_name="又名")


def test_an_asker_who_lost_the_right_is_not_agreed_with(uploader, first, second):
    change = ask(uploader, first, role=Role.REVIEWER)
    User.objects.filter(pk=first.pk).update(role=Role.UPLOADER)
    with pytest.raises(NotAllowed):
        services.agree(change=change, by=second)


@pytest.mark.parametrize("to", [ChangeState.AGREED, ChangeState.REFUSED, ChangeState.RECALLED])
def test_the_transition_table_holds(uploader, first, second, to):
    acts = {
        ChangeState.AGREED: lambda change: services.agree(change=change, by=second),
        ChangeState.REFUSED: lambda change: services.refuse(change=change, by=second),
        ChangeState.RECALLED: lambda change: services.recall(change=change, by=first),
    }
    change = ask(uploader, first, full_name="另名")
    acts[to](change)
    change.refresh_from_db()
    assert change.state == to
    assert to in TRANSITIONS[ChangeState.WAITING]
    for act in acts.values():
        with pytest.raises(StateConflict):
            act(change)


def test_only_the_asker_takes_it_back(uploader, first, second):
    change = ask(uploader, first, full_name="另名")
    with pytest.raises(NotAllowed):
        services.recall(change=change, by=second)


def test_what_was_changed_meanwhile_is_not_overwritten(uploader, first, second):
    change = ask(uploader, first, role=Role.REVIEWER)
    User.objects.filter(pk=uploader.pk).update(role=Role.AUDITOR)
    with pytest.raises(StateConflict):
        services.agree(change=change, by=second)
    change.refresh_from_db()
    assert change.state == ChangeState.WAITING


def test_one_of_a_kind_waits_and_something_changes(uploader, first):
    ask(uploader, first, role=Role.REVIEWER)
    with pytest.raises(StateConflict):
        ask(uploader, first, full_name="另名")
    with pytest.raises(PortalError):
        services.ask_for_user(values={"role": "uploader"}, reason=WHY, by=first, user=uploader)
    with pytest.raises(PortalError):
        services.ask_for_access(user=uploader, reason="x", by=first)


def first_access(client, username, one, two, password=NEW):
    return client.post(
        reverse("accounts:first-access"),
        {"username": username, "first": one, "second": two, "password1": password,
         "password2": password},
    )  # fmt: skip


def test_a_newcomer_gets_in_by_both_codes_and_sets_everything_up(town, client, first, second):
    change, one = new_user(town, first, role=Role.INSPECTOR)
    assert not User.objects.filter(username="newcomer").exists()
    two = services.agree(change=change, by=second)
    person = User.objects.get(username="newcomer")
    assert not person.has_usable_password()
    for wrong in ((one, one), (two, two), (two, one), (one, ""), (one, "AAAAA-AAAAA")):
        if wrong[1]:
            OneTimeAccess.objects.update(failures=0)
        assert first_access(client, "newcomer", *wrong).status_code == 400
    assert first_access(client, "newcomer", one, two, "12345").status_code == 400
    assert first_access(client, "newcomer", one.lower(), two.replace("-", " ")).status_code == 302
    assert "/second-factor/set-up/" in client.get(reverse("portal:desk"), follow=True).redirect_chain[-1][0]  # fmt: skip
    client.logout()
    assert first_access(client, "newcomer", one, two).status_code == 400, "once only"
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_renewed_access_ends_the_old_one_at_once_and_the_person_is_told(
    town, client, first, second
):
    person = make_user("watcher", Role.INSPECTOR, town.office)
    there = signed_in(person)
    StaticToken.objects.create(device=StaticDevice.objects.create(user=person), token="backup1")
    assert there.get(reverse("portal:desk")).status_code == 200
    change, one = services.ask_for_access(user=person, reason="手机丢了", by=first)
    assert there.get(reverse("portal:desk")).status_code == 200, "asking alone ends nothing"
    two = services.agree(change=change, by=second)
    assert there.get(reverse("portal:desk")).status_code == 302
    assert not TOTPDevice.objects.filter(user=person).exists()
    assert not StaticDevice.objects.filter(user=person).exists()
    assert first_access(client, "watcher", one, two).status_code == 302
    person = User.objects.get(pk=person.pk)
    browser = signed_in(person)
    page = browser.get(reverse("portal:desk")).content.decode()
    assert first.full_name in page
    assert second.full_name in page
    browser.post(reverse("accounts:told"))
    assert first.full_name not in browser.get(reverse("portal:desk")).content.decode()
    assert AuditEvent.objects.filter(action="accounts.use-one-time-access", actor_id=person.pk).exists()  # fmt: skip


def test_neither_administrator_gets_in_alone(town, client, uploader, first, second):
    change, one = services.ask_for_access(user=uploader, reason=WHY, by=first)
    assert first_access(client, "uploader", one, one).status_code == 400
    two = services.agree(change=change, by=second)
    assert first_access(client, "uploader", two, two).status_code == 400
    assert first_access(client, "uploader", one, one).status_code == 400
    assert one != two
    assert AuditEvent.objects.filter(action="accounts.one-time-access-failed").count() == 2


def test_five_wrong_codes_end_it(client, uploader, first, second):
    change, one = services.ask_for_access(user=uploader, reason=WHY, by=first)
    two = services.agree(change=change, by=second)
    for _try in range(5):
        assert first_access(client, "uploader", one, "AAAAA-AAAAA").status_code == 400
    assert first_access(client, "uploader", one, two).status_code == 400


def test_codes_are_good_for_three_days_and_till_the_next_ones(client, uploader, first, second):
    change, one = services.ask_for_access(user=uploader, reason=WHY, by=first)
    two = services.agree(change=change, by=second)
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert first_access(client, "uploader", one, two).status_code == 400
    again, three = services.ask_for_access(user=uploader, reason=WHY, by=first)
    four = services.agree(change=again, by=second)
    assert first_access(client, "uploader", one, two).status_code == 400
    assert first_access(client, "uploader", three, four).status_code == 302


def test_no_code_no_secret_stays_anywhere(uploader, first, second):
    change, one = services.ask_for_access(user=uploader, reason=WHY, by=first)
    two = services.agree(change=change, by=second)
    kept = [*StaffChange.objects.values(), *OneTimeAccess.objects.values(), *AuditEvent.objects.values()]  # fmt: skip
    text = json.dumps(kept, default=str)
    for code in (one, two, one.replace("-", ""), two.replace("-", "")):
        assert code not in text


def test_a_wrong_code_says_no_more_for_a_name_that_exists(client, uploader, first, second):
    change, _one = services.ask_for_access(user=uploader, reason=WHY, by=first)
    services.agree(change=change, by=second)
    known = first_access(client, "uploader", "AAAAA-AAAAA", "AAAAA-AAAAA")
    unknown = first_access(client, "nobody", "AAAAA-AAAAA", "AAAAA-AAAAA")
    assert known.context["form"].errors == unknown.context["form"].errors


def test_a_token_is_fetched_by_who_answers_for_it(client, uploader, first, second):
    change = services.ask_for_token(user=uploader, name="专线", expires_at=None, reason=WHY, by=first)  # fmt: skip
    services.agree(change=change, by=second)
    token = OfficeToken.objects.get()
    assert not OfficeToken.objects.usable().exists()
    address = reverse("accounts:collect-token", args=[token.pk])
    assert signed_in(first).post(address).status_code == 404
    browser = signed_in(uploader)
    assert "专线" in browser.get(reverse("portal:desk")).content.decode()
    page = browser.post(address)
    secret = re.search(r"mb_[\w-]{20,}", page.content.decode())[0]
    assert page["Cache-Control"].count("no-store")
    assert OfficeToken.objects.usable().get().digest == OfficeToken.digest_of(secret)
    assert browser.post(address).status_code == 409
    ended = services.ask_to_revoke(token=token, reason=WHY, by=second)
    assert OfficeToken.objects.usable().exists()
    services.agree(change=ended, by=first)
    assert not OfficeToken.objects.usable().exists()


def test_offices_are_made_and_changed_by_two(town, first, second):
    values = {"code": "350112-ny", "name": "农业局", "kind": "bureau", "region_code": COUNTY,
              "phone": "", "email": ""}  # fmt: skip
    services.agree(change=services.ask_for_office(values=values, reason=WHY, by=first), by=second)
    office = Office.objects.get(code="350112-ny")
    change = services.ask_for_office(
        values={"name": "农业农村局"}, reason=WHY, by=second, office=office
    )
    services.agree(change=change, by=first)
    office.refresh_from_db()
    assert office.name == "农业农村局"
    with pytest.raises(PortalError):
        services.ask_for_office(values=values, reason=WHY, by=first)


def test_the_office_is_written_to(
    settings, town, uploader, first, second, django_capture_on_commit_callbacks
):
    settings.EMAIL_HOST = "mail.invalid"
    Office.objects.filter(pk=town.office.pk).update(email="office@example.org")
    change, _code = services.ask_for_access(user=uploader, reason=WHY, by=first)
    with django_capture_on_commit_callbacks(execute=True):
        code = services.agree(change=change, by=second)
    (letter,) = mail.outbox
    assert letter.to == ["office@example.org"]
    assert first.full_name in letter.body
    assert code not in letter.body


def test_the_whole_way_at_the_desk(town, client, first, second):
    here, there = signed_in(first), signed_in(second)
    page = here.post(
        reverse("accounts:new-user"),
        {"username": "newcomer", "full_name": "新来", "office": town.office.code,
         "role": "reviewer", "region_code": "350112", "reason": "新人报到"},
    )  # fmt: skip
    one = page.context["code"]
    assert page.status_code == 200
    assert page["Cache-Control"].count("no-store")
    change = StaffChange.objects.get()
    assert "newcomer" in there.get(reverse("accounts:staff-list")).content.decode()
    assert "新人报到" in there.get(reverse("portal:desk")).content.decode()
    address = reverse("accounts:staff-change", args=[change.pk])
    assert one not in there.get(address).content.decode()
    decide = reverse("accounts:decide-staff-change", args=[change.pk])
    assert here.post(decide, {"decision": "agree"}).status_code == 403
    two = there.post(decide, {"decision": "agree"}).context["code"]
    assert first_access(client, "newcomer", one, two).status_code == 302
    person = User.objects.get(username="newcomer")
    changed = here.post(
        reverse("accounts:user", args=[person.pk]),
        {"full_name": "新来", "office": town.office.code, "role": "uploader",
         "region_code": "350112000000", "is_active": "on", "reason": "改任经办"},
    )  # fmt: skip
    assert changed.url == reverse("accounts:staff-change", args=[StaffChange.objects.latest("id").pk])  # fmt: skip
    wider = here.post(
        reverse("accounts:user", args=[person.pk]),
        {"full_name": "新来", "office": town.office.code, "role": "uploader",
         "region_code": "35", "is_active": "on", "reason": "扩大范围"},
    )  # fmt: skip
    assert wider.status_code == 403


def test_the_list_costs_the_same_however_many_there_are(
    town, first, second, django_assert_num_queries
):
    browser = signed_in(first)
    browser.get(reverse("accounts:staff-list"))
    for number in range(3):
        make_user(f"more-{number}", Role.UPLOADER, town.office)
        ask(User.objects.get(username=f"more-{number}"), second, full_name="另名")
        with django_assert_num_queries(11):
            browser.get(reverse("accounts:staff-list"))
