"""The audit trail at the desk: narrowed by who, what, act and days, and taken away as a table."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

import pytest

from accounts.choices import Role
from auditing.models import AuditEvent, SensitiveAccess
from auditing.services import record
from tests.visitors import signed_in


@pytest.fixture
def acted(town):
    record(action="intake.publish", by=town.users[Role.REVIEWER], target="batch:1")
    record(
        action="intake.withdraw",
        by=town.users[Role.REVIEWER],
        target="batch:2",
        detail={"reason": "=1"},
    )
    record(action="funds.correct", by=town.users[Role.UPLOADER], target="batch:1")
    return town


def targets(browser, query):
    lines = browser.get(f"/desk/trail/?{query}").context["lines"]
    return {
        (line.action, line.target)
        for line, *_rest in lines
        if not line.action.startswith("accounts.")
    }


def test_the_trail_is_narrowed(acted):
    auditor = signed_in(acted.users[Role.AUDITOR])
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    publish, withdraw, correct = (
        ("intake.publish", "batch:1"), ("intake.withdraw", "batch:2"), ("funds.correct", "batch:1"),
    )  # fmt: skip
    for query, expected in {
        "": {publish, withdraw, correct},
        "act=intake.withdraw": {withdraw},
        "act=nothing": {publish, withdraw, correct},
        "what=batch:1": {publish, correct},
        "who=uploader": {correct},
        f"since={today}&until={today}": {publish, withdraw, correct},
        f"since={tomorrow}": set(),
        "since=yesterday": {publish, withdraw, correct},
    }.items():
        assert expected == {
            one for one in targets(auditor, query) if one[0].split(".")[0] in ("intake", "funds")
        }, query


def test_it_is_taken_away_as_a_table_and_that_is_written_down(acted):
    auditor = signed_in(acted.users[Role.AUDITOR])
    answer = auditor.get("/desk/trail.csv?act=intake.withdraw")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "batch:2" in lines[1]
    assert SensitiveAccess.objects.filter(reason__contains="表格").count() == 1
    looks = auditor.get("/desk/trail.csv?kind=looks").content.decode("utf-8-sig")
    assert "trail" in looks
    for role in (Role.UPLOADER, Role.REVIEWER, Role.INSPECTOR):
        assert signed_in(acted.users[role]).get("/desk/trail.csv").status_code == 403
    assert AuditEvent.objects.filter(action="intake.withdraw").exists()
