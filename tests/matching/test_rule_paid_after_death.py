"""The rule's hits, each of its exclusions, and its grades."""

import io
import json
from decimal import Decimal

from django.core.management import call_command
from django.urls import reverse

import pytest

from accounts.choices import Role
from accounts.models import Office
from clues.models import Clue
from matching.services import run_crosscheck
from tests.town import FUQI, identity, payment
from tests.visitors import signed_in


RULE = "paid-after-death"
pytestmark = pytest.mark.rule(RULE)


def raised():
    run_crosscheck(codes=["paid-after-death"])
    return list(Clue.objects.filter(status="suspected"))


@pytest.fixture
def death(town):
    """陈秀英 died on 15 February 2026."""
    return town.deaths(("陈秀英", identity(1), "2026-02-15"))


def test_a_payment_for_the_month_after_the_death_is_a_hit(town, death):
    batch = town.publish(payment(1, period="2026年3月"), payment(2, "林国平"))

    (clue,) = raised()
    assert (clue.grade, clue.amount, clue.region_code) == ("exact", Decimal("100.00"), FUQI)
    assert [(row["kind"], row["batch"], row["row"]) for row in clue.evidence] == [
        ("payment", batch.pk, 2),
        ("registry", death.pk, 2),
    ]
    assert clue.facts["died_on"] == "2026-02-15"


def test_months_add_up_in_one_clue(town, death):
    for month in (2, 3, 4):
        town.publish(payment(1, period=f"2026年{month}月", paid_on=f"2026-{month:02d}-20"))

    (clue,) = raised()
    assert (clue.amount, clue.facts["payments"]) == (Decimal("200.00"), 2)


def test_the_rest_of_the_month_of_death_is_innocent(town, death):
    town.publish(payment(1, period="2026年2月", paid_on="2026-02-20"))

    assert raised() == []


def test_back_pay_for_months_lived_is_innocent(town, death):
    town.publish(payment(1, period="2025年12月", paid_on="2026-05-10"))

    assert raised() == []


def test_a_period_that_began_in_life_is_innocent(town, death):
    town.publish(payment(1, period="2026年1-6月", paid_on="2026-06-20"))

    assert raised() == []


def household(town, size):
    headings = ("村", "户主姓名", "户主身份证号", "家庭人口", "金额", "所属期")
    row = ("浮岐村", "陈秀英", identity(1), size, 300, "2026年4月")
    town.publish(row, headings=headings, programme_code="2081902")


def test_a_household_benefit_of_living_members_is_innocent(town, death):
    household(town, 3)

    assert raised() == []


def test_a_household_of_one_is_a_hit(town, death):
    household(town, 1)

    assert len(raised()) == 1


def test_a_household_that_nobody_counted_is_told(town, death):
    """By the run, by the page of runs, and on the card."""
    household(town, "")

    said = io.StringIO()
    call_command("crosscheck", rule=[RULE], json=True, stdout=said)
    assert json.loads(said.getvalue())["rules"][0]["unjudged"] == 1
    inspector = town.users[Role.INSPECTOR]
    inspector.office = Office.objects.create(
        code="jw", name="市纪委监委", kind="discipline", region_code="350100000000"
    )
    inspector.save()
    browser = signed_in(inspector)
    assert "1笔无法判断" in browser.get(reverse("matching:run-list")).content.decode()
    clue = Clue.objects.get()
    assert clue.grade == "unclear-household"
    assert "都没有写家里有几口人" in browser.get(clue.get_absolute_url()).content.decode()


def test_money_that_the_bank_sent_back_is_innocent(town, death):
    headings = ("村", "姓名", "身份证号", "金额", "所属期", "发放结果")
    town.publish(("浮岐村", "陈秀英", identity(1), 100, "2026年4月", "退回"), headings=headings)

    assert raised() == []


def test_another_name_is_a_grade_of_its_own(town):
    town.deaths(("黄德福", identity(1), "2026-02-15"))
    town.publish(payment(1, period="2026年3月"))

    (clue,) = raised()
    assert clue.grade == "other-name"


def test_the_same_name_alone_is_nothing(town):
    town.deaths(("陈秀英", identity(2), "2026-02-15"))
    town.publish(payment(1, period="2026年3月"))

    assert raised() == []


def test_of_two_dates_of_death_the_later_counts(town, death):
    other = town.other_office
    town.deaths(("陈秀英", identity(1), "2026-03-20"), office=other)
    town.publish(payment(1, period="2026年3月"))

    assert raised() == []


def test_fifteen_digits_in_the_registry_are_the_same_person(town):
    town.deaths(("陈秀英", "350199" + "500101" + "001", "2026-02-15"))
    town.publish(payment(1, period="2026年3月"))

    assert len(raised()) == 1


def test_a_yearly_benefit_paid_for_the_year_after_is_a_hit(town):
    town.deaths(("陈秀英", identity(1), "2025-11-15"))
    town.publish(
        payment(1, period="2026年", paid_on="2026-05-12", amount=260), programme_code="2081110"
    )

    (clue,) = raised()
    assert clue.amount == 260


def test_a_yearly_benefit_of_the_year_of_death_is_innocent(town, death):
    town.publish(
        payment(1, period="2026年", paid_on="2026-05-12", amount=260), programme_code="2081110"
    )

    assert raised() == []
