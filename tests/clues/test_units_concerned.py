"""Who stands behind a clue neither works on it nor sees it, in whatever way it is behind it."""

from datetime import UTC, datetime

from django.urls import reverse

import pytest

from accounts.choices import Role
from accounts.models import Office
from clues import services
from clues.models import Attachment, Clue
from clues.permissions import units_concerned
from clues.selectors.routing import offices_to_check
from core.exceptions import NotAllowed, StateConflict
from intake.models import Batch
from tests.clues.test_acts import PDF, act, upload
from tests.town import FUQI, make_user
from tests.visitors import signed_in


@pytest.fixture
def village(desk):
    return Office.objects.create(code="fuqi", name="浮岐村委会", kind="village", region_code=FUQI)


def test_the_sheets_of_what_is_merged_into_it(desk):
    by = desk.users["county"]
    into = desk.clue(1, groups={"account": "ab"})
    evidence = desk.concerned(desk.offices["town"])
    other = desk.clue(2, groups={"account": "ab"}, evidence=evidence)
    services.merge(into=into, others=[other], by=by, words="同一账户")

    assert units_concerned(Clue.objects.get(pk=into.pk)) == {desk.offices["town"].pk}


def test_whoever_paid_where_figures_alone_speak(desk):
    """Of a village beside others no single sheet is the evidence."""
    evidence = [{"kind": "village", "village": FUQI, "payments": 30}]
    clue = desk.clue(1, source="village-outlier", evidence=evidence)
    city = Office.objects.create(
        code="3501-mz", name="福州市民政局", kind="bureau", region_code="350100000000"
    )
    desk.concerned(desk.offices["bureau"], city, desk.town.other_office)
    Batch.objects.update(programme_code="2080502", published_at=datetime(2026, 3, 1, tzinfo=UTC))

    assert units_concerned(clue) == {desk.offices["bureau"].pk, city.pk}


def test_the_village_whose_cadre_it_is(desk, village):
    clue = desk.clue(1, region_code=FUQI)
    assert offices_to_check(clue)[0] == village
    line = {"kind": "registry", "registry": "village-cadres", "id": 1, "name": "某人"}
    clue = desk.clue(2, region_code=FUQI, evidence=[line])
    assert village not in offices_to_check(clue)


def test_inspectors_may_work_on_what_their_own_register_has_shown(desk):
    clue = desk.clue(1, evidence=desk.concerned(desk.offices["county"]))
    assert services.take_next(by=desk.users["county"]) is None
    Batch.objects.update(kind="registry:village-cadres", confidential=True)
    assert services.take_next(by=desk.users["county"]) == clue


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.AUDITOR])
def test_it_sees_no_card_paper_file_or_visit(desk, role):
    clue = desk.clue(1, evidence=desk.concerned(desk.offices["police"]))
    services.attach(clue=clue, by=desk.users["county"], name="谈话.pdf", data=PDF)
    own = signed_in(make_user("own", role, desk.offices["police"]))
    kept = Attachment.objects.get()

    assert own.get(clue.get_absolute_url()).status_code == 403
    assert own.get(reverse("clues:attachment", args=[clue.number, kept.key])).status_code == 403
    assert own.post(reverse("clues:dossier", args=[clue.number])).status_code == 403
    visits = own.get(reverse("clues:visits"), {"region": FUQI})
    assert role == Role.AUDITOR or not visits.context["stops"]


def test_the_next_one_is_somebody_else_s(desk, village):
    """The dearest waits for another unit and stops nobody."""
    own = make_user("own", Role.INSPECTOR, village)
    evidence = [{"kind": "ledger", "id": 1, "summary": "招待费"}]
    desk.clue(1, region_code=FUQI, amount=9_000, evidence=evidence)
    mine = desk.clue(2, region_code=FUQI)

    assert services.take_next(by=own) == mine


@pytest.mark.parametrize("status", ["checking", "explained", "assigned", "closed", "merged"])
def test_what_waits_for_others_or_has_ended_is_not_taken(desk, status):
    by = desk.users["county"]
    clue = desk.clue(1)
    Clue.objects.filter(pk=clue.pk).update(status=status, assignee=by)
    with pytest.raises(StateConflict):
        services.take(clue=clue, by=by)


def test_the_papers_of_what_has_ended_stay(desk):
    by = desk.users["county"]
    clue = services.explain(clue=desk.clue(1), by=by, finding="allowed", words="可以")
    with pytest.raises(StateConflict):
        services.attach(clue=clue, by=by, name="谈话.pdf", data=PDF)
    assert act(signed_in(by), clue, "attach", file=upload()).status_code == 400


def test_another_region_s_clue_is_nobody_s_here(desk):
    by = desk.users["county"]
    clue = desk.clue(1, region_code="350125101214")
    Clue.objects.filter(pk=clue.pk).update(status="registered")
    for run in (
        lambda: services.assign(clue=clue, by=by, to=by),
        lambda: services.look_at_identity(clue=clue, by=by, reason="核对"),
    ):
        with pytest.raises(NotAllowed):
            run()
    Clue.objects.filter(pk=clue.pk).update(status="explained")
    with pytest.raises(NotAllowed):
        services.reopen(clue=clue, by=by, words="不对")


def test_what_stands_for_others_keeps_the_units_behind_all_of_them(desk):
    by, evidence = desk.users["city"], desk.concerned(desk.offices["town"])
    first = desk.clue(1, groups={"account": "ab"}, evidence=evidence)
    second, third = (desk.clue(serial, groups={"account": "ab"}) for serial in (2, 3))
    services.merge(into=second, others=[first], by=by, words="同一账户")
    services.merge(into=third, others=[second], by=by, words="同一账户")
    for clue in Clue.objects.all():
        assert units_concerned(clue) == {desk.offices["town"].pk}
    assert set(third.merged.all()) == {first, second}


def test_an_office_that_is_being_asked_is_not_made_the_unit_concerned(desk):
    by, police = desk.users["county"], desk.offices["police"]
    asked = desk.clue(1, groups={"account": "ab"})
    services.send_to_check(clue=asked, by=by, office=police)
    other = desk.clue(2, groups={"account": "ab"}, evidence=desk.concerned(police))
    with pytest.raises(StateConflict, match="recall|撤回"):
        services.merge(into=asked, others=[other], by=by, words="同一账户")
    other.refresh_from_db()
    assert other.status == "suspected"


def test_it_does_not_answer_what_it_was_asked_before_it_was_concerned(desk):
    clue = desk.clue(1)
    check = services.send_to_check(
        clue=clue, by=desk.users["county"], office=desk.offices["police"]
    )
    Clue.objects.filter(pk=clue.pk).update(evidence=desk.concerned(desk.offices["police"]))
    with pytest.raises(NotAllowed):
        services.answer_check(check=check, by=desk.users["police"], finding="allowed", words="无误")


@pytest.fixture
def shapes(desk, village):
    """A clue of every way to stand behind one, and of none."""
    by = desk.users["city"]
    sheets = desk.concerned(desk.offices["police"], desk.offices["bureau"])
    register = desk.concerned(desk.offices["county"])
    Batch.objects.filter(office=desk.offices["county"]).update(
        kind="registry:deaths", confidential=True
    )
    Batch.objects.exclude(kind__startswith="registry").update(
        programme_code="2080502", published_at=datetime(2026, 3, 1, tzinfo=UTC)
    )
    books = [{"kind": "ledger", "id": 1, "summary": "招待费"}]
    sums = [{"kind": "village", "village": FUQI, "payments": 30}]
    desk.clue(1)
    desk.clue(2, evidence=sheets)
    desk.clue(3, evidence=register)
    desk.clue(4, region_code=FUQI, evidence=books)
    desk.clue(5, evidence=books)
    desk.clue(6, region_code=FUQI, evidence=sums, programme_code="2080502")
    desk.clue(7, region_code=FUQI, evidence=sums, programme_code="2080505")
    desk.clue(8, evidence=sums, programme_code="")
    whole = desk.clue(9, groups={"account": "ab"})
    part = desk.clue(10, groups={"account": "ab"}, evidence=sheets)
    services.merge(into=whole, others=[part], by=by, words="同一账户")
    Clue.objects.filter(pk=desk.clue(11, evidence=sheets).pk).update(duty=True)


def test_lists_leave_out_what_a_card_refuses(desk, shapes):
    """The database and `units_concerned` say the same of every clue and office."""
    seen = []
    for office in Office.objects.all():
        user = make_user(f"own-{office.pk}", Role.INSPECTOR, office)
        user.region_code = "350000000000"
        may = {clue for clue in Clue.objects.all() if office.pk not in units_concerned(clue)}
        assert set(Clue.objects.visible_to(user)) == may
        seen.append(len(may))
    assert min(seen) < max(seen) == Clue.objects.count()


@pytest.mark.parametrize("page", ["clue-list", "groups"])
def test_no_list_names_it(desk, page):
    evidence = desk.concerned(desk.offices["police"])
    for source in ("paid-after-death", "prisoner-paid"):
        desk.clue(1, source=source, evidence=evidence)
    other = desk.clue(2)
    own = signed_in(make_user("own", Role.INSPECTOR, desk.offices["police"]))
    assert "某人1" not in own.get(reverse(f"clues:{page}")).content.decode()
    assert "某人1" not in own.get(other.get_absolute_url()).content.decode()


def test_taking_the_next_costs_the_same_however_many_are_not_for_it(
    desk, village, django_assert_num_queries
):
    own = make_user("own", Role.INSPECTOR, village)
    for serial in range(12):
        desk.clue(serial, region_code=FUQI, evidence=[{"kind": "ledger", "id": 1}])
    with django_assert_num_queries(4):
        assert services.take_next(by=own) is None
