"""Certificates of disability, ages, and confirmed land."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from matching.uploads.base import as_plot
from seeding.stage import Stage


CARE = "2081108"
LAND = "2130122"
TIMES = 3


def plant_certificates(stage: Stage) -> None:
    for place in range(TIMES):
        _certificates(stage)
        _ages(stage)
        _land(stage, place)


def _certificates(stage: Stage) -> None:
    person = stage.person()
    rows = stage.pay(person, CARE)
    stage.expect("certificate-missing", "none", stage.of(person, CARE), rows, hit=True)

    rule = "certificate-expired"
    for kind, hit, dates in (
        ("expired", True, (date(2025, 12, 31),)),
        ("renewing", False, (date(2026, 9, 10),)),
        ("renewed", False, (date(2025, 12, 31), date(2035, 12, 31))),
    ):
        person = stage.person()
        for expires_on in dates:
            stage.register("disabled-persons", person, category="肢体", level=2, issued_on=date(2015, 1, 1), expires_on=expires_on)  # fmt: skip
        rows = stage.pay(person, CARE)
        stage.expect(rule, kind, stage.of(person, CARE), rows, hit=hit)

    rule = "certificate-wrong-class"
    for kind, hit, level, category in (
        ("mild", True, 4, "肢体"), ("mind", False, 3, "精神"), ("severe", False, 1, "视力"),
    ):  # fmt: skip
        person = stage.person()
        stage.register("disabled-persons", person, category=category, level=level, issued_on=date(2015, 1, 1))  # fmt: skip
        rows = stage.pay(person, CARE)
        stage.expect(rule, kind, stage.of(person, CARE), rows, hit=hit)


def _ages(stage: Stage) -> None:
    rule = "age-out-of-range"
    for kind, hit, code, ages in (
        ("too-young", True, "2080502", (60, 75)), ("too-old", True, "2082501", (21, 30)),
        ("old-enough", False, "2080502", (82, 88)), ("child", False, "2082501", (4, 15)),
    ):  # fmt: skip
        person = stage.person(*ages)
        stage.expect(rule, kind, stage.of(person, code), stage.pay(person, code), hit=hit)
    for recipient_class in ("在校就读", "高校在读"):
        person = stage.person(18, 21)
        rows = stage.pay(person, "2082501", recipient_class=recipient_class)
        stage.expect(rule, "school", stage.of(person, "2082501"), rows, hit=False)


def _land(stage: Stage, place: int) -> None:
    rule = "land-over-confirmed"
    for kind, hit, units, recipient_class in (
        ("over", True, "9.6", ""), ("within", False, "5.1", ""), ("leased", False, "60", "流转大户"),
    ):  # fmt: skip
        person = stage.person()
        stage.register("land", person, kind="耕地", area=Decimal(5))
        rows = stage.pay(person, LAND, units=units, recipient_class=recipient_class)
        stage.expect(rule, kind, stage.of(person, LAND), rows, hit=hit)
    husband, wife = stage.person(), stage.person()
    for person in (husband, wife):
        stage.register("households", person, household=f"td-{place}", relation="成员")
        stage.register("land", person, kind="耕地", area=Decimal(4))
    rows = stage.pay(husband, LAND, units=8)
    stage.expect(rule, "couple", stage.of(husband, LAND), rows, hit=False)

    for kind, hit, mus in (("brothers", True, (3, 3)), ("shares", False, (1, 2))):
        plot = f"3501{kind == 'brothers':05d}{place:010d}"
        rows = []
        for mu in mus:
            person = stage.person()
            stage.register("land", person, kind="耕地", area=Decimal(mu), plot=plot)
            rows += stage.pay(person, LAND, units=mu)
        stage.expect("plot-of-two-households", kind, as_plot(plot).encode().hex(), rows, hit=hit)

    for kind, hit, mu in (("nothing", True, 6), ("corner", False, 1)):
        person = stage.person()
        rows = stage.pay(person, LAND, units=mu)
        stage.expect("land-unconfirmed", kind, stage.of(person, LAND), rows, hit=hit)
    for kind, hit, areas in (("growing", True, (4, 5, 7)), ("steady", False, (7, 7, 7))):
        person = stage.person()
        stage.register("land", person, kind="耕地", area=Decimal(7))
        rows = []
        for year, mu in zip((2024, 2025, 2026), areas, strict=True):
            rows += stage.pay(person, LAND, (year, 6), units=mu)
        stage.expect("land-grows", kind, stage.of(person, LAND), rows, hit=hit)
