"""To show more of recipients takes two administrators, by whichever door; to show less takes one."""

from __future__ import annotations

from itertools import pairwise

from django.db import DatabaseError, transaction
from django.forms import model_to_dict
from django.urls import reverse

import pytest

from accounts.choices import Role
from auditing.models import AuditEvent
from core.exceptions import NotAllowed, PortalError, StateConflict
from funds.choices import Disclosure
from funds.models import DisclosedArea, Loosening, Programme
from funds.services.loosening import carry_out_loosening, decide_loosening, request_loosening
from funds.tasks import retest_disclosure
from tests.funds.test_admin_import import checked, of_the_city, sheet
from tests.town import FUQI, make_user, payment
from tests.visitors import signed_in


MASKED = "2081107"
WAYS = [(old, new) for old in Disclosure.values for new in Disclosure.values if old != new]
LOOSER = [(old, new) for old, new in WAYS if Disclosure.loosens(old, new)]


@pytest.fixture
def two(town):
    return of_the_city(town, "first"), of_the_city(town, "second")


def programme():
    return Programme.objects.get(code=MASKED)


def asked(by, new="named"):
    return request_loosening(programme=programme(), new=new, reason="村民要求核对", by=by)


def test_the_classes_stand_from_open_to_closed():
    assert all(Disclosure.loosens(closed, open_) for open_, closed in pairwise(Disclosure.values))
    assert len(LOOSER) == 3


@pytest.mark.parametrize(("old", "new"), WAYS)
def test_the_admin_s_form_only_tightens(town, two, old, new):
    Programme.objects.filter(code=MASKED).update(disclosure=old)
    client, shown = signed_in(two[0]), programme()
    values = {
        name: ("on" if value is True else value)
        for name, value in model_to_dict(shown).items()
        if value not in (None, False) and not isinstance(value, list)
    }
    answer = client.post(
        reverse("admin:funds_programme_change", args=[shown.pk]),
        values
        | {"disclosure": new, "exclusive_with": [], "policies": []}
        | {"conditions-TOTAL_FORMS": "0", "conditions-INITIAL_FORMS": "0"},
    )
    loosens = (old, new) in LOOSER
    assert answer.status_code == (200 if loosens else 302)
    assert programme().disclosure == (old if loosens else new)
    if loosens:
        assert "/desk/disclosure/" in answer.content.decode()


@pytest.mark.parametrize(("old", "new"), WAYS)
def test_an_import_only_tightens(town, two, old, new):
    client = signed_in(two[0])
    Programme.objects.exclude(code="2080502").delete()
    Programme.objects.update(disclosure=old)
    data, _row = sheet(client, disclosure=new)
    answer = checked(client, data)
    loosens = (old, new) in LOOSER
    assert ("/desk/disclosure/" in answer.content.decode()) is loosens
    form = answer.context.get("confirm_form")
    if not loosens:
        client.post(reverse("admin:funds_programme_process_import"), form.initial)
        assert Programme.objects.get().disclosure == new
    else:
        assert form is None


def test_an_import_that_was_checked_before_somebody_tightened_loosens_nothing(town, two):
    client = signed_in(two[0])
    Programme.objects.exclude(code="2080502").delete()
    data, _row = sheet(client, name="高龄老人津贴")
    form = checked(client, data).context["confirm_form"]
    Programme.objects.update(disclosure="private")
    client.post(reverse("admin:funds_programme_process_import"), form.initial)
    assert Programme.objects.get().disclosure == "private"


def test_two_agree_and_it_is_carried_out_with_the_test(town, two):
    town.publish(payment(1), programme_code=MASKED)
    assert DisclosedArea.objects.filter(programme__code=MASKED, region_code=FUQI).exists()
    loosening = asked(two[0])
    assert programme().disclosure == "partial"
    decide_loosening(loosening=loosening, by=two[1], approved=True)
    assert programme().disclosure == "partial"
    retest_disclosure()
    carry_out_loosening(loosening_id=loosening.pk)

    assert programme().disclosure == "named"
    assert not DisclosedArea.objects.filter(programme__code=MASKED, region_code=FUQI).exists()
    told = AuditEvent.objects.filter(action__endswith="-loosening").values_list("action", flat=True)
    assert sorted(told) == [f"funds.{a}-loosening" for a in ("agree", "carry-out", "request")]


def test_nobody_decides_alone(town, two):
    loosening = asked(two[0])
    with pytest.raises(NotAllowed):
        decide_loosening(loosening=loosening, by=two[0], approved=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Loosening.objects.update(decided_by=two[0], approved=True)
    carry_out_loosening(loosening_id=loosening.pk)
    assert programme().disclosure == "partial"


@pytest.mark.parametrize("role", Role.values)
def test_only_administrators_of_the_whole_portal_take_part(town, two, role):
    """An administrator of a county is none of them."""
    other = make_user("other", role, town.office)
    with pytest.raises(NotAllowed):
        asked(other)
    with pytest.raises(NotAllowed):
        decide_loosening(loosening=asked(two[0]), by=other, approved=True)


@pytest.mark.parametrize("new", ["partial", "private"])
def test_what_shows_no_more_is_not_asked_here(town, two, new):
    with pytest.raises(PortalError):
        asked(two[0], new)


def test_what_one_closes_meanwhile_no_older_agreement_opens(town, two):
    loosening = asked(two[0])
    Programme.objects.filter(code=MASKED).update(disclosure="private")
    with pytest.raises(StateConflict):
        decide_loosening(loosening=loosening, by=two[1], approved=True)
    Programme.objects.filter(code=MASKED).update(disclosure="partial")
    decide_loosening(loosening=loosening, by=two[1], approved=True)
    Programme.objects.filter(code=MASKED).update(disclosure="private")
    carry_out_loosening(loosening_id=loosening.pk)
    assert programme().disclosure == "private"


def test_at_the_desk(town, two):
    first, second = map(signed_in, two)
    values = {"programme": programme().pk, "new": "named", "reason": "村民要求核对"}
    assert first.post("/desk/disclosure/", values).status_code == 302
    assert first.post("/desk/disclosure/", values).status_code == 400
    number = Loosening.objects.get().pk
    decide = f"/desk/disclosure/{number}/decide/"
    assert decide not in first.get("/desk/disclosure/").content.decode()
    first.post(decide, {"decision": "approve"})
    assert Loosening.objects.get().approved is None
    assert decide in second.get("/desk/disclosure/").content.decode()
    second.post(decide, {"decision": "approve"})
    assert Loosening.objects.get().approved
