"""Reports of the demo city: offices that handle them, custodians, and a report in every state."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.choices import OfficeKind, Role
from accounts.models import Office, User
from complaints.choices import About, Finding, Purpose, State, Subject
from complaints.models import Clock, Dispatch, MemberKey, Report, Ring
from complaints.sealing import Code
from complaints.sealing.contents import Told
from complaints.selectors.opening import Keys, keys_of, opened
from complaints.services import handling, members, receive, releasing, reporting, retiring, rings
from complaints.services.receiving import Who
from core.divisions import pad
from core.records import record_of, reference_of
from regions.models import Region
from seeding.staff import DEMO_COUNTY, PASSWORD, city_office, demo_user
from villages.choices import Entry
from villages.models import LedgerLine


CITY = "350100000000"
VILLAGE = "350112201203"
PHONE = "0591-8300-1238"


def seed_reports() -> list[str]:
    """Make it all; the codes of some reports, to be printed for whoever tries the demo.

    Does nothing where reports stand already. Needs the city of seed_city.
    """
    if Report.objects.exists():
        return []
    city = Region.objects.get(pk=CITY)
    county = Region.objects.get(pk=pad(DEMO_COUNTY))
    above = city_office("3501-jw", f"{city.name}纪委监委", OfficeKind.DISCIPLINE, city)
    below = city_office(
        f"{DEMO_COUNTY}-jw", f"{county.name}纪委监委", OfficeKind.DISCIPLINE, county
    )
    audit = city_office("3501-sj", f"{city.name}审计局", OfficeKind.BUREAU, city)
    Office.objects.filter(pk__in=(above.pk, below.pk), phone="").update(phone=PHONE)
    clock = Clock.objects.get(code="discipline")
    for office in (above, below):
        Dispatch.objects.get_or_create(region_code=office.region_code, office=office, clock=clock)
    staff = _staff(above, below, audit)
    return _reports(staff)


def _staff(above: Office, below: Office, audit: Office) -> dict[str, Keys]:
    wanted = (
        ("keeper", "梁保管", audit, Role.AUDITOR, Purpose.NAMES),
        ("keeper2", "何保管", audit, Role.AUDITOR, Purpose.NAMES),
        ("keeper3", "蒋保管", audit, Role.AUDITOR, Purpose.NAMES),
        ("handler", "许承办", below, Role.INSPECTOR, Purpose.REPORTS),
        ("handler2", "曹承办", below, Role.INSPECTOR, Purpose.REPORTS),
        ("inspector", "郑监察", above, Role.INSPECTOR, Purpose.REPORTS),
        ("inspector2", "王监察", above, Role.INSPECTOR, Purpose.REPORTS),
    )
    found = {}
    for username, full_name, office, role, purpose in wanted:
        user = demo_user(username, full_name, office, role, office.region_code)
        found[username] = _enrol(user, purpose)
    return found


def _enrol(user: User, purpose: str) -> Keys:
    if not MemberKey.objects.filter(user=user).exists():
        members.enrol(by=user, password=PASSWORD)
        ring = Ring.objects.filter(office=user.office_id, purpose=purpose).first()
        if ring is None:
            rings.found(by=user, purpose=purpose)
        else:
            first = User.objects.filter(report_key__grants__ring=ring).order_by("pk")[0]
            keys = keys_of(first, members.unlocked(by=first, password=PASSWORD))
            rings.grant(by=first, keys=keys, ring=ring, member=MemberKey.objects.get(user=user))
    return keys_of(user, members.unlocked(by=user, password=PASSWORD))


def _told(text: str, **values: object) -> Told:
    given: dict[str, object] = {
        "text": text, "subject": Subject.PAYMENT, "about": About.NOBODY, "region": VILLAGE,
    }  # fmt: skip
    return Told(**given | values)  # type: ignore[arg-type]


def _send(told: Told, who: Who | None = None, *, screened: bool = True) -> tuple[Report, Code]:
    return receive(told=told, who=who, screened=screened)


def _about_a_line() -> Told:
    """From the ledger, as the story of such portals began: signed for, and never received."""
    line = LedgerLine.objects.filter(region=VILLAGE, entry=Entry.EXPENSE).order_by("pk").first()
    text = "账上写着我签字领了这笔钱，我从来没有领到过，签字也不是我写的。"
    record = record_of(reference_of("ledger-line", line.address)) if line else None
    if record is None:
        return _told(text, subject=Subject.VILLAGE_MONEY, about=About.VILLAGE)
    kept = {"kind": record.kind, "title": record.title, "address": record.address}
    kept["ledger_line"] = str(record.ledger_line)
    return _told(
        text, subject=Subject.VILLAGE_MONEY, about=About.VILLAGE, record=kept,
        excluded=record.offices,
    )  # fmt: skip


def _reports(staff: dict[str, Keys]) -> list[str]:
    user, above = staff["handler"].user, staff["inspector"].user
    codes = []
    # Just arrived, without proof of work and with it.
    _send(_told("高龄津贴已经三个月没有到账了。"), screened=False)
    _, code = _send(_about_a_line())
    codes.append(f"{code.whole} arrived")
    # Taken up, with a question; a name is asked for.
    report, _ = _send(
        _told("村口修路的工程款报了两次，我有照片。", subject=Subject.VILLAGE_MONEY),
        Who("黄阿婆", "13800000000"),
    )
    handling.accept(by=user, report=report)
    handling.message(by=user, report=report, text="请问是哪一年的工程？照片上能看到日期吗？")
    releasing.ask(by=user, report=report, reason="要约反映人到现场指认路段")
    # Taken up and made a suspected matter.
    report, _ = _send(_told("有人替去世的老人领高龄津贴。", about=About.VILLAGE))
    handling.accept(by=user, report=report)
    handling.make_clue(
        by=user, opened=opened(report, staff["handler"]),
        words="该村可能有人代领已去世老人的津贴", severity="medium",
    )  # fmt: skip
    # Answered, waiting for the reporter.
    report, code = _send(_told("残疾人补贴少发了五十元。"))
    _answer(user, report, Finding.TRUE, "核实少发一个月，已随本月补发，请查收。")
    codes.append(f"{code.whole} answered")
    # Not solved, and gone up.
    report, code = _send(_told("说好的危房改造款一直没有到。"))
    _answer(user, report, Finding.NOT_TRUE, "经查款项已拨付到村。")
    own = reporting.come_back(code=code)
    reporting.judge(opened=own, verdict="not-solved", words="款到了村里，可是没有发给我们。")
    codes.append(f"{code.whole} gone up to the city")
    # About the county itself: the county never sees it.
    report, _ = _send(
        _told("区里有领导的亲戚在吃低保。", about=About.COUNTY, subject=Subject.CONDUCT)
    )
    handling.accept(by=above, report=report)
    # Solved, silent, withdrawn, put aside.
    for verdict in ("solved", "solved", "partly"):
        report, code = _send(_told("路灯坏了没有人修。", subject=Subject.OTHER))
        _answer(user, report, Finding.TRUE, "已安排维修，三天内修好。")
        words = "还有一盏没有亮" if verdict == "partly" else ""
        reporting.judge(opened=reporting.come_back(code=code), verdict=verdict, words=words)
    report, _ = _send(_told("想问一下补贴什么时候发。"))
    _answer(user, report, Finding.UNCLEAR, "每月十日前发放，未到账请联系村委会。")
    Report.objects.filter(pk=report.pk).update(
        answered_on=timezone.localdate() - timedelta(days=40)
    )
    retiring.close_silent()
    report, code = _send(_told("我弄错了，请撤回。", subject=Subject.OTHER))
    reporting.withdraw(opened=reporting.come_back(code=code))
    report, _ = _send(_told("广告：代办贷款。", subject=Subject.OTHER), screened=False)
    handling.put_aside(by=user, reports=[report])
    _destroyed(user)
    return codes


def _answer(by: User, report: Report, finding: str, words: str) -> None:
    handling.accept(by=by, report=report)
    handling.answer(by=by, report=report, finding=finding, text=words)


def _destroyed(by: User) -> None:
    """A year old, so that the empty record of one can be seen."""
    report, code = _send(_told("去年的一件小事。", subject=Subject.OTHER))
    _answer(by, report, Finding.TRUE, "已经处理完毕，谢谢反映。")
    reporting.judge(opened=reporting.come_back(code=code), verdict="solved", words="")
    long_ago = timezone.localdate() - timedelta(days=800)
    Report.objects.filter(pk=report.pk).update(closed_on=long_ago, warned_on=long_ago)
    retiring.retire()
    if Report.objects.get(pk=report.pk).state != State.DESTROYED:
        raise AssertionError("the old report of the demo still stands")
