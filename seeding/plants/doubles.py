"""Paid twice by different ways: two pays, two pensions, two houses; and to whom it should not go."""

from __future__ import annotations

from datetime import date

from seeding.registries import Line
from seeding.stage import Stage


POST, RANGER, HOUSE = "2080705", "2110401", "2210105"
PENSION, ORPHAN, AGE = "L350102", "2082501", "2080502"
LIVING, DIBAO = "2081107", "2081902"
TIMES = 3
_TEACHER = {"unit": "某某镇中心小学"}


def plant_doubles(stage: Stage) -> None:
    for place in range(TIMES):
        _posts(stage)
        _pensions(stage)
        _houses(stage, place)
        _households(stage, place)
        _payrolls(stage)
        _payees(stage)
        _outside_dibao(stage)
        _struck_off(stage)


def _posts(stage: Stage) -> None:
    lines: tuple[tuple[str, bool, Line], ...] = (
        ("in-service", True, {"status": "在职"}),
        ("retired", False, {"status": "退休"}),
        ("on-the-post", False, {"status": "公益性岗位"}),
    )
    for kind, hit, values in lines:
        person = stage.person()
        stage.register("public-employees", person, **_TEACHER, **values)
        rows = stage.pay(person, POST, (2026, 9), (2026, 10))
        stage.expect("employee-on-post", kind, stage.of(person, POST), rows, hit=hit)
    for kind, hit, until in (("ranger", True, None), ("left", False, date(2025, 12, 31))):
        person = stage.person()
        stage.register("village-cadres", person, post="村委会副主任", relation="本人", since=date(2018, 1, 1), until=until)  # fmt: skip
        rows = stage.pay(person, RANGER, (2026, 9), (2026, 10))
        stage.expect("cadre-on-post", kind, stage.of(person, RANGER), rows, hit=hit)

    for kind, hit, months in (
        ("both", True, ((2026, 8), (2026, 9), (2026, 10))),
        ("changed-post", False, ((2026, 8),)),
    ):
        person = stage.person()
        rows = stage.pay(person, POST, *months)
        rows += stage.pay(person, RANGER, *(months if hit else ((2026, 8), (2026, 9))))
        stage.expect("two-pays", kind, stage.sealed(person).hex(), rows, hit=hit)


def _pensions(stage: Stage) -> None:
    for kind, hit, status in (("retired", True, "退休"), ("survivor", False, "遗属补助")):
        person = stage.drawing(PENSION)
        stage.register("public-employees", person, **_TEACHER, status=status)
        rows = stage.pay(person, PENSION, (2026, 9), (2026, 10))
        stage.expect("two-pensions", kind, stage.of(person, PENSION), rows, hit=hit)


def _houses(stage: Stage, place: int) -> None:
    rule = "house-aided-twice"
    for kind, hit, relation in (("couple", True, "妻"), ("apart", False, "子（分户）")):
        first, second = stage.person(), stage.person()
        household = f"wf-{kind}-{place}"
        stage.register("households", first, household=household, relation="户主")
        stage.register("households", second, household=household, relation=relation)
        rows = stage.pay(first, HOUSE, (2024, 9), size=2)
        rows += stage.pay(second, HOUSE, (2025, 9), size=2)
        stage.expect(rule, kind, stage.of(second, HOUSE), rows, hit=hit)
    person = stage.person()
    rows = stage.pay(person, HOUSE, (2025, 3), size=1) + stage.pay(
        person, HOUSE, (2025, 12), size=1
    )
    stage.expect(rule, "instalments", stage.of(person, HOUSE), rows, hit=False)

    for kind, hit, acquired_by in (
        ("resettled", True, "易地扶贫搬迁安置"),
        ("bought", False, "购买"),
    ):
        person = stage.person()
        stage.register("properties", person, kind="住宅", acquired_by=acquired_by, registered_on=date(2022, 5, 1))  # fmt: skip
        rows = stage.pay(person, HOUSE, (2025, 9), size=1)
        stage.expect("house-beside-resettlement", kind, stage.of(person, HOUSE), rows, hit=hit)


def _households(stage: Stage, place: int) -> None:
    months = ((2026, 9), (2026, 10))
    for kind, hit, relation in (("couple", True, "妻"), ("apart", False, "子（分户）")):
        first, second = stage.person(), stage.person()
        household = f"zf-{kind}-{place}"
        stage.register("households", first, household=household, relation="户主")
        stage.register("households", second, household=household, relation=relation)
        rows = stage.pay(first, DIBAO, *months, size=2)
        rows += stage.pay(second, DIBAO, *months, size=2)
        stage.expect("household-paid-twice", kind, stage.of(second, DIBAO), rows, hit=hit)


def _payrolls(stage: Stage) -> None:
    for kind, hit, left in (("both", True, None), ("transferred", False, date(2022, 12, 31))):
        person = stage.person()
        stage.register("public-employees", person, unit="某某镇中心小学", status="在职", since=date(2015, 9, 1), until=left)  # fmt: skip
        stage.register("public-employees", person, unit="某某镇人民政府", status="在职", since=date(2023, 1, 1))  # fmt: skip
        stage.expect("two-payrolls", kind, stage.sealed(person).hex(), [], hit=hit)


def _payees(stage: Stage) -> None:
    for kind, hit, months in (
        ("guardian", True, ((2026, 4), (2026, 9), (2026, 10))),
        ("changed", False, ((2026, 4), (2026, 5))),
    ):
        child, guardian = stage.drawing(ORPHAN), stage.person(60, 75)
        stage.dead.append((guardian, date(2026, 5, 9)))
        rows = stage.pay(child, ORPHAN, *months, payee=guardian)
        if not hit:
            stage.pay(child, ORPHAN, (2026, 9), (2026, 10), payee=stage.person())
        late = [row for row in rows if row.period[0] > date(2026, 6, 30)]
        stage.expect("payee-died", kind, stage.of(guardian, ORPHAN), late, hit=hit)


def _outside_dibao(stage: Stage) -> None:
    rule = "living-allowance-outside-dibao"
    for kind, hit in (("outside", True), ("listed", False)):
        person = stage.drawing(LIVING) if not hit else stage.person()
        if hit:
            stage.register("disabled-persons", person, category="肢体", level=3, issued_on=date(2020, 3, 1))  # fmt: skip
        rows = stage.pay(person, LIVING, (2026, 9), (2026, 10))
        stage.expect(rule, kind, stage.of(person, LIVING), rows, hit=hit)


def _struck_off(stage: Stage) -> None:
    rule = "struck-off-and-paid"
    for kind, hit, statuses in (
        ("moved", True, ("迁出",)),
        ("within", False, ("迁出", "正常")),
        ("soldier", False, ("服兵役注销",)),
    ):
        person = stage.drawing(AGE)
        stage.leave_out_of_population(person)
        region = stage.city.villages[stage.people.villages[person]]
        for status in statuses:
            stage.register("population", person, region=region, status=status)
        rows = stage.pay(person, AGE, (2026, 9), (2026, 10))
        stage.expect(rule, kind, stage.of(person, AGE), rows, hit=hit)
