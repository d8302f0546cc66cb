"""Units answer too: a talk with their heads, a proposal on paper, each with its deadline and answer."""

import io
from datetime import timedelta

from django.core import mail
from django.urls import reverse
from django.utils import timezone

import docx
import pytest

from clues import services
from clues.models import Check, Clue, InspectionProposal, UnitTalk
from clues.permissions import units_concerned
from clues.selectors.units import repeated_faults, unit_figures
from core.exceptions import NotAllowed, PortalError, StateConflict
from tests.town import DAXI, identity
from tests.visitors import signed_in


TODAY = timezone.localdate
ADDED = {"talk": UnitTalk, "proposal": InspectionProposal}


def typed(desk, kind, clue, **values):
    about = {
        "office": desk.offices["bureau"].pk, "numbers": clue.number,
        "due_on": (TODAY() + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    own = {
        "talk": {"heads": "局长", "held_on": TODAY().isoformat(), "undertaken": "按月比对死亡登记"},
        "proposal": {"text": "建立按月比对的办法"},
    }[kind]
    return about | own | values


@pytest.mark.parametrize("kind", ADDED)
def test_it_is_recorded_answered_once_and_counted(desk, kind):
    by, clue = desk.users["county"], desk.clue(1)
    browser = signed_in(by)
    answer = browser.post(reverse("clues:unit-add", args=[kind]), typed(desk, kind, clue))
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    (matter,) = ADDED[kind].objects.all()
    assert list(matter.clues.all()) == [clue]
    assert clue.history.last().act in ("unit-talk", "proposal")
    page = browser.get(reverse("clues:units")).content.decode()
    assert "按月比对" in page
    ADDED[kind].objects.update(due_on=TODAY() - timedelta(days=1))
    counted = getattr(unit_figures("350112000000"), f"{kind}s")
    assert counted == {"made": 1, "answered": 0, "overdue": 1}
    address = reverse("clues:unit-answer", args=[kind, matter.pk])
    browser.post(address, {"words": f"已经照办，{identity(3)}"})
    matter.refresh_from_db()
    assert (identity(3) in matter.answer, matter.answer_by) == (False, by)
    with pytest.raises(StateConflict):
        services.record_answer(matter=matter, by=by, words="再答一次")
    counted = getattr(unit_figures("350112000000"), f"{kind}s")
    assert counted == {"made": 1, "answered": 1, "overdue": 0}
    assert browser.get(reverse("clues:figures")).status_code == 200


@pytest.mark.parametrize("kind", ADDED)
def test_what_is_wrong_is_refused_and_kept_on_the_page(desk, kind):
    clue, far = desk.clue(1), desk.clue(2, region_code=DAXI)
    browser = signed_in(desk.users["county"])
    for wrong in (
        {"numbers": "YD2026-999999"}, {"numbers": far.number}, {"due_on": "2020-01-01"},
        {"office": desk.offices["city"].pk}, {"office": desk.offices["county"].pk},
        {"undertaken" if kind == "talk" else "text": " "},
    ):  # fmt: skip
        values = typed(desk, kind, clue, **wrong)
        assert browser.post(reverse("clues:unit-add", args=[kind]), values).status_code == 400, (
            wrong
        )
    assert not ADDED[kind].objects.exists()


def test_a_proposal_goes_on_paper_without_a_person(desk):
    by, clue = desk.users["county"], desk.clue(1)
    found = services.propose(
        by=by, office=desk.offices["bureau"], clues=[clue], text="建立按月比对的办法",
        due_on=TODAY() + timedelta(days=30),
    )  # fmt: skip
    answer = signed_in(by).post(reverse("clues:proposal-paper", args=[found.pk]))
    text = "\n".join(line.text for line in docx.Document(io.BytesIO(answer.content)).paragraphs)
    for word in (found.number, "建立按月比对的办法", clue.number, str(desk.offices["bureau"].name)):
        assert word in text
    assert "某人1" not in text


def test_only_inspectors_of_the_region_and_never_the_unit(desk):
    clue = desk.clue(1)
    found = services.propose(
        by=desk.users["county"], office=desk.offices["town"], clues=[clue], text="逐户核实",
        due_on=TODAY() + timedelta(days=30),
    )  # fmt: skip
    for name in ("town", "bureau", "auditor"):
        browser = signed_in(desk.users[name])
        for address in (
            reverse("clues:unit-add", args=["talk"]),
            reverse("clues:unit-answer", args=["proposal", found.pk]),
            reverse("clues:proposal-paper", args=[found.pk]),
        ):
            assert browser.post(address).status_code == 403
        with pytest.raises((NotAllowed, PortalError)):
            services.record_answer(matter=found, by=desk.users[name], words="已经照办")
    assert signed_in(desk.users["auditor"]).get(reverse("clues:units")).status_code == 200
    assert signed_in(desk.users["county"]).post(
        reverse("clues:unit-add", args=["nonsense"])
    ).status_code == 404  # fmt: skip


def test_the_unit_replies_once_and_sees_no_clue(desk):
    clue = desk.clue(1)
    found = services.propose(
        by=desk.users["county"], office=desk.offices["town"], clues=[clue], text="逐户核实",
        due_on=TODAY() + timedelta(days=30),
    )  # fmt: skip
    town = signed_in(desk.users["town"])
    address = reverse("clues:unit-matter", args=["proposal", found.pk])
    page = town.get(reverse("clues:check-list")).content.decode()
    assert address in page
    page = town.get(address).content.decode()
    assert "逐户核实" in page
    assert clue.number not in page
    assert town.post(address, {"words": "短"}).status_code == 400
    assert town.post(address, {"words": "已逐户核实，台账见附件"}).status_code == 302
    with pytest.raises(StateConflict):
        services.reply(matter=found, by=desk.users["town"], words="再答一次，内容不同")
    for name in ("bureau", "county"):
        assert signed_in(desk.users[name]).get(address).status_code in (403, 404)
        with pytest.raises(NotAllowed):
            services.reply(matter=found, by=desk.users[name], words="替他们回答这件事")
    page = signed_in(desk.users["county"]).get(reverse("clues:units")).content.decode()
    assert "已逐户核实" in page
    assert reverse("clues:unit-answer", args=["proposal", found.pk]) in page, "what came of it is the inspectors' to say"  # fmt: skip


def test_repeated_faults_of_a_unit_are_gathered_into_one_proposal(desk, settings):
    settings.CLUE_REPEATED = {"clues": 2, "days": 90}
    by = desk.users["county"]
    evidence = desk.concerned(desk.offices["bureau"])
    clues = [desk.clue(n, evidence=evidence) for n in (1, 2)]
    Clue.objects.filter(pk__in=[c.pk for c in clues]).update(
        explanation="true", checked_at=timezone.now()
    )
    (unit,) = {office for clue in clues for office in units_concerned(clue)}
    (fault,) = repeated_faults(by)
    assert (fault.office.pk, fault.late) == (unit, 0)
    assert fault.clues == clues
    browser = signed_in(by)
    page = browser.get(reverse("clues:units"), {"gather": unit}).content.decode()
    for clue in clues:
        assert clue.number in page
    services.propose(
        by=by, office=fault.office, clues=clues, text="建立按月比对的办法",
        due_on=TODAY() + timedelta(days=30),
    )  # fmt: skip
    assert repeated_faults(by) == [], "what a proposal names is gathered no more"
    # Checks that are answered late count as well.
    for number in (3, 4):
        check = services.send_to_check(
            clue=desk.clue(number), by=by, office=desk.offices["town"], question=""
        )
        Check.objects.filter(pk=check.pk).update(due_on=TODAY() - timedelta(days=1))
    (fault,) = repeated_faults(by)
    assert (fault.office, fault.late, fault.clues) == (desk.offices["town"], 2, [])


def test_one_letter_a_day_with_numbers_only(desk, settings, monkeypatch):
    settings.EMAIL_HOST = ""
    office = desk.users["county"].office
    type(office).objects.filter(pk=office.pk).update(email="jw@example.org")
    clue = desk.clue(1)
    services.take(clue=clue, by=desk.users["county"])
    assert services.send_digests() == 0
    settings.EMAIL_HOST = "mail.example.org"
    assert services.send_digests() == 1
    (letter,) = mail.outbox
    assert letter.to == ["jw@example.org"]
    assert "1" in letter.body
    assert clue.number not in letter.body
    assert "某人1" not in letter.body

    def refuse(*_given, **_named):
        raise OSError

    monkeypatch.setattr("clues.services.digests.send_mail", refuse)
    assert services.send_digests() == 0
