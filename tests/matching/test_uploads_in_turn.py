"""Of two states of a registry the newer one stands, whoever approves which first."""

from datetime import date

import pytest

from core.exceptions import StateConflict
from intake import services
from intake.services.deciding import approve_at_console
from matching.models import DeathRecord, RegistrySource
from tests.town import identity


MARCH = (date(2026, 3, 1), date(2026, 3, 31))
MAY = (date(2026, 5, 1), date(2026, 5, 31))
HEADINGS = ("姓名", "身份证号", "死亡日期")
CHEN = ("陈秀英", identity(1), "2026-02-15")
LIN = ("林国平", identity(2), "2026-02-16")


def standing():
    return sorted(DeathRecord.objects.filter(ended=False).values_list("name", flat=True))


def source():
    return RegistrySource.objects.get(name="deaths")


def test_an_older_sheet_is_refused_with_both_days(town):
    town.deaths(CHEN, period=MAY)
    older = town.read(LIN, kind="registry:deaths", headings=HEADINGS, period=MARCH)
    with pytest.raises(StateConflict) as refused:
        approve_at_console(batch=older, operator="tests")
    older.refresh_from_db()

    assert "5月31日" in str(refused.value)
    assert "3月31日" in str(refused.value)
    assert (older.submitted_at, standing(), source().as_of) == (None, ["陈秀英"], MAY[1])


def test_the_second_person_is_told_and_the_sheet_can_go_back(town):
    """Submitted while it was the newest; the newer one came before it was decided."""
    older = town.read(LIN, kind="registry:deaths", headings=HEADINGS, period=MARCH)
    type(older).objects.update(uploaded_by=town.users["uploader"], at_console=False)
    older.refresh_from_db()
    services.submit(batch=older, by=town.users["uploader"])
    town.deaths(CHEN, period=MAY)
    with pytest.raises(StateConflict):
        services.approve(batch=older, by=town.users["reviewer"])
    services.send_back(batch=older, by=town.users["reviewer"], note="已有更新的名册")

    assert (older.status, standing()) == ("returned", ["陈秀英"])


def test_the_same_day_s_second_sheet_replaces_the_first(town):
    town.deaths(CHEN, period=MAY)
    town.deaths(LIN, period=MAY)

    assert standing() == ["林国平"]


def test_older_lines_may_be_added_and_set_no_day_back(town):
    town.deaths(CHEN, period=MAY)
    newest = source().batch_id
    town.deaths(LIN, period=MARCH, append=True)

    assert standing() == ["林国平", "陈秀英"]
    assert (source().as_of, source().batch_id, source().rows) == (MAY[1], newest, 2)


def test_what_is_left_reaches_as_far_as_its_own_sheets(town):
    """Lines were added and withdrawn again: the register ends where it ended before."""
    first = town.deaths(CHEN, period=MARCH)
    added = town.deaths(LIN, period=MAY, append=True)
    assert source().as_of == MAY[1]
    request = services.request_withdrawal(
        batch=added, by=town.users["uploader"], reason="整批传错了"
    )
    services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=True)

    assert (source().as_of, source().batch_id, source().rows) == (MARCH[1], first.pk, 1)


def test_of_two_approved_together_the_newer_stands_whoever_is_faster(town):
    older = town.read(LIN, kind="registry:deaths", headings=HEADINGS, period=MARCH)
    approve_at_console(batch=older, operator="tests")
    newer = town.deaths(CHEN, period=MAY)
    services.publish(batch_id=older.pk)

    assert (standing(), source().batch_id, source().rows) == (["陈秀英"], newer.pk, 1)
    assert DeathRecord.objects.get(name="林国平").ended_by == newer.pk


def test_a_withdrawn_sheet_stands_in_nobody_s_way(town):
    newer = town.deaths(CHEN, period=MAY)
    request = services.request_withdrawal(
        batch=newer, by=town.users["uploader"], reason="整批传错了"
    )
    services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=True)
    town.deaths(LIN, period=MARCH)

    assert (standing(), source().as_of) == (["林国平"], MARCH[1])


@pytest.mark.parametrize(
    "written", ["二级", "二", "2", "2级", "贰级", "Ⅱ级", "肢体二级", "视力2级"]
)
def test_a_degree_of_disability_is_read_as_it_is_written(town, written):
    batch = town.read(
        ("陈秀英", identity(1), written), kind="registry:disabled-persons",
        headings=("姓名", "身份证号", "残疾等级"),
    )  # fmt: skip
    assert batch.accepted == 1, list(batch.problems.values_list("code"))


@pytest.mark.parametrize("written", ["五级", "肢体", "二三级", ""])
def test_what_is_no_degree_is_refused(town, written):
    batch = town.read(
        ("陈秀英", identity(1), written), kind="registry:disabled-persons",
        headings=("姓名", "身份证号", "残疾等级"),
    )  # fmt: skip
    assert batch.rejected == 1
