"""Runs, what they could not see, and each rule's page."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone, translation

import pytest

from accounts.choices import Role
from matching.models import RegistrySource, Run
from matching.rules import RuleFileError, rule_of
from matching.rules.format import parse
from matching.services import run_crosscheck
from tests.town import identity, payment
from tests.visitors import signed_in


def test_a_missing_registry_is_told_loudly(town):
    town.publish(payment(1))
    run_crosscheck()
    for role in (Role.INSPECTOR, Role.AUDITOR, Role.ADMINISTRATOR):
        browser = signed_in(town.users[role])
        for address in (reverse("matching:run-list"), reverse("portal:desk")):
            page = browser.get(address).content.decode()
            notice = page[page.index('class="notice notice-error blind"') :].partition(
                "</section>"
            )[0]
            # By what it asks, not by its code.
            assert rule_of("paid-after-death").chinese.question in notice
            assert "paid-after-death" not in notice


def test_a_stale_registry_is_told_loudly(town):
    town.deaths(("陈秀英", identity(1), "2025-05-03"))
    RegistrySource.objects.update(as_of=date(2020, 1, 1))
    run_crosscheck()
    page = signed_in(town.users[Role.INSPECTOR]).get(reverse("matching:run-list"))
    assert 'class="notice notice-error blind"' in page.content.decode()


def test_nothing_is_told_when_all_was_seen(town, monkeypatch):
    rules = {"paid-after-death": rule_of("paid-after-death")}
    monkeypatch.setattr("matching.views.desk.all_rules", lambda: rules)
    town.deaths(("陈秀英", identity(1), "2025-05-03"))
    headings = ("户号", "姓名", "身份证号")
    town.publish(("1", "陈秀英", identity(1)), kind="registry:households", headings=headings)
    run_crosscheck(codes=list(rules))
    page = signed_in(town.users[Role.INSPECTOR]).get(reverse("matching:run-list"))
    assert 'class="notice notice-error blind"' not in page.content.decode()


def test_the_rule_page_has_its_words_and_its_query(town):
    run_crosscheck()
    browser = signed_in(town.users[Role.INSPECTOR])
    page = browser.get(reverse("matching:rule", args=["paid-after-death"])).content.decode()
    assert "matching_deathrecord" in page
    assert rule_of("paid-after-death").chinese.question in page
    assert browser.get(reverse("matching:rule", args=["no-such-rule"])).status_code == 404


def test_runs_are_not_for_uploaders(town):
    for role in (Role.UPLOADER, Role.REVIEWER):
        answer = signed_in(town.users[role]).get(reverse("matching:run-list"))
        assert answer.status_code == 403


def test_a_rule_speaks_the_reader_s_language():
    rule = rule_of("paid-after-death")
    with translation.override("en"):
        assert rule.wording is rule.english
    with translation.override("zh-hans"):
        assert rule.wording is rule.chinese
    assert len(rule.english.innocent) == len(rule.chinese.innocent)


HEADER = """-- code: some-rule
-- question: Is it?
-- scope: person
-- severity: high
-- parameter: days = 3 : how many
-- basis: law
-- exclusion: a: one
-- innocent: maybe
-- next: ask
-- next: ask again
{extra}SELECT {{days}} {{affected:x}}
"""


@pytest.mark.parametrize(
    "extra",
    [
        "-- next_zh: 问\n",
        "-- exclusion_zh: b: 一\n",
        "-- parameter_zh: weeks: 几周\n",
        "-- parameter_zh: 几天\n",
        "-- headline: {name} is\n-- headline_zh: {amount}是\n",
        "-- headline: {name} is\n-- headline: {name} is\n",
        "-- nonsense_zh: 甲\n",
        "-- scope_zh: 人\n",
    ],
)
def test_headers_are_read_strictly(tmp_path, extra):
    path = tmp_path / "some-rule.sql"
    path.write_text(HEADER.format(extra=extra), encoding="utf-8")
    with pytest.raises(RuleFileError):
        parse(path)


def test_a_rule_without_chinese_speaks_english(tmp_path):
    path = tmp_path / "some-rule.sql"
    path.write_text(HEADER.format(extra="-- innocent_zh: 也许\n"), encoding="utf-8")
    rule = parse(path)
    assert rule.chinese.innocent == ("也许",)
    assert rule.chinese.next_steps == ("ask", "ask again")
    assert rule.chinese.parameters == (("days", "how many"),)


def test_a_killed_run_is_shown_as_broken_off(town):
    run_crosscheck(codes=["paid-after-death"])
    browser = signed_in(town.users[Role.INSPECTOR])
    words = "没有做完就中断"
    assert words not in browser.get(reverse("matching:run-list")).content.decode()
    Run.objects.update(finished_at=None)
    assert words not in browser.get(reverse("matching:run-list")).content.decode()
    Run.objects.update(started_at=timezone.now() - timedelta(hours=3))
    for page in ("matching:run-list", "portal:desk"):
        assert words in browser.get(reverse(page)).content.decode()
