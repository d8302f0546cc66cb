"""The rules on a draft: what the cadre should look at before money moves."""

import re

from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.choices import Role
from accounts.models import User
from auditing.models import SensitiveAccess
from clues.models import Clue
from core.redis_client import client
from intake.models import Batch
from matching.exceptions import NothingToCheck, TooManyAsked
from matching.services.preflight import check_draft, look_before_paying
from tests.town import HEADINGS, identity, make_user, payment
from tests.visitors import signed_in


def submitted(town, *rows):
    """A roster that waits for the second person."""
    batch = town.read(*rows)
    Batch.objects.filter(pk=batch.pk).update(status="submitted", submitted_at=timezone.now())
    batch.refresh_from_db()
    return batch


def test_a_draft_s_row_is_found_with_its_place(town):
    town.deaths(("林国平", identity(2), "2026-02-15"))
    draft = submitted(town, payment(1), payment(2, "林国平"))
    findings = {finding.rule.code: finding for finding in check_draft(draft).findings}

    assert [row for _sheet, row in findings["paid-after-death"].rows] == [3]
    assert Clue.objects.count() == 0


def test_the_check_reaches_no_further_than_the_draft_s_rows(town):
    """It tells whom registries know as dead or in prison."""
    draft = submitted(town, payment(1))
    page = reverse("matching:preflight", args=[draft.pk])
    others = [
        make_user("others-administrator", Role.ADMINISTRATOR, town.other_office),
        make_user("others-uploader", Role.UPLOADER, town.other_office),
    ]
    # An administrator looks after a whole county, its offices' people are not their business.
    User.objects.filter(pk=others[0].pk).update(region_code=town.users[Role.UPLOADER].region_code)
    users = User.objects.filter(pk__in=[user.pk for user in others]).order_by("pk")
    users = [town.users[Role.UPLOADER], *users]

    assert [signed_in(user).get(page).status_code for user in users] == [200, 403, 404]


def test_what_stands_published_is_no_finding_of_this_draft(town):
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))
    draft = submitted(town, payment(2, "林国平"))

    assert [f for f in check_draft(draft).findings if f.rule.code == "paid-after-death"] == []


def test_published_months_count_with_the_draft_s(town):
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1, period="2026年3月"))
    draft = submitted(town, payment(1, period="2026年4月", paid_on="2026-04-10"))
    (finding,) = [f for f in check_draft(draft).findings if f.rule.code == "paid-after-death"]

    assert [row for _sheet, row in finding.rows] == [2]


def test_nothing_stays_behind(town):
    from django.db import connection

    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    check_draft(submitted(town, payment(1)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM funds_payment")
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT to_regclass('pg_temp.funds_payment')")
        assert cursor.fetchone()[0] is None


def test_a_published_batch_is_not_a_draft(town):
    batch = town.publish(payment(1))
    batch.refresh_from_db()
    with pytest.raises(NothingToCheck):
        check_draft(batch)


def test_a_rule_that_cannot_be_asked_is_named(town, monkeypatch):
    import dataclasses

    from matching.rules.format import all_rules

    rule = all_rules()["paid-after-death"]
    broken = dataclasses.replace(rule, sql=rule.sql.replace("sum(p.amount)", "1/0"))
    monkeypatch.setattr("matching.services.live.all_rules", lambda: {rule.code: broken})
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    checked = check_draft(submitted(town, payment(1)))

    assert (checked.findings, [r.code for r in checked.unasked]) == ([], [rule.code])


@pytest.fixture
def town_with_secrets(town):
    """Registries that know number 1 as 陈秀英, dead and once in prison, the owner of a firm."""
    number = identity(1)
    town.deaths(("陈秀英", number, "2026-02-15"))
    town.publish(
        ("陈秀英", number, "收监", "2026-01-10", ""), kind="registry:prisoners",
        headings=("姓名", "身份证号", "措施", "起始日期", "截止日期"),
    )  # fmt: skip
    # 高龄津贴 knows the real name too.
    town.publish(payment(1, period="2026年1月", paid_on="2026-01-10"))
    return town


def test_a_made_up_row_learns_nothing_of_a_number(town_with_secrets):
    """The oracle that worked: a name, one yuan and any number."""
    town = town_with_secrets
    guesses = [payment(1, "张三", amount="1.00"), payment(1, "李四", amount="1.00", paid_on="")]
    for serial, guess in enumerate(guesses, 7):
        unknown = payment(serial, "张三", amount="1.00")
        page = signed_in(town.users[Role.UPLOADER]).get(
            reverse("matching:preflight", args=[submitted(town, guess).pk])
        )
        blank = signed_in(town.users[Role.UPLOADER]).get(
            reverse("matching:preflight", args=[submitted(town, unknown).pk])
        )
        assert (page.status_code, page.context["findings"]) == (200, [])
        told = [
            re.sub(r"/\d+/|第\d+批|\w{40,}", "", each.content.decode()) for each in (page, blank)
        ]
        assert told[0] == told[1]


def test_a_number_of_a_payee_is_no_way_around(town_with_secrets):
    town = town_with_secrets
    headings = (*HEADINGS, "代领人", "代领人身份证号")
    batch = town.read((*payment(8, "张三", amount="1.00"), "李四", identity(1)), headings=headings)
    Batch.objects.filter(pk=batch.pk).update(status="submitted", submitted_at=timezone.now())
    batch.refresh_from_db()
    assert batch.accepted == 1
    assert check_draft(batch).findings == []


def test_it_names_a_list_to_look_into_and_nothing_that_the_list_says(town_with_secrets):
    town = town_with_secrets
    batch = submitted(town, payment(1, period="2026年3月"))
    page = signed_in(town.users[Role.UPLOADER]).get(reverse("matching:preflight", args=[batch.pk]))
    found = {finding.rule.code: finding for finding in page.context["findings"]}
    assert [row for _sheet, row in found["paid-after-death"].rows] == [2]
    text = page.content.decode()
    assert str(found["paid-after-death"].registers[0]) in text
    for detail in ("陈秀英", "2026年2月15日", "2026-02-15", "收监", "100.00", identity(1)):
        assert detail not in text, detail


def test_a_draft_is_submitted_before_anything_is_asked(town):
    batch = town.read(payment(1))
    uploader = town.users[Role.UPLOADER]
    link = reverse("matching:preflight", args=[batch.pk])
    assert (
        link
        not in signed_in(uploader).get(reverse("intake:batch", args=[batch.pk])).content.decode()
    )
    for ask in (lambda: check_draft(batch), lambda: look_before_paying(batch=batch, by=uploader)):
        with pytest.raises(NothingToCheck):
            ask()
    assert signed_in(uploader).get(link).status_code != 200
    assert not SensitiveAccess.objects.filter(
        subject=f"batch:{batch.pk}", reason__contains="1"
    ).exists()


def test_every_look_is_kept_and_an_office_s_lines_are_bounded(town, settings):
    for key in client().scan_iter("*:preflight:*"):
        client().delete(key)
    settings.PREFLIGHT_LINES_A_DAY = 3
    uploader, reviewer = town.users[Role.UPLOADER], town.users[Role.REVIEWER]
    two, again = submitted(town, payment(1), payment(2)), submitted(town, payment(3), payment(4))
    one = submitted(town, payment(5))
    for by in (uploader, reviewer, uploader):
        look_before_paying(batch=two, by=by)
    with pytest.raises(TooManyAsked, match="3"):
        look_before_paying(batch=again, by=uploader)
    # What was refused was not charged.
    look_before_paying(batch=one, by=uploader)
    with pytest.raises(TooManyAsked):
        look_before_paying(batch=submitted(town, payment(6)), by=reviewer)
    # Sent in again it is another draft: its lines may be others.
    Batch.objects.filter(pk=two.pk).update(submitted_at=timezone.now())
    two.refresh_from_db()
    with pytest.raises(TooManyAsked):
        look_before_paying(batch=two, by=uploader)
    looks = SensitiveAccess.objects.filter(subject=f"batch:{two.pk}")
    assert [look.actor_name for look in looks.order_by("pk")][-3:] == [
        uploader.username, reviewer.username, uploader.username,
    ]  # fmt: skip
