"""Rules for everybody, trials for those who may, the checklist for the cadre."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.choices import Role
from intake.models import Batch
from matching.choices import Ground
from matching.models import RuleParameter, Trial
from matching.rules.format import all_rules
from matching.services import run_crosscheck
from matching.services.trials import ask_for_trial, try_out
from tests.matching.test_trials import colleague
from tests.town import identity, make_user, payment
from tests.visitors import signed_in


def test_every_rule_has_a_public_page_with_its_exclusions(town, client):
    listed = client.get(reverse("rules:rule-list")).content.decode()
    for code, rule in all_rules().items():
        # Once, under one heading.
        assert listed.count(f'href="{reverse("rules:rule", args=[code])}"') == 1
        page = client.get(reverse("rules:rule", args=[code])).content.decode()
        assert rule.chinese.question in page
        for _name, meaning in rule.chinese.exclusions:
            assert meaning in page
    assert client.get(reverse("rules:rule", args=["no-such-rule"])).status_code == 404


def test_rules_are_listed_by_what_they_compare(town, client):
    listed = client.get(reverse("rules:rule-list")).content.decode()
    headings = [listed.index(f"<h2>{ground.label}</h2>") for ground in Ground]
    assert headings == sorted(headings)
    at = {code: listed.index(reverse("rules:rule", args=[code])) for code in all_rules()}
    registers, payments, accounts, units, books = headings
    assert registers < at["paid-after-death"] < payments < at["same-programme-twice"] < accounts
    assert accounts < at["account-held-by-cadre"] < units < at["paid-late"] < books
    assert books < at["village-no-voucher"]


def test_every_rule_tells_a_worked_example():
    lacking = [
        code
        for code, rule in all_rules().items()
        if not (rule.english.example and rule.chinese.example)
    ]
    assert lacking == []


def test_a_trial_s_way_through_the_desk(town):
    town.deaths(("陈秀英", identity(1), "2026-02-15"))
    town.publish(payment(1))
    one = signed_in(town.users[Role.INSPECTOR])
    two = signed_in(colleague())
    asked = one.post(
        reverse("matching:ask-for-trial", args=["paid-after-death"]),
        {"reason": "按季度登记", "name": "grace_months", "value": "0", "region_code": "350112"},
    )
    trial = Trial.objects.get()
    assert asked.url == reverse("matching:trial", args=[trial.pk])
    try_out(trial_id=trial.pk)
    page = one.get(asked.url).content.decode()
    assert "陈秀英" in page
    assert identity(1) not in page

    hit = trial.sample.get()
    one.post(reverse("matching:judge", args=[trial.pk]), {f"verdict-{hit.pk}": "true"})
    one.post(reverse("matching:sign", args=[trial.pk]))
    again = one.post(reverse("matching:sign", args=[trial.pk]), follow=True)
    assert "第二个人" in again.content.decode() or "另一" in again.content.decode()
    two.post(reverse("matching:sign", args=[trial.pk]))

    trial.refresh_from_db()
    assert trial.status == "live"
    rule_page = two.get(reverse("matching:rule", args=["paid-after-death"])).content.decode()
    assert "长乐区" in rule_page


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({"reason": ""}, "必填"),
        ({"reason": "试", "name": "grace_months"}, "参数"),
        ({"reason": "试", "region_code": "999999"}, "999999"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_in_words(town, sent, word):
    browser = signed_in(town.users[Role.INSPECTOR])
    answer = browser.post(
        reverse("matching:ask-for-trial", args=["paid-after-death"]), sent, follow=True
    )

    assert 'class="message' in answer.content.decode() or "error" in answer.content.decode()
    assert not Trial.objects.exists()
    assert not RuleParameter.objects.exists()


def test_the_cadre_gets_a_checklist_and_no_clue(town):
    town.deaths(("林国平", identity(2), "2026-02-15"))
    draft = town.read(payment(1), payment(2, "林国平"))
    Batch.objects.filter(pk=draft.pk).update(status="submitted", submitted_at=timezone.now())
    uploader = signed_in(town.users[Role.UPLOADER])
    link = reverse("matching:preflight", args=[draft.pk])
    assert link in uploader.get(reverse("intake:batch", args=[draft.pk])).content.decode()

    page = uploader.get(link)
    assert [finding.rule.code for finding in page.context["findings"]] == ["paid-after-death"]
    page = page.content.decode()
    assert "林国平" not in page
    assert identity(2) not in page


def test_another_office_s_draft_is_not_to_be_seen(town):
    draft = town.read(payment(1))
    stranger = signed_in(make_user("别县", Role.UPLOADER, town.other_office))
    assert stranger.get(reverse("matching:preflight", args=[draft.pk])).status_code == 404


def test_uploaders_try_no_rules(town):
    run_crosscheck(codes=["paid-after-death"])
    trial = ask_for_trial(
        rule="paid-after-death", proposed=[], reason="试", by=town.users[Role.INSPECTOR]
    )
    browser = signed_in(town.users[Role.UPLOADER])
    assert isinstance(browser, Client)
    assert browser.get(reverse("matching:trial", args=[trial.pk])).status_code == 403
