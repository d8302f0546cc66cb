"""Every state of the portal moves on the listed ways only, and of two at once one wins."""

from __future__ import annotations

import ast
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

import pytest

from accounts.choices import ChangeKind, Role
from accounts.models import StaffChange, User
from clues.choices import Explanation, RecheckState, RequestKind, RequestState
from clues.models import Clue, DecisionRequest, Recheck
from complaints.choices import Purpose, ReleaseState
from complaints.models import Release, Report, Ring
from core.exceptions import StateConflict
from core.transitions import Machine
from intake.models import Batch
from tests.clues.conftest import make_desk
from tests.complaints.conftest import discipline_clock
from tests.town import FUQI, payment
from villages.models import DisclosureItem, Posting, Voucher


ROOT = Path(__file__).resolve().parents[2]
NOW = timezone.now()
PUBLIC = {"published_at": NOW, "withdrawn_at": NOW, "decided_at": NOW}


def make_batch(town):
    batch = town.read(payment(1))
    Batch.objects.filter(pk=batch.pk).update(
        uploaded_by=town.users[Role.UPLOADER], decided_by=town.users[Role.REVIEWER],
        withdrawal_reason="名册传错", **PUBLIC,
    )  # fmt: skip
    return batch


def make_picture(town):
    return Voucher.objects.create(
        region_id=FUQI, month=date(2026, 3, 1), voucher_number="1", kind="voucher", place=1,
        sha256=b"1" * 32, width=1, height=1, masks=[], office=town.office, reason="号码漏遮",
        uploaded_by=town.users[Role.UPLOADER], masked_by=town.users[Role.UPLOADER],
        decided_by=town.users[Role.REVIEWER], **PUBLIC,
    )  # fmt: skip


def make_posting(town):
    duty = DisclosureItem.objects.create(
        code="debts", board="finances", name="债务", name_en="Debts", cadence="quarterly",
        proof="posting", due_days=10, place=1, basis="—",
    )  # fmt: skip
    return Posting.objects.create(
        region_id=FUQI, duty=duty, title="债务", body="无", office=town.office, reason="有误",
        period_from=date(2026, 1, 1), period_to=date(2026, 3, 31), published_at=NOW,
        written_by=town.users[Role.UPLOADER], decided_by=town.users[Role.REVIEWER],
    )  # fmt: skip


def make_clue(town):
    return make_desk(town).clue(1)


def make_change(town):
    return StaffChange.objects.create(
        kind=ChangeKind.CHANGE_USER, user=town.users[Role.UPLOADER], reach=town.office.region_code,
        reason="换岗", requested_by=town.users[Role.ADMINISTRATOR],
        decided_by=town.users[Role.AUDITOR], decided_at=NOW,
    )  # fmt: skip


def make_request(town):
    desk = make_desk(town)
    return DecisionRequest.objects.create(
        clue=desk.clue(1), kind=RequestKind.EXPLAIN, finding=Explanation.ALLOWED, words="按政策可以",
        basis="—", asked_by=town.users[Role.INSPECTOR],
    )  # fmt: skip


def make_recheck(town):
    desk = make_desk(town)
    return Recheck.objects.create(
        clue=desk.clue(1), facts_digest="—", state=RecheckState.WAITING, region_code=FUQI,
        finding=Explanation.ALLOWED, explained_by=town.users[Role.INSPECTOR], explained_at=NOW,
    )  # fmt: skip


def make_report(town):
    clock = discipline_clock()
    return Report.objects.create(
        number="FY-ABCDEFGH", office=town.office, clock=clock, subject="payment", state="received",
        public=b"",
    )  # fmt: skip


def make_release(town):
    ring = Ring.objects.create(office=town.office, purpose=Purpose.NAMES, public=b"")
    return Release.objects.create(
        report=make_report(town), ring=ring, state=ReleaseState.ASKED,
        asked_by=town.users[Role.INSPECTOR],
    )  # fmt: skip


# What of a request has to stand with its state.
def beside(thing, state: str) -> dict[str, Any]:
    if not isinstance(thing, DecisionRequest):
        return {}
    decided = state in (RequestState.AGREED, RequestState.REFUSED)
    other = User.objects.exclude(pk=thing.asked_by_id).first() if decided else None
    return {"decided_by": other, "decided_at": NOW if decided else None}


# Where each machine stands, and one thing that it moves, on which every state is allowed.
THINGS = {
    "intake.BATCHES": (Batch, make_batch),
    "villages.PICTURES": (Voucher, make_picture),
    "villages.POSTINGS": (Posting, make_posting),
    "clues.CLUES": (Clue, make_clue),
    "clues.REQUESTS": (DecisionRequest, make_request),
    "clues.RECHECKS": (Recheck, make_recheck),
    "complaints.REPORTS": (Report, make_report),
    "complaints.RELEASES": (Release, make_release),
    "accounts.CHANGES": (StaffChange, make_change),
}
every_machine = pytest.mark.parametrize("name", THINGS)


def machine_of(name: str) -> Machine:
    app, _dot, name = name.partition(".")
    return getattr(import_module(f"{app}.choices"), name)


def states_of(name: str) -> list[str]:
    model = THINGS[name][0]
    return [value for value, _label in model._meta.get_field(machine_of(name).field).choices]


def put(thing, machine: Machine, state: str):
    """At a state, by no way at all."""
    rows = type(thing)._base_manager.filter(pk=thing.pk)
    rows.update(**{machine.field: state}, **beside(thing, state))
    return rows.get()


def test_every_machine_is_tried():
    found = {
        f"{app}.{name}"
        for app in settings.OWN_APPS
        if (ROOT / app / "choices.py").exists()
        for name, value in vars(import_module(f"{app}.choices")).items()
        if isinstance(value, Machine)
    }
    assert found == set(THINGS)


@every_machine
def test_the_table_has_every_state_and_no_other(name):
    machine, states = machine_of(name), set(states_of(name))
    assert set(machine.ways) == states
    for ways in (machine.ways, machine.reversals):
        assert set(ways) <= states
        assert set().union(*ways.values()) <= states


@every_machine
def test_only_the_listed_ways_are_possible(town, name):
    machine, (_model, make) = machine_of(name), THINGS[name]
    thing, tried = make(town), 0
    for start in states_of(name):
        for to in states_of(name):
            for reversing in (False, True):
                with transaction.atomic():
                    here = put(thing, machine, start)
                    listed = to in machine.ways[start]
                    listed |= reversing and to in machine.reversals.get(start, ())
                    if listed:
                        machine.move(here, to, reversing=reversing, **beside(here, to))
                    else:
                        with pytest.raises(StateConflict) as refusal:
                            machine.move(here, to, reversing=reversing)
                        assert "%(" not in str(refusal.value)
                    here.refresh_from_db()
                    assert getattr(here, machine.field) == (to if listed else start)
                    tried += listed
                    # Rows that were public once are not put back by no way at all.
                    transaction.set_rollback(True)
    assert tried


@every_machine
def test_of_two_at_once_one_wins(town, name):
    machine, (model, make) = machine_of(name), THINGS[name]
    thing = make(town)
    start, goals = next((start, sorted(to)) for start, to in machine.ways.items() if len(to) > 1)
    put(thing, machine, start)
    first, second = model._base_manager.get(pk=thing.pk), model._base_manager.get(pk=thing.pk)
    machine.move(first, goals[0], **beside(first, goals[0]))
    for way in (machine.move, machine.write):
        with pytest.raises(StateConflict) as refusal:
            way(second, goals[-1], **beside(second, goals[-1]))
        assert "%(" not in str(refusal.value)
    assert getattr(model._base_manager.get(pk=thing.pk), machine.field) == goals[0]


def test_values_are_written_with_the_state_or_not_at_all(town):
    machine, batch = machine_of("intake.BATCHES"), make_batch(town)
    other = Batch.objects.get(pk=batch.pk)
    machine.move(batch, "submitted", decision_note="第一")
    with pytest.raises(StateConflict):
        machine.write(other, "submitted", decision_note="第二")
    assert Batch.objects.get(pk=batch.pk).decision_note == "第一"


def test_workers_move_only_what_stands_where_they_began(town):
    machine, batch = machine_of("intake.BATCHES"), make_batch(town)
    rows = Batch.objects.filter(pk=batch.pk)
    assert machine.advance(rows, start=("reading",), to="checked", rows=7) == 0
    put(batch, machine, "reading")
    assert machine.advance(rows, start=("reading",), to="checked", rows=7) == 1
    assert rows.get().rows == 7
    with pytest.raises(ValueError, match="no way leads from checked to published"):
        machine.advance(rows, start=("checked",), to="published")
    # Who is there already stays there.
    assert machine.advance(rows, start=("checked",), to="checked", rows=8) == 1


# What is no machine: rows that begin their life at a state, what became of an allocation, and
# trials, which are not built so yet.
BESIDE = {
    "funds/uploads/allocations.py",
    "matching/services/trials.py",
    "villages/services/posting.py",
}


def written_states(path: Path) -> list[int]:
    """Lines that set a state: `thing.status = …`, or `.update(status=…)`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {machine_of(name).field for name in THINGS}
    set_ = [
        target.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for one in node.targets
        for target in ast.walk(one)
        if isinstance(target, ast.Attribute) and target.attr in names
    ]
    updated = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update"
        if {keyword.arg for keyword in node.keywords} & names
    ]
    return set_ + updated


def test_no_state_is_written_past_the_machines():
    found = {
        str(path.relative_to(ROOT)): lines
        for app in settings.OWN_APPS
        if app != "seeding"
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and (lines := written_states(path))
    }
    assert {path: lines for path, lines in found.items() if path not in BESIDE} == {}
