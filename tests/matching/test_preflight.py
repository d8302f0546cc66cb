"""The rules on a draft: what the cadre should look at before money moves."""

from django.urls import reverse

import pytest

from accounts.choices import Role
from accounts.models import User
from clues.models import Clue
from matching.exceptions import NothingToCheck
from matching.services.preflight import check_draft
from tests.town import identity, make_user, payment
from tests.visitors import signed_in


def test_a_draft_s_row_is_found_with_its_place(town):
    town.deaths(("林国平", identity(2), "2026-02-15"))
    draft = town.read(payment(1), payment(2, "林国平"))
    findings = {finding.rule.code: finding for finding in check_draft(draft).findings}

    assert [row for _sheet, row in findings["paid-after-death"].rows] == [3]
    assert Clue.objects.count() == 0


def test_the_check_reaches_no_further_than_the_draft_s_rows(town):
    """It tells whom registries know as dead or in prison."""
    draft = town.read(payment(1))
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
    draft = town.read(payment(2, "林国平"))

    assert [f for f in check_draft(draft).findings if f.rule.code == "paid-after-death"] == []


def test_published_months_count_with_the_draft_s(town):
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1, period="2026年3月"))
    draft = town.read(payment(1, period="2026年4月", paid_on="2026-04-10"))
    (finding,) = [f for f in check_draft(draft).findings if f.rule.code == "paid-after-death"]

    assert finding.facts["payments"] == 2
    assert [row for _sheet, row in finding.rows] == [2]


def test_nothing_stays_behind(town):
    from django.db import connection

    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    check_draft(town.read(payment(1)))
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
    checked = check_draft(town.read(payment(1)))

    assert (checked.findings, [r.code for r in checked.unasked]) == ([], [rule.code])
