"""Publishes the synthetic city through intake's own services, batch by batch.

Each batch keeps the sheet a cadre would have sent as its file, so that every row of evidence
can be opened; reading it again is spared, because we wrote it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

import numpy as np

from accounts.models import Office
from core.sealing import ACCOUNT, IDENTITY, seal_many
from funds.choices import DatePrecision, PaymentState
from funds.models import Programme
from intake import services
from intake.services.deciding import approve_at_console
from intake.services.reading import keep_checked
from intake.sheets import Prepared, sheet_of
from regions.models import Region
from seeding.people import People
from seeding.plans import FIRST_MONTH, MONTHS, Plan, month_after
from seeding.rosters import RULE, Enrolment, Story


CITY_AREA = "3501"
SHEET = "Sheet1"
# Title and heading stand above the first row.
FIRST_ROW = 3
_PAYMENT_HEADINGS = (
    "序号", "乡镇", "村", "村民小组", "姓名", "身份证号", "银行账号", "家庭人口", "类别", "数量",
    "标准", "金额", "所属期", "发放日期", "发放结果",
)  # fmt: skip
_PAYEE_HEADINGS = ("收款人姓名", "收款人身份证号")


@dataclass(slots=True)
class City:
    """Everything that publishing needs at hand."""

    people: People
    villages: list[Region]
    townships: dict[str, str]
    offices: dict[tuple[str, str], Office]
    programmes: dict[str, Programme]
    sealed_numbers: list[bytes]
    sealed_accounts: list[bytes | None]
    counties: np.ndarray
    truth: dict[tuple[str, int], list[dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, people: People, villages: list[Region], offices: dict[tuple[str, str], Office]
    ) -> City:
        codes = np.array([village.code for village in villages])
        return cls(
            people=people,
            villages=villages,
            townships=dict(
                Region.objects.filter(
                    code__in={village.parent_id for village in villages}
                ).values_list("code", "name")
            ),
            offices=offices,
            programmes={programme.code: programme for programme in Programme.objects.all()},
            # Everybody made has a number.
            sealed_numbers=cast(list[bytes], seal_many(people.numbers, IDENTITY)),
            sealed_accounts=seal_many(people.accounts, ACCOUNT),
            counties=codes.astype("U6")[people.villages],
        )


@dataclass(slots=True)
class Roster:
    """One office's payments of one programme for one period."""

    enrolment: Enrolment
    area: str
    places: np.ndarray
    period: tuple[date, date]
    pay_day: date
    month: int


def rosters(city: City, story: Story) -> Iterator[Roster]:
    """Every roster of the year, in the order in which they were paid."""
    found: list[Roster] = []
    for enrolment in story.enrolments:
        if enrolment.plan.by_city:
            found.extend(_of_area(enrolment, CITY_AREA, np.arange(len(enrolment.people))))
            continue
        counties = city.counties[enrolment.people]
        for county in np.unique(counties):
            own = np.flatnonzero(counties == county)
            found.extend(_of_area(enrolment, str(county), own))
    found.sort(key=lambda roster: (roster.pay_day, roster.enrolment.plan.code, roster.area))
    yield from found


def _of_area(enrolment: Enrolment, area: str, own: np.ndarray) -> Iterator[Roster]:
    plan = enrolment.plan
    if not plan.monthly:
        year = plan.pay_day.year
        places = own[enrolment.last_month[own] >= 0]
        if len(places):
            period = (date(year, 1, 1), date(year, 12, 31))
            yield Roster(enrolment, area, places, period, plan.pay_day, MONTHS)
        return
    for month in range(MONTHS):
        places = own[enrolment.last_month[own] >= month]
        if len(places):
            start = month_after(FIRST_MONTH, month)
            end = month_after(start, 1) - timedelta(days=1)
            pay_day = start.replace(day=8 + int(area) % 8)
            yield Roster(enrolment, area, places, (start, end), pay_day, month)


@dataclass(slots=True)
class PaymentRows:
    """The rows of one payments batch, column by column; numbers and accounts as they are typed."""

    villages: list[Region]
    groups: list[str]
    names: list[str]
    numbers: list[str]
    sealed_numbers: Sequence[bytes | None]
    accounts: Sequence[str | None]
    sealed_accounts: Sequence[bytes | None]
    sizes: Sequence[int | None]
    classes: list[str]
    units: Sequence[Decimal | None]
    standards: Sequence[Any]
    amounts: list[Decimal]
    periods: list[tuple[date, date]]
    paid_on: list[date]
    states: list[str]
    # Name and number of who draws for whom; the sheet then has columns for them.
    payees: Sequence[tuple[str, str] | None] = ()

    def __len__(self) -> int:
        return len(self.names)


def publish_payments(
    city: City, rows: PaymentRows, *, programme: str, office: Office, period: tuple[date, date],
    file_name: str,
) -> Any:  # fmt: skip
    """Publish rows of one programme as one batch with the sheet a cadre would have sent."""
    paying = city.programmes[programme]
    count = len(rows)
    payees = list(rows.payees) if any(rows.payees) else []
    payee_names = [payee and payee[0] for payee in payees]
    payee_numbers = [payee and payee[1] for payee in payees]
    data = sheet_bytes(
        f"{_period_words(period)}{paying.name}发放花名册",
        [*_PAYMENT_HEADINGS, *(_PAYEE_HEADINGS if payees else ())],
        zip(
            range(1, count + 1),
            [city.townships[str(village.parent_id)] for village in rows.villages],
            [village.name for village in rows.villages],
            rows.groups, rows.names, rows.numbers, rows.accounts, rows.sizes, rows.classes,
            rows.units, rows.standards,
            [f"{amount:.2f}" for amount in rows.amounts],
            [_period_words(span) for span in rows.periods],
            rows.paid_on,
            ["退回" if state == PaymentState.RETURNED else "成功" for state in rows.states],
            *([payee_names, payee_numbers] if payees else ()),
            strict=True,
        ),
    )  # fmt: skip
    batch = services.receive(
        kind="payments", data=data, file_name=file_name, office=office, by=None,
        programme_code=programme, period=period, at_console=True,
    )  # fmt: skip
    none = [None] * count
    prepared = Prepared(
        {
            "batch_id": [batch.pk] * count,
            "sheet": [SHEET] * count,
            "row_number": list(range(FIRST_ROW, FIRST_ROW + count)),
            "state": rows.states,
            "programme_id": [paying.pk] * count,
            "region_id": [village.code for village in rows.villages],
            "village_group": rows.groups,
            "period_from": [span[0] for span in rows.periods],
            "period_to": [span[1] for span in rows.periods],
            "paid_on": rows.paid_on,
            "paid_on_precision": [DatePrecision.DAY.value] * count,
            "amount": rows.amounts,
            "units": rows.units,
            "standard": rows.standards,
            "recipient_class": rows.classes,
            "household_size": rows.sizes,
            "beneficiary_name": rows.names,
            "beneficiary_id": rows.sealed_numbers,
            "payee_name": payee_names or none,
            "payee_id": seal_many(payee_numbers, IDENTITY) if payees else none,
            "head_name": none,
            "head_id": none,
            "account": rows.sealed_accounts,
            "bank": ["福建农信"] * count,
            "phone": none,
        }
    )
    publish_made(batch, prepared)
    return batch


def publish_roster(city: City, story: Story, roster: Roster) -> int:
    """Publish one roster as its own batch; returns its rows."""
    plan, people = roster.enrolment.plan, city.people
    persons = roster.enrolment.people[roster.places].tolist()
    count = len(persons)
    states, paid_on = _what_became(story, plan, persons, roster)
    rows = PaymentRows(
        villages=[city.villages[index] for index in people.villages[persons]],
        groups=[f"{group}组" for group in people.groups[persons].tolist()],
        names=[people.names[person] for person in persons],
        numbers=[people.numbers[person] for person in persons],
        sealed_numbers=[city.sealed_numbers[person] for person in persons],
        accounts=[people.accounts[person] for person in persons],
        sealed_accounts=[city.sealed_accounts[person] for person in persons],
        sizes=people.household_sizes[persons].tolist() if plan.household else [None] * count,
        classes=[roster.enrolment.classes[place] for place in roster.places],
        units=[None] * count
        if roster.enrolment.units is None
        else [Decimal(str(unit)) for unit in roster.enrolment.units[roster.places].tolist()],
        standards=roster.enrolment.standards[roster.places].tolist(),
        amounts=[
            Decimal(cents).scaleb(-2) for cents in roster.enrolment.amounts[roster.places].tolist()
        ],
        periods=[roster.period] * count,
        paid_on=paid_on,
        states=states,
    )
    batch = publish_payments(
        city,
        rows,
        programme=plan.code,
        office=city.offices[(roster.area, plan.bureau)],
        period=roster.period,
        file_name=f"{city.programmes[plan.code].short_name}{roster.period[0]:%Y%m}.csv",
    )
    numbers = range(FIRST_ROW, FIRST_ROW + count)
    _note_truth(city, story, plan, persons, list(numbers), batch.pk, roster)
    return count


def publish_made(batch: Any, prepared: Prepared) -> int:
    keep_checked(batch, sheet_of(batch.kind), prepared, rows=len(prepared))
    approve_at_console(batch=batch, operator="seed_city")
    services.publish(batch_id=batch.pk)
    return len(prepared)


def _what_became(
    story: Story, plan: Plan, persons: list[int], roster: Roster
) -> tuple[list[str], list[date]]:
    """State and pay day of each row: returned by the bank, or paid late for a month lived."""
    states = [PaymentState.PAID.value] * len(persons)
    paid_on = [roster.pay_day] * len(persons)
    if not plan.monthly:
        return states, paid_on
    for index, (place, person) in enumerate(zip(roster.places, persons, strict=True)):
        kind = story.planted.get((plan.code, person))
        last = roster.enrolment.last_month[place] == roster.month
        if kind == "returned" and last:
            states[index] = PaymentState.RETURNED.value
        elif kind == "back-pay" and last:
            paid_on[index] = month_after(roster.pay_day.replace(day=1), 2).replace(day=15)
    return states, paid_on


def _note_truth(
    city: City, story: Story, plan: Plan, persons: list[int], rows: list[int], batch: int,
    roster: Roster,
) -> None:  # fmt: skip
    died = {death.person: death.died_on for death in story.deaths}
    for person, row in zip(persons, rows, strict=True):
        kind = story.planted.get((plan.code, person))
        if kind and roster.period[0] > died[person].replace(day=1):
            city.truth.setdefault((plan.code, person), []).append(
                {"batch": batch, "sheet": SHEET, "row": row}
            )


def publish_deaths(city: City, story: Story, others: list[tuple[str, str, date]]) -> int:
    """The registry of deaths: the city's own dead and people who never drew anything."""
    people, office = city.people, city.offices[(CITY_AREA, "mz")]
    lines = [
        (death.name, people.numbers[death.person], death.died_on) for death in story.deaths
    ] + others
    lines.sort(key=lambda line: (line[2], line[1]))
    data = sheet_bytes(
        "死亡人员信息",
        ("序号", "姓名", "身份证号", "死亡日期", "来源"),
        ((number, *line, "殡葬") for number, line in enumerate(lines, 1)),
    )
    batch = services.receive(
        kind="registry:deaths", data=data, file_name="死亡人员信息.csv", office=office, by=None,
        at_console=True,
    )  # fmt: skip
    prepared = Prepared(
        {
            "batch_id": [batch.pk] * len(lines),
            "office_id": [office.pk] * len(lines),
            "sheet": [SHEET] * len(lines),
            "row_number": list(range(FIRST_ROW, FIRST_ROW + len(lines))),
            "person_id": seal_many([number for _name, number, _day in lines], IDENTITY),
            "name": [name for name, _number, _day in lines],
            "died_on": [day for _name, _number, day in lines],
            "source": ["殡葬"] * len(lines),
        }
    )
    return publish_made(batch, prepared)


def truth_of(city: City, story: Story) -> list[dict[str, Any]]:
    """What a rule should and should not find: expected hits with their rows, and innocents."""
    facts = []
    for (code, person), kind in sorted(story.planted.items()):
        rows = city.truth.get((code, person), [])
        hit = kind in ("continued", "other-name") and bool(rows)
        facts.append(
            {
                "rule": RULE,
                "subject": f"{city.sealed_numbers[person].hex()}:{code}",
                "kind": kind,
                "expected": "hit" if hit else "innocent",
                "grade": "other-name" if kind == "other-name" else "exact",
                "rows": rows,
            }
        )
    return facts


def sheet_bytes(title: str, headings: Sequence[str], lines: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([title])
    writer.writerow(headings)
    writer.writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def _period_words(period: tuple[date, date]) -> str:
    start, end = period
    if start.month == 1 and end.month == 12:
        return f"{start.year}年"
    return f"{start.year}年{start.month}月"
