"""Who opens what: members, offices, colleagues, custodians; and what a thief learns."""

from __future__ import annotations

import re

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.choices import Role
from accounts.services import change_own_password
from complaints.choices import Purpose
from complaints.models import (
    Attachment,
    Entry,
    Escrow,
    Grant,
    Identity,
    MemberKey,
    Report,
    Ring,
    Wrap,
)
from complaints.sealing import SealBroken, open_box, pepper, stretch, unlock
from complaints.selectors.opening import Keys, keys_of, opened
from complaints.services import members, reporting, rings
from complaints.services.members import OlderPassword, WrongPassword
from core.exceptions import NotAllowed, StateConflict
from tests.complaints.conftest import send
from tests.town import PASSWORD, make_user
from tests.visitors import signed_in


OTHER_PASSWORD = "another-long-password"


def test_the_office_it_went_to_opens_it_and_no_other(house):
    report, code = send()
    for name in ("county1", "county2"):
        assert house.open(report, name).told().text.startswith("签了字")
    assert reporting.come_back(code=code).told().text.startswith("签了字")
    for name in ("city1", "keeper1"):
        with pytest.raises(SealBroken):
            house.open(report, name)


def test_a_box_moved_to_another_report_is_refused(house, subtests):
    for boxes in ("entries", "attachments", "wraps", "identity", "code"):
        with subtests.test(boxes):
            _moved(house, boxes)


def _moved(house, boxes: str) -> None:
    one, _code = send(named=True, pictures=[b"one"])
    two, code = send(named=True, pictures=[b"two"], text="别的事情")
    private = house.open(two, "county1").private
    if boxes == "entries":
        Entry.objects.filter(report=two).update(box=Entry.objects.get(report=one).box)
        with pytest.raises(SealBroken):
            house.open(two, "county1").told()
    elif boxes == "attachments":
        Attachment.objects.filter(report=two).update(box=Attachment.objects.get(report=one).box)
        with pytest.raises(SealBroken):
            house.open(two, "county1").file(Attachment.objects.get(report=two))
    elif boxes == "wraps":
        Wrap.objects.filter(report=two).update(box=Wrap.objects.get(report=one).box)
        with pytest.raises(SealBroken):
            house.open(two, "county1")
    elif boxes == "identity":
        name = Identity.objects.get(report=one)
        ring = house.keys("keeper1").rings[name.ring_id]
        about = (name.ring_id, name.epoch)
        assert open_box(ring, name.box, one.pk, "name", *about)
        with pytest.raises(SealBroken):
            open_box(ring, name.box, two.pk, "name", *about)
        with pytest.raises(SealBroken):
            open_box(private, name.box, one.pk, "name", *about)
    else:
        Report.objects.filter(pk=two.pk).update(box=one.box, salt=one.salt)
        with pytest.raises(reporting.UnknownCode):
            reporting.come_back(code=code)


def test_entries_of_one_report_do_not_change_places(house):
    report, code = send()
    reporting.say(opened=reporting.come_back(code=code), text="补充一句话")
    first, second = Entry.objects.filter(report=report)
    Entry.objects.filter(pk=second.pk).update(box=first.box)
    with pytest.raises(SealBroken):
        house.open(report, "county1").contents()


def test_a_changed_password_brings_the_key_across(house):
    report, _code = send()
    user = house.users["county1"]
    change_own_password(password=OTHER_PASSWORD, by=user)
    user.refresh_from_db()
    with pytest.raises(OlderPassword):
        members.unlocked(by=user, password=OTHER_PASSWORD)
    with pytest.raises(WrongPassword):
        members.bring_across(by=user, password=OTHER_PASSWORD, former="something else")
    private = members.bring_across(by=user, password=OTHER_PASSWORD, former=PASSWORD)
    assert members.unlocked(by=user, password=OTHER_PASSWORD) == private
    assert opened(report, keys_of(user, private)).told()


def test_after_a_forgotten_password_a_colleague_grants_anew(house):
    report, _code = send()
    user, colleague = house.users["county1"], house.users["county2"]
    members.make_anew(by=user, password=PASSWORD)
    with pytest.raises(SealBroken):
        house.open(report, "county1")
    ring = Ring.objects.get(office=house.county)
    member = MemberKey.objects.get(user=user)
    for stranger in ("city1", "keeper1"):
        with pytest.raises(NotAllowed):
            rings.grant(
                by=house.users[stranger], keys=house.keys(stranger), ring=ring, member=member
            )
    rings.grant(by=colleague, keys=house.keys("county2"), ring=ring, member=member)
    assert house.open(report, "county1").told()


def test_with_nobody_left_two_custodians_hand_the_key_over(house):
    report, _code = send()
    for name in ("county1", "county2"):
        members.make_anew(by=house.users[name], password=PASSWORD)
    member = MemberKey.objects.get(user=house.users["county1"])
    half = Escrow.objects.filter(ring__office=house.county).first()
    first, second = half.first.user, half.second.user
    third = next(u for n, u in house.users.items() if n.startswith("keeper") and u not in (first, second))  # fmt: skip
    for wrong in (second, third):
        with pytest.raises(NotAllowed):
            rings.open_half(
                by=wrong, member_private=house.keys(wrong.username).member, escrow=half, to=member
            )
    with pytest.raises(NotAllowed):
        rings.hand_over(by=second, member_private=house.keys(second.username).member, escrow=half)
    stranger = MemberKey.objects.get(user=house.users["city1"])
    key = house.keys(first.username).member
    with pytest.raises(NotAllowed):
        rings.open_half(by=first, member_private=key, escrow=half, to=stranger)
    rings.open_half(by=first, member_private=key, escrow=half, to=member)
    # One alone got nowhere.
    with pytest.raises(SealBroken):
        house.open(report, "county1")
    rings.hand_over(by=second, member_private=house.keys(second.username).member, escrow=half)
    assert house.open(report, "county1").told()


def test_a_handler_who_leaves_mid_case_opens_nothing_any_more(house):
    report, code = send(named=True)
    gone, stays = house.users["county1"], house.users["county2"]
    private = house.keys("county1").member
    kept = keys_of(gone, private).rings
    gone.is_active = False
    gone.save()
    ring = Ring.objects.get(office=house.county)
    assert rings.needs_renewing(ring)
    rings.renew(by=stays, keys=house.keys("county2"), ring=ring)
    ring.refresh_from_db()
    assert ring.epoch == 2
    assert not Grant.objects.filter(member__user=gone).exists()
    assert not rings.needs_renewing(ring)
    wrap = Wrap.objects.get(report=report)
    with pytest.raises(SealBroken):
        open_box(kept[ring.pk], wrap.box, report.pk, "key", ring.pk, wrap.epoch)
    assert house.open(report, "county2").told()
    assert reporting.come_back(code=code).told()
    # Whoever renews at the same time is told so.
    stale = Keys(stays, house.keys("county2").member, {ring.pk: kept[ring.pk]})
    with pytest.raises(StateConflict):
        rings.renew(by=stays, keys=stale, ring=ring)


def test_each_month_makes_the_keys_anew_names_as_well(house, monkeypatch):
    report, _code = send(named=True)
    Ring.objects.update(made_on=timezone.localdate().replace(year=2025))
    for name in ("county1", "keeper1"):
        desk = house.desk(name)
        assert desk.cookies["reports"].value
    assert set(Ring.objects.exclude(office=house.city).values_list("epoch", flat=True)) == {2}
    assert house.open(report, "county2").told()
    name = Identity.objects.get(report=report)
    ring = house.keys("keeper2").rings[name.ring_id]
    assert open_box(ring, name.box, report.pk, "name", name.ring_id, name.epoch)


# What is stolen, and what of a report it opens (docs/complaints.md says the same).
LOOT = {
    "the database": set(),
    "database, settings and vault": set(),
    "all that and the peppers, and a right guess at the code": {"words"},
    "all that and a right guess at a handler's password": {"words"},
    "all that and a right guess at a custodian's password": {"name"},
}


def test_what_a_thief_learns(house, subtests):
    report, code = send(named=True)
    report.refresh_from_db()
    for stolen, learnt in LOOT.items():
        with subtests.test(stolen):
            assert _learnt(house, stolen, report, code) == learnt


def _learnt(house, stolen, report, code) -> set[str]:
    seen = set()
    member = MemberKey.objects.get(user=house.users["county1"])

    def opens_words(private):
        try:
            box = Entry.objects.get(report=report).box
            open_box(private, box, report.pk, "entry", 0)
        except SealBroken:
            return
        seen.add("words")

    def unwrapped(box, key, *about):
        try:
            return unlock(key, box, *about)
        except SealBroken:
            return bytes(32)

    if "code" in stolen:
        key = stretch(code.whole, report.salt, pepper(report.pepper_month))
        opens_words(unwrapped(report.box, key, report.pk, "reporter"))
    elif "handler" in stolen or "custodian" in stolen:
        name = "county1" if "handler" in stolen else "keeper1"
        member = MemberKey.objects.get(user=house.users[name])
        key = stretch(PASSWORD, member.salt, pepper("staff"))
        keys = keys_of(member.user, unlock(key, member.wrapped, "member", member.pk))
        if "handler" in stolen:
            opens_words(opened(report, keys).private)
        who = Identity.objects.get(report=report)
        for ring, private in keys.rings.items():
            try:
                open_box(private, who.box, report.pk, "name", ring, who.epoch)
                seen.add("name")
            except SealBroken:
                continue
    else:
        # Without the pepper even the right secrets are of no use.
        for secret, box, about in (
            (code.whole, report.box, (report.pk, "reporter")),
            (PASSWORD, member.wrapped, ("member", member.pk)),
        ):
            key = stretch(secret, report.salt or b"", bytes(32))
            opens_words(unwrapped(box, key, *about))
    return seen


def test_in_the_clear_stand_only_number_days_office_subject_state_and_outcome(house):
    """Every column of every table of the app that is no box is named here."""
    clear = {
        "complaints_report": {"id", "number", "received_on", "office_id", "supervisor_id", "clock_id", "subject", "state", "outcome", "level", "due_on", "answered_on", "closed_on", "warned_on", "handle", "pepper_month"},
        "complaints_handling": {"id", "report_id", "office_id", "level", "received_on", "accept_by", "tell_by", "answer_by", "accepted_on", "answered_on", "extended", "urged_on", "finding", "verdict"},
        "complaints_entry": {"id", "report_id", "place"},
        "complaints_attachment": {"id", "report_id", "place"},
        "complaints_wrap": {"id", "report_id", "ring_id", "epoch"},
        "complaints_identity": {"id", "report_id", "ring_id", "epoch"},
        "complaints_release": {"id", "report_id", "ring_id", "state", "asked_by_id", "asked_on", "decided_by_id", "decided_on", "member_id", "until"},
        "complaints_fact": {"id", "kind", "ledger_line", "confirmed_in"},
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_name LIKE 'complaints_%%' AND data_type <> 'bytea'"
        )
        found = {}
        for table, column in cursor.fetchall():
            found.setdefault(table, set()).add(column)
    keys = {"complaints_memberkey", "complaints_ring", "complaints_grant", "complaints_escrow"}
    kept = {"complaints_clock", "complaints_dispatch"}
    assert {t: c for t, c in found.items() if t not in keys | kept} == clear


def test_numbers_and_keys_tell_no_order(house):
    made = [send()[0] for _each in range(5)]
    assert all(re.fullmatch(r"FY-[2-9A-HJ-NP-Z]{8}", r.number) for r in made)
    assert Ring.objects.filter(purpose=Purpose.REPORTS).count() == 2


def test_nothing_of_it_has_a_page_in_the_admin():
    from django.contrib import admin

    shown = {m.__name__ for m in admin.site._registry if m._meta.app_label == "complaints"}
    assert shown == {"Clock", "Dispatch"}


def test_the_night_needs_no_key(house):
    send()
    call_command("retire_reports")


def test_ten_wrong_passwords_and_the_desk_waits(house):
    browser = signed_in(house.users["county1"])
    address = reverse("complaints-desk:unlock")
    for _each in range(10):
        assert browser.post(address, {"password": "wrong-password"}).status_code == 400
    answer = browser.post(address, {"password": PASSWORD})
    assert answer.status_code == 400
    assert "十分钟" in answer.content.decode()
    assert house.desk("county2").get(reverse("complaints-desk:list")).status_code == 200


def test_whose_work_reports_are_not_makes_no_key(house, town):
    for role in (Role.UPLOADER, Role.REVIEWER, Role.ADMINISTRATOR):
        answer = signed_in(town.users[role]).post(
            reverse("complaints-desk:unlock"), {"password": PASSWORD}
        )
        assert answer.status_code == 400
    assert not MemberKey.objects.filter(user__in=town.users.values()).exists()


def test_the_administrator_is_told_which_office_could_open_nothing(house, town):
    admin = town.users[Role.ADMINISTRATOR]
    assert "还不能接收反映的单位" not in signed_in(admin).get("/desk/").content.decode()
    Grant.objects.filter(member__user=house.users["county2"]).delete()
    page = signed_in(admin).get("/desk/").content.decode()
    assert "还不能接收反映的单位" in page
    assert house.county.name in page
    (line,) = signed_in(admin).get(reverse("complaints-desk:offices")).context["offices"]
    assert (line.office, line.members, line.enrolled, line.holders, line.ready) == (
        house.county, 2, 2, 1, False,
    )  # fmt: skip


def test_the_first_page_makes_the_key_and_a_colleague_gives_the_office_s(house):
    newcomer = make_user("county3", Role.INSPECTOR, house.county)
    report, _code = send()
    assert "生成您办理反映的密钥" in signed_in(newcomer).get("/desk/").content.decode()
    fresh = house.desk("county3")
    page = fresh.get(reverse("complaints-desk:list")).content.decode()
    assert "您的密钥打不开" in page
    assert "签了字" not in page
    assert fresh.get(report.get_absolute_url()).status_code == 404
    colleagues = reverse("complaints-desk:colleagues")
    desk = house.desk("county1")
    ((ring, member, can),) = desk.get(colleagues).context["waiting"]
    assert (member.user, can) == (newcomer, True)
    # Nobody gives it to themselves.
    fresh.post(colleagues, {"ring": ring.pk, "member": member.pk})
    assert fresh.get(report.get_absolute_url()).status_code == 404
    desk.post(colleagues, {"ring": ring.pk, "member": member.pk})
    assert "签了字" in fresh.get(report.get_absolute_url()).content.decode()
    fresh.post(reverse("complaints-desk:lock"))
    assert fresh.get(report.get_absolute_url()).url == reverse("complaints-desk:unlock")


def test_halves_are_opened_and_handed_over_on_the_page(house):
    report, _code = send()
    for name in ("county1", "county2"):
        members.make_anew(by=house.users[name], password=PASSWORD)
    colleagues = reverse("complaints-desk:colleagues")
    half = Escrow.objects.filter(ring__office=house.county).first()
    first, second = house.desk(half.first.user.username), house.desk(half.second.user.username)
    offered = first.get(colleagues).context["halves"]
    wanted = next(each for each in offered if each["escrow"] == half)
    member = wanted["member"]
    first.post(colleagues, {"half": half.pk, "act": "open", "member": member.pk})
    (mine,) = [e for e in second.get(colleagues).context["halves"] if e["act"] == "hand"]
    second.post(colleagues, {"half": mine["escrow"].pk, "act": "hand", "member": member.pk})
    assert house.open(report, member.user.username).told()


def test_a_key_renewed_while_a_report_arrives_opens_it_all_the_same(house, monkeypatch):
    """Between routing and writing somebody made both offices' keys anew."""
    from complaints.services import receiving

    real = receiving.stretch

    def meanwhile(*values):
        for name in ("county1", "keeper1"):
            keys = house.keys(name)
            for ring in Ring.objects.filter(pk__in=keys.rings):
                rings.renew(by=keys.user, keys=keys, ring=ring)
        return real(*values)

    monkeypatch.setattr(receiving, "stretch", meanwhile)
    report, _code = send(named=True)
    assert house.open(report, "county2").told()
    name = Identity.objects.get(report=report)
    ring = house.keys("keeper2").rings[name.ring_id]
    assert open_box(ring, name.box, report.pk, "name", name.ring_id, name.epoch)


def test_a_box_that_was_changed_is_said_on_the_page(house):
    one, code = send()
    two, _code = send(text="别的事情")
    Entry.objects.filter(report=one).update(box=Entry.objects.get(report=two).box)
    desk = house.desk("county1")
    answer = desk.get(one.get_absolute_url())
    assert answer.status_code == 400
    assert "密封" in answer.content.decode()
    page = desk.get(reverse("complaints-desk:list"))
    assert sorted(line.opens for line in page.context["lines"]) == [False, True]
    visitor = Client()
    visitor.post(reverse("complaints:return"), {"code": code.whole})
    assert visitor.get(reverse("complaints:case")).status_code == 400
