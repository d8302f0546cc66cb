"""The demo city's offices and logins. Development only."""

from __future__ import annotations

from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.choices import SECOND_FACTOR_ROLES, OfficeKind, Role
from accounts.models import Office, User
from accounts.services import create_user
from core.divisions import pad, prefix
from regions.models import Region
from seeding.plans import BUREAUS


PASSWORD = "Mingbai-demo-2026"
# A published secret is no secret: these accounts are made in development only.
OTP_KEY = "6d696e676261692d64656d6f2d6f74702d6b6579"
DEMO_COUNTY = "350112"
DEMO_TOWNSHIP = "350112201"
TOWNSHIP_ENDING = "人民政府"


def make_offices(regions: list[Region]) -> dict[tuple[str, str], Office]:
    """A bureau of each kind in each region, by (the region's own digits, bureau)."""
    wanted = [
        Office(
            code=f"{prefix(region.code)}-{bureau}",
            name=f"{region.name}{name}",
            kind=OfficeKind.BUREAU,
            region_code=region.code,
            phone="0591-8300-1000",
        )
        for region in regions
        for bureau, name in BUREAUS.items()
    ]
    Office.objects.bulk_create(wanted, ignore_conflicts=True)
    found = Office.objects.filter(code__in=[office.code for office in wanted])
    return {(area, bureau): office for office in found for area, bureau in [office.code.split("-")]}


def make_township_offices(townships: list[Region]) -> None:
    """A government for each township: they check suspected matters on the spot."""
    Office.objects.bulk_create(
        [
            Office(
                code=f"{prefix(township.code)}-xz",
                name=f"{township.name}{TOWNSHIP_ENDING}",
                kind=OfficeKind.TOWNSHIP,
                region_code=township.code,
            )
            for township in townships
        ],
        ignore_conflicts=True,
    )


def city_office(code: str, name: str, kind: str, region: Region) -> Office:
    office, _created = Office.objects.get_or_create(
        code=code, defaults={"name": name, "kind": kind, "region_code": region.code}
    )
    return office


def make_staff(offices: dict[tuple[str, str], Office], city: Region) -> list[User]:
    """One login for each role, two of a township, and the second administrator; uploader and reviewer
    share an office.
    """
    bureau = offices[(DEMO_COUNTY, "mz")]
    inspection = city_office("3501-jw", "福州市纪委监委", OfficeKind.DISCIPLINE, city)
    county_inspection = city_office(
        f"{DEMO_COUNTY}-jw",
        "长乐区纪委监委",
        OfficeKind.DISCIPLINE,
        Region.objects.get(pk=pad(DEMO_COUNTY)),
    )
    operator = city_office("3501-yy", "福州市惠民资金网运行中心", OfficeKind.OPERATOR, city)
    county, township = pad(DEMO_COUNTY), pad(DEMO_TOWNSHIP)
    town_hall = Office.objects.get(code=f"{DEMO_TOWNSHIP}-xz")
    wanted = (
        ("uploader", "周会计", bureau, Role.UPLOADER, county),
        ("reviewer", "吴科长", bureau, Role.REVIEWER, county),
        ("clerk", "陈报账", town_hall, Role.UPLOADER, township),
        ("township", "林干事", town_hall, Role.REVIEWER, township),
        ("inspector", "郑监察", inspection, Role.INSPECTOR, city.code),
        ("inspector2", "王监察", inspection, Role.INSPECTOR, city.code),
        ("handler", "许承办", county_inspection, Role.INSPECTOR, county),
        ("handler2", "曹承办", county_inspection, Role.INSPECTOR, county),
        ("administrator", "管理员", operator, Role.ADMINISTRATOR, city.code),
        ("administrator2", "副管理员", operator, Role.ADMINISTRATOR, city.code),
        ("auditor", "审计员", operator, Role.AUDITOR, city.code),
    )
    return [demo_user(*line) for line in wanted]


def demo_user(username: str, full_name: str, office: Office, role: str, region_code: str) -> User:
    """A login of the demo, with the demo's password and second factor; made where there is none."""
    user = User.objects.filter(username=username).first()
    if user is None:
        user = create_user(
            username=username, password=PASSWORD, full_name=full_name, office=office, role=role,
            region_code=region_code, by=None,
        )  # fmt: skip
    if role in SECOND_FACTOR_ROLES:
        TOTPDevice.objects.get_or_create(
            user=user, name="demo", defaults={"key": OTP_KEY, "confirmed": True}
        )
    return user
