"""Benefits that look at income, against payroll, vehicles, homes, businesses, incomes, prison."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from seeding.registries import Line
from seeding.stage import Row, Stage


# What is planted, whether it is a hit, and the registry line's fields.
Kind = tuple[str, bool, Line]
MEANS = "2081902"
PENSION = "L350102"
TIMES = 3


def plant_means(stage: Stage) -> None:
    for place in range(TIMES):
        _payroll(stage, place)
        _vehicles(stage, place)
        _homes(stage, place)
        _businesses(stage, place)
        _incomes(stage, place)
        _prison(stage)
        _deaths_at_home(stage, place)
        _counted(stage, place)


def _drawing(stage: Stage, size: int | None = None) -> tuple[int, list[Row]]:
    person = stage.drawing(MEANS)
    return person, stage.pay(person, MEANS, (2026, 9), (2026, 10), size=size)


def _family(stage: Stage, kind: str, place: int, size: int = 2) -> tuple[int, int, list[Row], str]:
    """Somebody drawing and another member of the household."""
    person, rows = _drawing(stage, size)
    other = stage.person()
    household = f"{kind}-{place}-{person}"
    stage.register("households", person, household=household, relation="户主")
    stage.register("households", other, household=household, relation="子")
    return person, other, rows, household


def _payroll(stage: Stage, place: int) -> None:
    rule = "public-employee-means-tested"
    for kind, hit, values in (
        ("in-service", True, {"status": "在职", "since": date(2015, 7, 1)}),
        ("survivor", False, {"status": "遗属补助"}),
        ("left", False, {"status": "在职", "until": date(2026, 8, 31)}),
        ("agency", False, {"status": "劳务派遣"}),
    ):
        person, rows = _drawing(stage)
        stage.register("public-employees", person, unit="某某镇中心小学", **values)
        stage.expect(rule, kind, stage.of(person, MEANS), rows, hit=hit)
    person, rows = _drawing(stage)
    stage.register("public-employees", person, name="郑" + stage.people.names[person][1:] + "子", unit="某某镇卫生院", status="在职")  # fmt: skip
    stage.expect(rule, "other-name", stage.of(person, MEANS), rows, hit=True, grade="other-name")

    rule = "public-employee-in-household"
    for kind, hit, relation, size in (
        ("son", True, "子", 2), ("apart", False, "子（分户）", 2), ("single", False, "子", 1),
    ):  # fmt: skip
        person, rows = _drawing(stage, size)
        other = stage.person()
        household = f"gz-{kind}-{place}"
        stage.register("households", person, household=household, relation="户主")
        stage.register("households", other, household=household, relation=relation)
        stage.register("public-employees", other, unit="某某局", status="在职")
        stage.expect(rule, kind, stage.of(person, MEANS), rows, hit=hit)


def _vehicles(stage: Stage, place: int) -> None:
    for kind, hit, values in (
        ("car", True, {"vehicle_type": "小型轿车", "use": "非营运", "status": "正常"}),
        (
            "motorcycle",
            False,
            {"vehicle_type": "普通二轮摩托车", "use": "非营运", "status": "正常"},
        ),
        ("livelihood", False, {"vehicle_type": "轻型货车", "use": "货运", "status": "正常"}),
        ("scrapped", False, {"vehicle_type": "小型轿车", "use": "非营运", "status": "报废"}),
        ("electric", True, {"vehicle_type": "小型纯电动轿车", "use": "非营运", "status": "正常"}),
        ("electric-bicycle", False, {"vehicle_type": "电动自行车", "use": "", "status": "正常"}),
        ("sold", False, {"vehicle_type": "小型轿车", "use": "非营运", "status": "已过户"}),
    ):
        person, other, rows, _number = _family(stage, f"cl-{kind}", place)
        stage.register(
            "vehicles", other, registered_on=date(2023, 4, 1), price=Decimal(86_000), **values
        )
        stage.expect("vehicle-means-tested", kind, stage.of(person, MEANS), rows, hit=hit)
    person, rows = _drawing(stage)
    stage.register(
        "vehicles", person, vehicle_type="小型轿车", use="非营运", status="正常",
        registered_on=date(2023, 4, 1), price=Decimal(86_000),
    )  # fmt: skip
    stage.expect("vehicle-means-tested", "own", stage.of(person, MEANS), rows, hit=True)


def _homes(stage: Stage, place: int) -> None:
    rule = "property-means-tested"
    for kind, hit, second in (
        ("two-homes", True, {"kind": "住宅", "acquired_by": "买卖"}),
        ("inherited", False, {"kind": "住宅", "acquired_by": "继承"}),
        ("farmhouse", False, {"kind": "宅基地上自建房", "acquired_by": "自建"}),
    ):
        person, other, rows, _number = _family(stage, f"fc-{kind}", place)
        stage.register("properties", person, kind="住宅", area=Decimal("88.5"), registered_on=date(2008, 5, 6), acquired_by="买卖")  # fmt: skip
        stage.register(
            "properties", other, area=Decimal("102.3"), registered_on=date(2021, 6, 7), **second
        )
        stage.expect(rule, kind, stage.of(person, MEANS), rows, hit=hit)
    couple = _family(stage, "fc-couple", place)
    for owner in couple[:2]:
        stage.register("properties", owner, kind="住宅", area=Decimal("88.6"), registered_on=date(2012, 5, 6), acquired_by="购买")  # fmt: skip
    stage.expect(rule, "co-owned", stage.of(couple[0], MEANS), couple[2], hit=False)
    person, other, rows, _number = _family(stage, "fc-shop", place)
    stage.register("properties", other, kind="商铺", area=Decimal(41), registered_on=date(2020, 1, 9), acquired_by="买卖")  # fmt: skip
    stage.expect(rule, "shop", stage.of(person, MEANS), rows, hit=True)


def _businesses(stage: Stage, place: int) -> None:
    lines: tuple[Kind, ...] = (
        ("company", True, {"business": "某某商贸有限公司", "status": "存续", "capital": Decimal(500_000)}),
        ("small", False, {"business": "某某小吃店", "status": "存续", "capital": Decimal(20_000)}),
        ("closed", False, {"business": "某某建材有限公司", "status": "注销", "capital": Decimal(800_000)}),
        ("cooperative", False, {"business": "某某果蔬专业合作社", "status": "存续", "capital": Decimal(900_000)}),
    )  # fmt: skip
    for kind, hit, values in lines:
        person, rows = _drawing(stage)
        stage.register("businesses", person, role="法定代表人", **values)
        stage.expect("business-means-tested", kind, stage.of(person, MEANS), rows, hit=hit)
    for kind, hit, role in (("wife", True, "法定代表人"), ("wife-employed", False, "职工")):
        person, other, rows, _number = _family(stage, f"qy-{kind}", place)
        stage.register("businesses", other, business="某某石材有限公司", status="存续", capital=Decimal(5_000_000), role=role)  # fmt: skip
        stage.expect("business-means-tested", kind, stage.of(person, MEANS), rows, hit=hit)


def _incomes(stage: Stage, place: int) -> None:
    lines: tuple[tuple[str, bool, Line, int], ...] = (
        ("wage", True, {"kind": "住房公积金", "base": Decimal(7_800)}, 2),
        ("low", False, {"kind": "住房公积金", "base": Decimal(2_490)}, 2),
        ("shared", False, {"kind": "住房公积金", "base": Decimal(6_000)}, 5),
        ("residents", False, {"kind": "城乡居民基本医疗保险", "base": Decimal(9_000)}, 2),
        ("chosen", False, {"kind": "灵活就业人员养老保险", "base": Decimal(9_000)}, 2),
    )
    for kind, hit, values, size in lines:
        person, other, rows, number = _family(stage, f"sr-{kind}", place, size)
        for _member in range(size - 2):
            stage.register("households", stage.person(), household=number, relation="成员")
        stage.register("insured-income", other, unit="某某公司", since=date(2024, 1, 1), **values)
        stage.expect("income-over-standard", kind, stage.of(person, MEANS), rows, hit=hit)


def _prison(stage: Stage) -> None:
    lines: tuple[Kind, ...] = (
        ("prison", True, {"measure": "服刑", "since": date(2026, 2, 3)}),
        ("community", False, {"measure": "社区矫正", "since": date(2026, 2, 3)}),
        ("medical-parole", False, {"measure": "保外就医", "since": date(2026, 2, 3)}),
        (
            "released",
            False,
            {"measure": "服刑", "since": date(2023, 2, 3), "until": date(2026, 7, 4)},
        ),
    )
    for kind, hit, values in lines:
        person, rows = _drawing(stage)
        stage.register("prisoners", person, **values)
        stage.expect("prisoner-paid", kind, stage.of(person, MEANS), rows, hit=hit)
    person = stage.drawing(PENSION)
    rows = stage.pay(person, PENSION)
    stage.register("prisoners", person, measure="服刑", since=date(2026, 2, 3))
    stage.expect("prisoner-paid", "pension", stage.of(person, PENSION), rows, hit=True)


def _counted(stage: Stage, place: int) -> None:
    for kind, hit, size in (("overstated", True, 5), ("newborn", False, 3)):
        person, _other, rows, _number = _family(stage, f"rk-{kind}", place, size)
        stage.expect("more-persons-than-registered", kind, stage.of(person, MEANS), rows, hit=hit, grade="computed")  # fmt: skip


def _deaths_at_home(stage: Stage, place: int) -> None:
    for kind, hit, size in (("still-counted", True, 3), ("reduced", False, 2)):
        person, dead, third = stage.drawing(MEANS), stage.person(), stage.person()
        for index, member in enumerate((person, dead, third)):
            stage.register(
                "households", member, household=f"hj-{kind}-{place}", relation="成员" if index else "户主"
            )  # fmt: skip
        stage.dead.append((dead, date(2026, 5, 9)))
        stage.pay(person, MEANS, (2026, 4), size=3)
        rows = stage.pay(person, MEANS, (2026, 9), (2026, 10), size=size)
        stage.expect("roster-not-reduced", kind, stage.of(person, MEANS), rows, hit=hit, grade="computed")  # fmt: skip
