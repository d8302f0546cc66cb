"""Checks by other offices: routing, answers, explanations, and never the unit concerned."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.choices import OfficeKind
from accounts.models import Office
from auditing.models import AuditEvent
from clues import services
from clues.choices import Status
from clues.models import Clue, Holiday
from clues.permissions import units_concerned
from clues.selectors.routing import discipline_office_for, inspectors_for, offices_to_check
from core.exceptions import NotAllowed, PortalError, StateConflict
from core.working_days import add_working_days
from tests.visitors import signed_in


def test_the_nearest_office_that_sent_nothing_is_asked(desk):
    clue = desk.clue(1, evidence=desk.concerned(desk.offices["bureau"]))
    assert units_concerned(clue) == {desk.offices["bureau"].pk}
    assert offices_to_check(clue)[0] == desk.offices["town"]
    check = services.send_to_check(clue=clue, by=desk.users["county"], question="人还在世吗？")
    clue.refresh_from_db()

    assert (check.office, clue.status, clue.due_on) == (
        desk.offices["town"], Status.CHECKING, check.due_on,
    )  # fmt: skip
    assert check.due_on == add_working_days(timezone.localdate(), 5, {})
    line = clue.history.last()
    assert (line.act, line.by) == ("send-to-check", desk.users["county"])
    assert line.changes["status"] == ["suspected", "checking"]
    assert AuditEvent.objects.filter(
        action="clues.send-to-check", target=f"clue:{clue.number}"
    ).exists()


def test_the_unit_concerned_is_in_no_list_and_refused(desk):
    clue = desk.clue(1, evidence=desk.concerned(desk.offices["town"], desk.offices["bureau"]))
    assert not {desk.offices["town"], desk.offices["bureau"]} & set(offices_to_check(clue))
    for name in ("town", "bureau"):
        with pytest.raises(NotAllowed, match="当事单位|unit concerned"):
            services.send_to_check(clue=clue, by=desk.users["county"], office=desk.offices[name])


def test_without_anybody_else_it_stays_with_the_discipline_office(desk):
    clue = desk.clue(1, evidence=desk.concerned(desk.offices["town"]))
    Office.objects.filter(kind=OfficeKind.BUREAU).update(region_code="350125000000")

    assert offices_to_check(clue) == [desk.offices["county"], desk.offices["city"]]


def test_the_programme_s_own_bureau_is_asked_before_others(desk):
    clue = desk.clue(1, evidence=desk.concerned(desk.offices["town"]))
    first, *_others, last = offices_to_check(clue)

    assert (first, last) == (desk.offices["bureau"], desk.offices["police"])


def test_an_office_elsewhere_is_refused(desk):
    with pytest.raises(NotAllowed):
        services.send_to_check(
            clue=desk.clue(1), by=desk.users["county"], office=desk.town.other_office
        )


def test_the_discipline_office_is_the_nearest_and_not_concerned(desk):
    assert discipline_office_for(desk.clue(1)) == desk.offices["county"]
    concerned = desk.clue(2, evidence=desk.concerned(desk.offices["county"]))
    assert discipline_office_for(concerned) == desk.offices["city"]
    assert inspectors_for(desk.clue(1))[0].office == desk.offices["county"]
    assert desk.offices["county"] not in {user.office for user in inspectors_for(concerned)}


def test_holidays_lengthen_the_time(desk):
    first = add_working_days(timezone.localdate(), 1, {})
    Holiday.objects.create(day=first, name="调休")
    check = services.send_to_check(clue=desk.clue(1), by=desk.users["county"])

    assert check.due_on == add_working_days(timezone.localdate(), 6, {})


def test_only_the_asked_office_answers_and_only_once(desk):
    check = services.send_to_check(clue=desk.clue(1), by=desk.users["county"])
    for name in ("police", "bureau", "auditor"):
        with pytest.raises(NotAllowed):
            services.answer_check(check=check, by=desk.users[name], finding="true", words="是")
    services.answer_check(
        check=check, by=desk.users["town"], finding="registry-wrong", words="本人健在"
    )
    check.clue.refresh_from_db()
    assert (check.clue.status, check.clue.explanation) == (Status.CHECKED, "registry-wrong")
    assert check.clue.checked_at is not None
    with pytest.raises(StateConflict):
        services.answer_check(check=check, by=desk.users["town"], finding="true", words="是")


def test_still_to_be_checked_is_no_finding(desk):
    check = services.send_to_check(clue=desk.clue(1), by=desk.users["county"])
    services.answer_check(check=check, by=desk.users["town"], finding="to-be-checked", words="待查")
    check.clue.refresh_from_db()

    assert (check.clue.status, check.clue.checked_at) == (Status.CHECKED, None)
    services.send_to_check(clue=check.clue, by=desk.users["county"], office=desk.offices["police"])


def test_an_answer_needs_words_and_a_code(desk):
    check = services.send_to_check(clue=desk.clue(1), by=desk.users["county"])
    for finding, words in (("true", " "), ("nonsense", "有话")):
        with pytest.raises(PortalError):
            services.answer_check(check=check, by=desk.users["town"], finding=finding, words=words)


def test_a_recalled_check_cannot_be_answered(desk):
    clue = desk.clue(1)
    check = services.send_to_check(clue=clue, by=desk.users["county"])
    with pytest.raises(StateConflict):
        services.send_to_check(clue=clue, by=desk.users["county"])
    services.recall_check(clue=clue, by=desk.users["county"])
    clue.refresh_from_db()
    assert (clue.status, clue.due_on) == (Status.SUSPECTED, None)
    with pytest.raises(StateConflict):
        services.answer_check(check=check, by=desk.users["town"], finding="true", words="是")


def test_who_is_no_longer_asked_sees_nothing_more(desk):
    """Recalled, or the next run put the office's own sheet behind the clue."""
    clue = desk.clue(1)
    check = services.send_to_check(
        clue=clue, by=desk.users["county"], office=desk.offices["police"]
    )
    page = reverse("clues:check", args=[check.pk])
    browser = signed_in(desk.users["police"])
    assert browser.get(page).status_code == 200
    Clue.objects.filter(pk=clue.pk).update(evidence=desk.concerned(desk.offices["police"]))
    assert browser.get(page).status_code == 404
    Clue.objects.filter(pk=clue.pk).update(evidence=[])
    assert browser.get(page).status_code == 200
    services.recall_check(clue=clue, by=desk.users["county"])
    assert browser.get(page).status_code == 404


def test_a_village_does_not_check_its_own_books(desk):
    village = Office.objects.create(
        code="fuqi", name="浮岐村委会", kind="village", region_code="350112201203"
    )
    paid, spent = desk.clue(1, region_code="350112201203"), desk.clue(
        2, region_code="350112201203", evidence=[{"kind": "ledger", "id": 1, "summary": "招待费"}]
    )  # fmt: skip
    assert offices_to_check(paid)[0] == village
    assert village not in offices_to_check(spent)


def test_numbers_are_taken_out_of_what_is_written(desk):
    number = "350199195001010011"
    check = services.send_to_check(clue=desk.clue(1), by=desk.users["county"], question=number)
    services.answer_check(check=check, by=desk.users["town"], finding="true", words=f"{number}领")
    texts = [check.question, check.words, *check.clue.history.values_list("words", flat=True)]

    assert not any(number in text for text in texts)


@pytest.mark.parametrize("finding", ["true", "to-be-checked", "", "nonsense"])
def test_only_what_is_innocent_is_explained(desk, finding):
    with pytest.raises(PortalError):
        services.explain(clue=desk.clue(1), by=desk.users["county"], finding=finding, words="因为")


def test_clean_until_lies_ahead_and_words_are_needed(desk):
    clue, by = desk.clue(1), desk.users["county"]
    with pytest.raises(PortalError):
        services.explain(
            clue=clue, by=by, finding="allowed", words="因为", clean_until=timezone.localdate()
        )
    with pytest.raises(PortalError):
        services.explain(clue=clue, by=by, finding="allowed", words="  ")
    services.explain(
        clue=clue, by=by, finding="allowed", words="因为",
        clean_until=timezone.localdate() + timedelta(days=1),
    )  # fmt: skip


def test_an_explanation_is_opened_again_with_a_reason(desk):
    clue, by = desk.clue(1), desk.users["county"]
    with pytest.raises(StateConflict):
        services.reopen(clue=clue, by=by, words="查错了")
    services.explain(clue=clue, by=by, finding="allowed", words="因为")
    with pytest.raises(PortalError):
        services.reopen(clue=clue, by=by, words="")
    clue = services.reopen(clue=clue, by=by, words="查错了")

    assert (clue.status, clue.explanation, clue.clean_until) == (Status.SUSPECTED, "", None)


@pytest.mark.parametrize("name", ["town", "police", "auditor"])
def test_who_is_no_inspector_works_on_nothing(desk, name):
    clue, by = desk.clue(1), desk.users[name]
    for act in (
        lambda: services.take(clue=clue, by=by),
        lambda: services.send_to_check(clue=clue, by=by),
        lambda: services.explain(clue=clue, by=by, finding="allowed", words="因为"),
        lambda: services.register(clue=clue, by=by, words="属实"),
        lambda: services.add_note(clue=clue, by=by, words="记一笔"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_an_inspector_of_the_unit_concerned_or_elsewhere_works_on_nothing(desk):
    from accounts.choices import Role
    from tests.town import make_user

    own = desk.clue(1, evidence=desk.concerned(desk.offices["county"]))
    far = make_user("far", Role.INSPECTOR, desk.town.other_office)
    for clue, by in ((own, desk.users["county"]), (desk.clue(2), far)):
        with pytest.raises(NotAllowed):
            services.take(clue=clue, by=by)
        with pytest.raises(NotAllowed):
            services.explain(clue=clue, by=by, finding="allowed", words="因为")
