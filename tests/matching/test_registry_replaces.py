"""A registry shows what it replaces, and asks before much of it goes."""

from django.urls import reverse

import pytest

from accounts.choices import Role
from core.exceptions import PortalError
from intake import services
from intake.models import Batch
from tests.town import identity, workbook
from tests.visitors import signed_in


HEADINGS = ("姓名", "身份证号", "死亡日期")


def line(number, day="2026-01-05"):
    return ("林国平", identity(number), day)


def uploaded(town, *rows, append=False) -> Batch:
    batch = services.receive(
        kind="registry:deaths", data=workbook(HEADINGS, rows), file_name="a.xlsx",
        office=town.office, by=town.users[Role.UPLOADER], append=append,
    )  # fmt: skip
    return services.read(batch_id=batch.pk)


def page_of(town, batch):
    page = signed_in(town.users[Role.UPLOADER]).get(reverse("intake:batch", args=[batch.pk]))
    return page.content.decode()


def test_a_registry_shows_what_it_replaces(town):
    town.deaths(*[line(n) for n in range(1, 11)], office=town.office)
    # One more, one with another day, one gone of ten.
    batch = uploaded(town, *[line(n) for n in range(1, 9)], line(9, "2026-02-01"), line(11))
    assert batch.comparison["replaces"] == 10
    assert batch.comparison["counts"] == {"added": 1, "changed": 1, "dropped": 1}
    assert not batch.problems.filter(severity="question").exists()
    page = page_of(town, batch)
    assert 'id="replaces"' in page
    assert "林国平" in page
    assert identity(11) not in page
    services.submit(batch=batch, by=town.users[Role.UPLOADER])

    # What adds drops nobody.
    batch = uploaded(town, line(12), append=True)
    assert batch.comparison["counts"] == {"added": 1}
    assert services.submit(batch=batch, by=town.users[Role.UPLOADER]).status == "submitted"


def test_much_of_a_registry_goes_only_with_words(town, settings):
    town.deaths(*[line(n) for n in range(1, 11)], office=town.office)
    batch, by = uploaded(town, line(1)), town.users[Role.UPLOADER]
    with pytest.raises(PortalError):
        services.submit(batch=batch, by=by)
    page = page_of(town, batch)
    assert "90 %" in page
    services.answer_question(
        batch=batch, by=by, code="registry-shrinks", text="去年的名单重复了，已核对"
    )
    assert services.submit(batch=batch, by=by).status == "submitted"
    services.approve(batch=batch, by=town.users[Role.REVIEWER])
    services.publish(batch_id=batch.pk)
    page = page_of(town, batch)
    assert "去年的名单重复了" in page
    assert 'state-published">已入库<' in page

    settings.REGISTRY_GONE_SHARE = 1
    batch = uploaded(town, line(2))
    assert not batch.problems.filter(severity="question").exists()
