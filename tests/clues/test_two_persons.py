"""What one inspector does not settle alone: by service, address or form, whoever tries."""

from concurrent.futures import ThreadPoolExecutor

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.choices import OfficeKind, Role
from accounts.models import Office
from auditing.models import AuditEvent
from clues import services
from clues.choices import RecheckState, RequestState, Status
from clues.models import Clue, DecisionRequest, Recheck
from clues.selectors.seconds import recheck_figures, rechecks_for, requests_for
from core.exceptions import NotAllowed, PortalError, StateConflict
from tests.clues.conftest import make_desk
from tests.inspectors import close_by_two
from tests.town import make_town, make_user
from tests.visitors import signed_in


ALLOWED = {"finding": "allowed", "words": "按政策可以"}
SEEN = "已看过卷宗"


def answered(desk, clue, answer):
    """The clue after the township has answered so; None leaves it unasked."""
    if answer:
        check = services.send_to_check(
            clue=clue, by=desk.users["county"], office=desk.offices["town"]
        )
        services.answer_check(check=check, by=desk.users["town"], finding=answer, words="查过")
    clue.refresh_from_db()
    return Clue.objects.get(pk=clue.pk)


def closable(desk, serial=1, *, registers="county", disposes="county", **values):
    clue = services.register(
        clue=desk.clue(serial, **values), by=desk.users[registers], words="核查属实"
    )
    by = desk.users[disposes]
    clue = services.assign(clue=clue, by=by, to=by)
    return services.dispose(clue=clue, by=by, disposal="talk", words="函询")


@pytest.fixture
def people(desk):
    """Beside the two of the county: a city's, another county's, one of a unit below."""
    other = Office.objects.create(
        code="350125-jw", name="永泰县纪委监委", kind=OfficeKind.DISCIPLINE,
        region_code="350125000000",
    )  # fmt: skip
    below = Office.objects.create(
        code="350112201-jw", name="猴屿乡纪委", kind=OfficeKind.DISCIPLINE,
        region_code="350112201000",
    )  # fmt: skip
    return desk.users | {
        "elsewhere": make_user("elsewhere", Role.INSPECTOR, other),
        "below": make_user("below", Role.INSPECTOR, below),
    }


SEVERITIES = ("low", "medium", "high")
ANSWERS = (None, "to-be-checked", "allowed", "registry-wrong", "true", "mended")


def test_who_explains_what_alone_and_what_takes_two(desk, people):
    """Acts × severities × answers, by service and by address."""
    browser = signed_in(people["county"])
    serial = 0
    for severity in SEVERITIES:
        for answer in ANSWERS:
            weighs = severity == "high" or answer in ("true", "mended")
            for way in ("service", "address", "bulk service", "bulk address"):
                serial += 1
                clue = answered(desk, desk.clue(serial, severity=severity), answer)
                many = way.startswith("bulk")
                _explain(way, browser, people["county"], clue)
                clue.refresh_from_db()
                alone = not weighs and (severity == "low" or not many)
                case = (severity, answer, way)
                assert (clue.status == Status.EXPLAINED) == alone, case
                assert not clue.requests.exists(), case


def _explain(way, browser, by, clue):
    if way == "address":
        browser.post(reverse("clues:act", args=[clue.number, "explain"]), ALLOWED)
    elif way == "bulk address":
        browser.post(reverse("clues:bulk"), {"act": "explain", "clue": [clue.number], **ALLOWED})
    elif way == "bulk service":
        services.explain_many(clues=[clue], by=by, **ALLOWED)
    else:
        try:
            services.explain(clue=clue, by=by, **ALLOWED)
        except PortalError:
            return


@pytest.mark.parametrize("kind", ["explain", "close"])
def test_who_agrees(desk, people, kind):
    """Persons × acts: a colleague or somebody above, and to close nobody who had a hand in it."""
    may = {
        "explain": {"second", "city"},
        "close": {"second", "city"},
    }[kind]
    for serial, name in enumerate(people, 1):
        if kind == "explain":
            clue = desk.clue(serial, severity="high")
            request = services.ask_to_explain(clue=clue, by=people["county"], **ALLOWED)
        else:
            clue = closable(desk, serial)
            request = services.ask_to_close(clue=clue, by=people["county"], **ALLOWED)
        before = clue.status
        browser = signed_in(people[name])
        answer = browser.post(reverse("clues:act", args=[clue.number, "agree"]), {"words": SEEN})
        clue.refresh_from_db()
        request.refresh_from_db()
        assert (answer.status_code == 302) == (name in may), name
        if name in may:
            assert clue.status == {"explain": Status.EXPLAINED, "close": Status.CLOSED}[kind]
            assert (request.state, request.decided_by) == (RequestState.AGREED, people[name])
        else:
            assert (clue.status, request.state) == (before, RequestState.WAITING), name
            with pytest.raises((NotAllowed, StateConflict)):
                services.decide_request(request=request, by=people[name], agree=True, words=SEEN)
    lines = AuditEvent.objects.filter(action__in=("clues.explain", "clues.close"))
    assert {line.actor_name for line in lines} == {"second-inspector", "city-inspector"}


@pytest.mark.parametrize(
    ("registers", "disposes", "agree"),
    [
        ("county", "county", {"second", "city"}),
        ("second", "county", {"city"}),
        ("second", "second", {"city"}),
        ("city", "county", {"second"}),
    ],
)
def test_closing_needs_somebody_who_neither_registered_nor_disposed(
    desk, people, registers, disposes, agree
):
    clue = closable(desk, registers=registers, disposes=disposes)
    clue = services.assign(clue=clue, by=people["county"], to=people["county"])
    clue = services.dispose(clue=clue, by=people["county"], disposal="verification", words="初核")
    request = services.ask_to_close(clue=clue, by=people["county"], **ALLOWED)
    assert {
        name for name in ("county", "second", "city") if requests_for(people[name]) == [request]
    } == agree
    for name in {"county", "second", "city"} - agree:
        with pytest.raises(NotAllowed):
            services.decide_request(request=request, by=people[name], agree=True, words=SEEN)


def test_nobody_of_the_lower_level_agrees_to_what_the_higher_asks(desk, people):
    clue = desk.clue(1, severity="high")
    request = services.ask_to_explain(clue=clue, by=people["county"], **ALLOWED)
    with pytest.raises(NotAllowed):
        services.decide_request(request=request, by=people["below"], agree=True, words=SEEN)


def test_a_confirmed_matter_stays_so_whatever_is_answered_later(desk, people):
    clue = answered(desk, answered(desk, desk.clue(1), "true"), "allowed")
    assert clue.explanation == "allowed"
    with pytest.raises(StateConflict):
        services.explain(clue=clue, by=people["county"], **ALLOWED)


def test_merging_hides_no_heavy_matter_behind_a_light_one(desk, people):
    light, heavy = desk.clue(1), desk.clue(2, severity="high", groups={"person": "aa" * 16})
    Clue.objects.filter(pk=light.pk).update(groups=heavy.groups)
    confirmed = answered(desk, desk.clue(3), "true")
    Clue.objects.filter(pk=confirmed.pk).update(groups=heavy.groups)
    for other in (heavy, confirmed):
        with transaction.atomic():
            services.merge(into=light, others=[other], by=people["county"], words="同一人")
            with pytest.raises(StateConflict):
                services.explain(clue=light, by=people["county"], **ALLOWED)
            transaction.set_rollback(True)


def test_a_department_settles_no_duty_that_it_once_confirmed(desk):
    found = desk.found(desk.hit(1), source="unpaid", duty=True, severity="low")
    assert found.new == 1
    clue = answered(desk, Clue.objects.get(source="unpaid"), "true")
    assert answered(desk, clue, "allowed").status == Status.CHECKED


def test_nobody_agrees_to_a_clue_that_has_changed(desk, people):
    clue = desk.clue(1, severity="high")
    request = services.ask_to_explain(clue=clue, by=people["county"], **ALLOWED)
    with pytest.raises(StateConflict):
        services.ask_to_explain(clue=clue, by=people["second"], **ALLOWED)
    desk.clue(1, severity="high", facts={"payments": 2})
    with pytest.raises(StateConflict):
        services.decide_request(request=request, by=people["second"], agree=True, words=SEEN)
    again = services.ask_to_explain(clue=clue, by=people["county"], **ALLOWED)
    request.refresh_from_db()
    assert request.state == RequestState.OVERTAKEN
    services.decide_request(request=again, by=people["second"], agree=False, words="还没问本人")
    clue.refresh_from_db()
    assert clue.status == Status.SUSPECTED
    once_more = services.ask_to_explain(clue=clue, by=people["county"], **ALLOWED)
    services.recall_request(request=once_more, by=people["county"])
    with pytest.raises(StateConflict):
        services.decide_request(request=once_more, by=people["second"], agree=True, words=SEEN)
    assert [line.act for line in clue.history.all()][-4:] == [
        "ask-explain", "refuse", "ask-explain", "recall-request",
    ]  # fmt: skip


def test_the_database_knows_no_decision_by_one(desk, people):
    request = services.ask_to_explain(
        clue=desk.clue(1, severity="high"), by=people["county"], **ALLOWED
    )
    with pytest.raises(IntegrityError, match="request_two_persons"), transaction.atomic():
        DecisionRequest.objects.filter(pk=request.pk).update(
            decided_by=people["county"], decided_at=timezone.now(), state=RequestState.REFUSED
        )
    with pytest.raises(IntegrityError, match="request_decision_whole"), transaction.atomic():
        DecisionRequest.objects.filter(pk=request.pk).update(state=RequestState.AGREED)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does():
    desk = make_desk(make_town())
    clue = desk.clue(1, severity="high")
    request = services.ask_to_explain(clue=clue, by=desk.users["county"], **ALLOWED)

    def decide(name, agree):
        try:
            services.decide_request(request=request, by=desk.users[name], agree=agree, words=SEEN)
        except PortalError:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(decide, "second", True), pool.submit(decide, "city", False)]
        assert sum(job.result() for job in jobs) == 1
    clue.refresh_from_db()
    request.refresh_from_db()
    assert (clue.status == Status.EXPLAINED) == (request.state == RequestState.AGREED)


def test_a_share_is_drawn_once_and_somebody_above_looks_again(desk, people, settings):
    settings.CLUE_RECHECK_SHARE = 1
    first, second = (
        services.explain(clue=desk.clue(n), by=people["county"], **ALLOWED) for n in (1, 2)
    )
    settings.CLUE_RECHECK_SHARE = 0
    third = services.explain(clue=desk.clue(3), by=people["county"], **ALLOWED)
    settings.CLUE_RECHECK_SHARE = 1
    # Neither lot is drawn again by opening and explaining anew.
    for clue, state in ((first, "waiting"), (third, "not-drawn")):
        services.reopen(clue=clue, by=people["county"], words="再看")
        services.explain(clue=clue, by=people["county"], **ALLOWED)
        assert clue.rechecks.get().state == state
    for name in ("county", "second", "elsewhere", "below", "auditor", "town"):
        assert rechecks_for(people[name]) == [], name
        with pytest.raises((NotAllowed, StateConflict)):
            services.record_recheck(
                recheck=first.rechecks.get(), by=people[name], upheld=True, words=SEEN
            )
    browser = signed_in(people["city"])
    for clue, code in ((first, "uphold"), (second, "overturn")):
        assert clue.number in browser.get(reverse("clues:seconds")).content.decode()
        address = reverse("clues:act", args=[clue.number, code])
        assert browser.post(address, {"words": SEEN}).status_code == 302
        clue.refresh_from_db()
    assert (first.status, second.status) == (Status.EXPLAINED, Status.SUSPECTED)
    figures = recheck_figures("350100000000")
    assert (figures.explained, figures.drawn, figures.upheld, figures.overturned) == (3, 2, 1, 1)
    page = browser.get(reverse("clues:figures")).content.decode()
    assert "66.7%" in page
    # What did not hold is looked at again whatever the lot says.
    settings.CLUE_RECHECK_SHARE = 0
    services.explain(clue=second, by=people["county"], **ALLOWED)
    assert second.rechecks.last().state == RecheckState.WAITING


def test_where_nobody_is_above_a_colleague_looks_again(desk, people, settings):
    settings.CLUE_RECHECK_SHARE = 1
    clue = services.explain(clue=desk.clue(1), by=people["city"], **ALLOWED)
    colleague = make_user("city-colleague", Role.INSPECTOR, desk.offices["city"])
    assert rechecks_for(people["city"]) == []
    assert [each.clue for each in rechecks_for(colleague)] == [clue]
    assert Recheck.objects.get().region_code == "350100000000"


def test_the_admin_knows_neither_clues_nor_requests():
    from django.contrib import admin

    kept = {model.__name__ for model in admin.site._registry if model._meta.app_label == "clues"}
    assert kept == {"Holiday"}


def test_a_closed_clue_keeps_the_asker_s_note_and_both_names(desk, people):
    clue = close_by_two(clue=closable(desk), by=people["county"], **ALLOWED)
    line = clue.history.last()
    assert line.by != people["county"]
    assert clue.closing_note == "按政策可以"
    assert "county-inspector" in line.words
