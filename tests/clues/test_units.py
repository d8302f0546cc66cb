"""Units answer too: a talk with their heads, a proposal on paper, each with its deadline and answer."""

import io
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import docx
import pytest

from clues import services
from clues.models import InspectionProposal, UnitTalk
from clues.selectors.units import unit_figures
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
