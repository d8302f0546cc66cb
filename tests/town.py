"""A small place to test in: real codes, people who do not exist."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import openpyxl
from stdnum.cn import ric

from accounts.choices import OfficeKind, Role
from accounts.models import Office, User
from funds.models import Programme, Standard
from intake import services
from intake.models import Batch
from intake.services.deciding import approve_at_console
from regions.models import Region
from regions.services import Division, load_divisions


ROWS = [
    Division("3501", "福州市", "prefecture", "35"),
    Division("350112", "长乐区", "county", "3501"),
    Division("350112201", "猴屿乡", "township", "350112"),
    Division("350112201201", "猴屿村委会", "village", "350112201"),
    Division("350112201203", "浮岐村委会", "village", "350112201"),
    Division("350112202", "罗联乡", "township", "350112"),
    Division("350112202201", "罗联村委会", "village", "350112202"),
    Division("350125", "永泰县", "county", "3501"),
    Division("350125101", "嵩口镇", "township", "350125"),
    Division("350125101214", "大喜村委会", "village", "350125101"),
]
FUQI = "350112201203"
HOUYU = "350112201201"
LUOLIAN = "350112202201"
DAXI = "350125101214"
COUNTY = "350112000000"
PASSWORD = "correct-horse-battery"
HEADINGS = ("序号", "乡镇", "村", "姓名", "身份证号", "银行账号", "金额", "所属期", "发放日期")


def identity(serial: int, birth: str = "19500101", division: str = "350199") -> str:
    """A checksum-valid number under a division code that was never assigned."""
    body = f"{division}{birth}{serial:03d}"
    return body + ric.calc_check_digit(body + "0")


@dataclass
class Town:
    office: Office
    other_office: Office
    users: dict[str, User]
    programmes: dict[str, Programme]
    regions: dict[str, Region] = field(default_factory=dict)

    def publish(self, *rows: Any, kind: str = "payments", **options: Any) -> Batch:
        """Publish rows through the whole pipeline at the console."""
        batch = self.read(*rows, kind=kind, **options)
        services.answer_at_console(batch=batch, text="已经核对过", operator="tests")
        approve_at_console(batch=batch, operator="tests")
        return services.publish(batch_id=batch.pk)

    def read(self, *rows: Any, kind: str = "payments", **options: Any) -> Batch:
        headings = options.pop("headings", HEADINGS)
        data = options.pop("data", None) or workbook(headings, rows)
        options.setdefault("office", self.office)
        options.setdefault("programme_code", "2080502" if kind == "payments" else "")
        batch = services.receive(
            kind=kind, data=data, file_name="sheet.xlsx", by=None, at_console=True, **options
        )
        return services.read(batch_id=batch.pk)

    def deaths(self, *rows: tuple[str, str, str], **options: Any) -> Batch:
        return self.publish(
            *rows, kind="registry:deaths", headings=("姓名", "身份证号", "死亡日期"), **options
        )


def payment(
    serial: int = 1,
    name: str = "陈秀英",
    *,
    number: str = "",
    village: str = "浮岐村",
    township: str = "猴屿乡",
    amount: Any = "100.00",
    period: str = "2026年3月",
    paid_on: str = "2026-03-10",
    account: str = "",
) -> tuple[Any, ...]:
    """One row under HEADINGS."""
    return (
        serial, township, village, name, number or identity(serial),
        account or f"6230361000000{serial:05d}", amount, period, paid_on,
    )  # fmt: skip


def workbook(headings: tuple[str, ...], rows: Any, title: str = "") -> bytes:
    """The same rows give the same bytes, whatever second it is."""
    return _workbook(tuple(headings), tuple(tuple(row) for row in rows), title)


@lru_cache(maxsize=32)
def _workbook(headings: tuple[str, ...], rows: tuple[tuple[Any, ...], ...], title: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    if title:
        sheet.append([title])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def make_town() -> Town:
    load_divisions(rows=ROWS, above=[Division("35", "福建省", "province")])
    office = Office.objects.create(
        code="350112-mz", name="长乐区民政局", kind=OfficeKind.BUREAU, region_code=COUNTY
    )
    other = Office.objects.create(
        code="350125-mz", name="永泰县民政局", kind=OfficeKind.BUREAU, region_code="350125000000"
    )
    users = {
        role: _user(role, role, office, COUNTY)
        for role in (Role.UPLOADER, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR)
    }
    users[Role.INSPECTOR] = _user("inspector", Role.INSPECTOR, office, "350100000000")
    return Town(
        office=office,
        other_office=other,
        users={str(role): user for role, user in users.items()},
        programmes=_programmes(),
        regions={region.code: region for region in Region.objects.all()},
    )


def _user(username: str, role: str, office: Office, region_code: str) -> User:
    return User.objects.create_user(
        username,
        PASSWORD,
        full_name=f"{username} of {office.code}",
        office=office,
        role=role,
        region_code=region_code,
    )


def make_user(username: str, role: str, office: Office) -> User:
    """One more member of staff, in an office of choice."""
    return _user(username, role, office, office.region_code)


def _programmes() -> dict[str, Programme]:
    common = {
        "level": "city", "department": "民政局", "description": "一句话说明。",
        "who_may_apply": "本市户籍老人。", "application_steps": "到村委会登记。\n县民政局审核。",
        "materials": "身份证", "unit": "person", "period_kind": "monthly",
        "due_rule": "每月10日前", "contact_unit": "民政局窗口", "contact_phone": "0591-8300-1202",
    }  # fmt: skip
    made = [
        Programme(code="2080502", name="高龄津贴", short_name="高龄津贴", category="20805", disclosure="named", **common),
        Programme(code="2081107", name="困难残疾人生活补贴", short_name="残疾人生活补贴", category="20811", disclosure="partial", **common),
        Programme(code="2082501", name="孤儿基本生活费", short_name="孤儿生活费", category="20825", disclosure="private", **common),
        Programme(code="2081902", name="农村居民最低生活保障金", short_name="农村低保金", category="20819", disclosure="named", household_benefit=True, means_tested=True, **common),
        Programme(code="2081110", name="残疾人机动轮椅车燃油补贴", short_name="残疾人燃油补贴", category="20811", disclosure="partial", **common | {"period_kind": "yearly", "unit": "vehicle"}),
    ]  # fmt: skip
    Programme.objects.bulk_create(made)
    found = {programme.code: programme for programme in Programme.objects.all()}
    Standard.objects.create(
        programme=found["2080502"],
        region_id="350100000000",
        amount=Decimal(100),
        unit="person-month",
        valid_from=date(2024, 1, 1),
    )
    return found
