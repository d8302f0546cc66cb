"""Acts on the card, in bulk and at other offices, as browsers send them."""

import io
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from auditing.models import SensitiveAccess
from clues import services
from clues.choices import Status
from clues.models import Attachment, BureauTask, Clue
from clues.selectors.entries import entries_of
from core import vault
from core.sealing import IDENTITY, seal
from tests.town import identity
from tests.visitors import signed_in


PDF = b"%PDF-1.4 a paper"
QUEUE_QUERIES = 15
CARD_QUERIES = 26


@pytest.fixture
def browser(desk):
    return signed_in(desk.users["county"])


def act(browser, clue, code, **values):
    return browser.post(reverse("clues:act", args=[clue.number, code]), values)


def upload(content=PDF, name="谈话笔录.pdf"):
    file = io.BytesIO(content)
    file.name = name
    return file


def test_a_clue_goes_its_whole_way_by_pressing(desk, browser):
    clue, by = desk.clue(1), desk.users["county"]
    town = signed_in(desk.users["town"])
    steps = [
        ("take", {}),
        ("send", {"office": desk.offices["town"].pk, "question": "是否健在"}),
    ]
    for code, values in steps:
        assert act(browser, clue, code, **values).status_code == 302, code
    check = clue.checks.get()
    answer = town.post(
        reverse("clues:check", args=[check.pk]),
        {"finding": "true", "words": "已去世，有人冒领", "file": upload()},
    )
    assert answer.status_code == 302
    today = timezone.localdate().isoformat()
    for code, values in [
        ("register", {"words": "属实"}),
        ("assign", {"to": by.pk}),
        ("dispose", {"disposal": "verification", "words": "初核"}),
        ("extend", {"words": "证人外出"}),
        (
            "outcome",
            {"name": "张某", "post": "会计", "person_kind": "village-manager", "form": "2",
             "measure": "government", "sanction": "demerit", "filed": "on", "decided_on": today},
        ),
        ("recovery", {"owed_by": "张某", "due": "300"}),
        ("rectification", {"what": "按月比对", "unit": "民政局"}),
        ("recovery", {"owed_by": "李某", "due": "3000"}),
        ("note", {"words": "记一笔"}),
        ("attach", {"file": upload()}),
    ]:  # fmt: skip
        answer = act(browser, clue, code, **values)
        assert answer.status_code == 302, (code, answer.content.decode()[-3000:])
    slip = next(entry for entry, told in entries_of(clue).items() if "李某" in told)
    assert act(browser, clue, "take-back", entry=slip, words="记错了人").status_code == 302
    refused = act(browser, clue, "close", finding="true", words="办结")
    assert refused.status_code == 400
    assert "按月比对" in refused.content.decode()
    act(browser, clue, "recovered", recovery=clue.recoveries.get().pk, amount="300")
    act(browser, clue, "rectified", rectification=clue.rectifications.get().pk, words="已比对")
    assert act(browser, clue, "close", finding="true", words="办结").status_code == 302
    clue.refresh_from_db()
    assert clue.status == Status.RECTIFYING
    second = signed_in(desk.users["second"])
    assert "办结" in second.get(reverse("clues:seconds")).content.decode()
    assert act(second, clue, "agree", words="已看过卷宗").status_code == 302
    clue.refresh_from_db()
    assert (clue.status, clue.outcomes.get().filed) == (Status.CLOSED, True)
    page = browser.get(clue.get_absolute_url()).content.decode()
    for text in ("张某", "按月比对", "记一笔", "谈话笔录.pdf", "有人冒领"):
        assert text in page


def test_what_was_typed_stays_when_an_act_is_refused(desk, browser):
    clue = desk.clue(1)
    answer = act(browser, clue, "explain", finding="", words="打了很多字")
    assert answer.status_code == 400
    assert "打了很多字" in answer.content.decode()
    services.take(clue=clue, by=desk.users["second"])
    answer = act(browser, clue, "explain", finding="allowed", words="打了很多字")
    assert answer.status_code == 400
    assert "打了很多字" in answer.content.decode()
    clue.refresh_from_db()
    assert clue.status == Status.SUSPECTED


def test_an_unknown_act_is_not_found(desk, browser):
    assert act(browser, desk.clue(1), "nonsense").status_code == 404


@pytest.mark.parametrize("name", ["auditor", "town", "bureau"])
def test_only_inspectors_act(desk, name):
    clue, browser = desk.clue(1), signed_in(desk.users[name])
    for address in (
        reverse("clues:act", args=[clue.number, "take"]),
        reverse("clues:take-next"),
        reverse("clues:bulk"),
        reverse("clues:dossier", args=[clue.number]),
        reverse("clues:letter", args=[clue.number]),
    ):
        assert browser.post(address).status_code == 403, address


def test_an_auditor_reads_and_finds_nothing_to_press(desk):
    clue = desk.clue(1)
    browser = signed_in(desk.users["auditor"])
    page = browser.get(clue.get_absolute_url())
    assert page.status_code == 200
    assert "/acts/" not in page.content.decode()
    assert browser.get(reverse("clues:figures")).status_code == 200
    assert browser.get(reverse("clues:visits")).status_code == 403


def test_after_deciding_the_next_one_comes(desk, browser):
    first, second = desk.clue(1, amount=900), desk.clue(2)
    answer = act(browser, first, "explain", finding="allowed", words="因为")
    assert answer.url == second.get_absolute_url()
    answer = act(browser, second, "explain", finding="allowed", words="因为")
    assert answer.url == second.get_absolute_url()


def test_take_next_leads_to_the_card_and_keeps_the_filter(desk, browser):
    desk.clue(1, amount=900)
    small = desk.clue(2, grade="other-name")
    answer = browser.post(reverse("clues:take-next") + "?grade=other-name")
    assert answer.url == small.get_absolute_url() + "?grade=other-name"
    small.refresh_from_db()
    assert small.holder == desk.users["county"]
    services.explain(clue=small, by=desk.users["county"], finding="allowed", words="因为")
    answer = browser.post(reverse("clues:take-next") + "?grade=other-name")
    assert answer.url == reverse("clues:clue-list") + "?grade=other-name"


def test_bulk_acts_do_what_they_can_and_say_what_they_cannot(desk, browser):
    mine, held, own = (
        desk.clue(1), desk.clue(2), desk.clue(3, evidence=desk.concerned(desk.offices["county"])),
    )  # fmt: skip
    services.take(clue=held, by=desk.users["second"])
    far = desk.clue(4, region_code="350125101214")
    numbers = [clue.number for clue in (mine, held, own, far)]
    answer = browser.post(
        reverse("clues:bulk"),
        {"act": "explain", "finding": "registry-wrong", "words": "录错人", "clue": numbers},
        follow=True,
    )
    for clue in (mine, held, own, far):
        clue.refresh_from_db()
    assert [clue.status for clue in (mine, held, own, far)] == ["explained"] + ["suspected"] * 3
    page = answer.content.decode()
    assert f"{held.number}: " in page
    assert f"{own.number}: " in page
    assert far.number not in page


def test_bulk_sends_each_to_its_own_office(desk, browser):
    clues = [desk.clue(1), desk.clue(2, evidence=desk.concerned(desk.offices["town"]))]
    browser.post(reverse("clues:bulk"), {"act": "send", "clue": [clue.number for clue in clues]})
    offices = [clue.checks.get().office for clue in clues]
    assert offices == [desk.offices["town"], desk.offices["bureau"]]


@pytest.mark.parametrize("values", [{"act": "explain"}, {"act": "nonsense"}, {}])
def test_bulk_needs_a_whole_order(desk, browser, values):
    clue = desk.clue(1)
    browser.post(reverse("clues:bulk"), values | {"clue": [clue.number]})
    clue.refresh_from_db()
    assert (clue.status, clue.holder) == (Status.SUSPECTED, None)


def test_a_number_is_shown_once_for_a_reason_that_is_kept(desk, browser):
    clue = desk.clue(1)
    number = identity(1)
    assert number not in browser.get(clue.get_absolute_url()).content.decode()
    refused = act(browser, clue, "look", reason=" ")
    assert refused.status_code == 400
    assert number not in refused.content.decode()
    answer = act(browser, clue, "look", reason="与公安核对死亡信息")
    assert number in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    look = SensitiveAccess.objects.get(subject=f"clue:{clue.number}:identity")
    assert (look.actor_name, look.reason) == ("county-inspector", "与公安核对死亡信息")
    assert number not in browser.get(clue.get_absolute_url()).content.decode()
    assert clue.history.filter(act="look").count() == 1


def test_of_two_people_both_numbers_are_shown(desk, browser):
    sealed = [seal(identity(serial), IDENTITY).hex() for serial in (1, 2)]
    clue = desk.clue(1, groups={"person": sealed[0], "other_person": sealed[1]})
    page = act(browser, clue, "look", reason="入户核对两张身份证").content.decode()
    assert f"{identity(1)} / {identity(2)}" in page


def test_no_sealed_key_stands_in_any_page(desk, browser):
    clue = desk.clue(1, groups={"account": "ab" * 20, "household": "H-77881"})
    desk.clue(2, groups={"account": "ab" * 20, "household": "H-77881"})
    pages = [clue.get_absolute_url(), reverse("clues:clue-list") + "?status="]
    pages += [reverse("clues:groups") + f"?by={by}" for by in ("person", "account", "household")]
    for address in pages:
        page = browser.get(address).content.decode()
        for secret in (clue.groups["person"], "ab" * 20, "H-77881", identity(1)[6:17]):
            assert secret not in page, address


def test_files_are_encrypted_and_reach_only_who_sees_the_clue(desk, browser):
    clue = desk.clue(1)
    act(browser, clue, "attach", file=upload())
    kept = Attachment.objects.get()
    raw = vault._path(kept.vault_name).read_bytes()
    assert PDF not in raw
    address = reverse("clues:attachment", args=[clue.number, kept.key])
    answer = browser.get(address)
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert SensitiveAccess.objects.filter(reason__contains=kept.name).exists()
    assert signed_in(desk.users["town"]).get(address).status_code == 403
    far = desk.clue(2, region_code="350125101214")
    Attachment.objects.update(clue=far)
    assert browser.get(address).status_code == 404
    elsewhere = reverse("clues:attachment", args=[far.number, kept.key])
    assert browser.get(elsewhere).status_code == 404


@pytest.mark.parametrize("content", [b"", b"MZ\x90 a program", b"<html><script>"])
def test_only_papers_and_pictures_are_kept(desk, browser, content):
    clue = desk.clue(1)
    assert act(browser, clue, "attach", file=upload(content)).status_code == 400
    assert not Attachment.objects.exists()


def test_too_large_a_file_is_refused(desk, browser, settings):
    settings.CLUE_MAX_FILE_BYTES = 10
    assert act(browser, desk.clue(1), "attach", file=upload()).status_code == 400


def test_an_office_sees_only_its_own_checks(desk, browser):
    check = services.send_to_check(clue=desk.clue(1), by=desk.users["county"])
    address = reverse("clues:check", args=[check.pk])
    listed = reverse("clues:check-list")
    town, police = signed_in(desk.users["town"]), signed_in(desk.users["police"])
    assert address in town.get(listed).content.decode()
    page = town.get(address).content.decode()
    assert check.clue.named in page
    assert identity(1) not in page
    assert address not in police.get(listed).content.decode()
    for method in (police.get, police.post):
        assert method(address).status_code == 404
    assert signed_in(desk.users["auditor"]).get(listed).status_code == 403
    assert town.get(check.clue.get_absolute_url()).status_code == 403


def test_an_answer_s_file_is_open_to_both_and_nobody_else(desk, browser):
    check = services.send_to_check(clue=desk.clue(1), by=desk.users["county"])
    town = signed_in(desk.users["town"])
    values = {"finding": "mended", "words": "已退回", "file": upload()}
    town.post(reverse("clues:check", args=[check.pk]), values)
    kept = Attachment.objects.get()
    own = reverse("clues:check-attachment", args=[check.pk, kept.key])
    assert town.get(own).content == PDF
    assert signed_in(desk.users["police"]).get(own).status_code == 404
    theirs = reverse("clues:attachment", args=[check.clue.number, kept.key])
    assert browser.get(theirs).content == PDF


def test_a_bad_file_leaves_the_check_unanswered(desk):
    check = services.send_to_check(clue=desk.clue(1), by=desk.users["county"])
    town = signed_in(desk.users["town"])
    values = {"finding": "true", "words": "有话", "file": upload(b"MZ")}
    answer = town.post(reverse("clues:check", args=[check.pk]), values)
    check.refresh_from_db()
    assert (answer.status_code, check.answered_at) == (400, None)


def test_lights_filter_the_queue(desk, browser):
    today = timezone.localdate()
    clues = {name: desk.clue(serial) for serial, name in enumerate(("red", "yellow", "green"), 1)}
    for name, days in (("red", -1), ("yellow", 1), ("green", 30)):
        Clue.objects.filter(pk=clues[name].pk).update(due_on=today + timedelta(days=days))
    for light in clues:
        page = browser.get(reverse("clues:clue-list"), {"light": light})
        assert [clue.pk for clue in page.context["page"]] == [clues[light].pk]
        assert f"due-{light}" in page.content.decode()


def test_the_queue_by_whose_it_is(desk, browser):
    by = desk.users["county"]
    held = services.take(clue=desk.clue(1), by=by)
    others = services.take(clue=desk.clue(2), by=desk.users["second"])
    free = desk.clue(3)
    given = services.register(clue=desk.clue(4), by=by, words="属实")
    services.assign(clue=given, by=by, to=by)

    def listed(**query):
        return {c.pk for c in browser.get(reverse("clues:clue-list"), query).context["page"]}

    assert listed(mine="held") == {held.pk}
    assert listed(mine="free") == {free.pk}
    assert listed(mine="assigned", status="open") == {given.pk}
    assert listed() == {held.pk, others.pk, free.pk}


def test_the_queue_and_the_card_cost_so_many_queries(desk, browser, django_assert_num_queries):
    for serial in range(1, 9):
        desk.clue(serial, evidence=desk.concerned(desk.offices["bureau"]))
    clue = Clue.objects.first()
    addresses = (reverse("clues:clue-list"), clue.get_absolute_url())
    for address in addresses:
        browser.get(address)
    with django_assert_num_queries(QUEUE_QUERIES):
        browser.get(addresses[0])
    with django_assert_num_queries(CARD_QUERIES):
        browser.get(addresses[1])


def test_a_repeated_cause_becomes_a_task_that_its_bureau_answers(desk, browser, settings):
    by = desk.users["county"]
    for serial in range(1, 6):
        assert not BureauTask.objects.exists()
        services.explain(clue=desk.clue(serial), by=by, finding="registry-wrong", words="录错人")
        page = browser.get(reverse("clues:causes"))
        assert len(page.context["causes"]) == (serial == 5)
    (_cause, mark, form) = page.context["causes"][0]
    assert form.fields["office"].choices[0][0] == desk.offices["bureau"].pk
    values = {"cause": mark, "office": desk.offices["bureau"].pk, "text": "逐条核对死亡登记"}
    assert browser.post(reverse("clues:causes"), values).status_code == 302
    task = BureauTask.objects.get()
    assert (task.clues, task.region_code, task.office) == (
        5, "350112000000", desk.offices["bureau"],
    )  # fmt: skip
    assert browser.get(reverse("clues:causes")).context["causes"] == []
    browser.post(reverse("clues:causes"), values)
    assert BureauTask.objects.count() == 1

    address = reverse("clues:bureau-task", args=[task.pk])
    assert signed_in(desk.users["police"]).get(address).status_code == 404
    bureau = signed_in(desk.users["bureau"])
    assert "逐条核对死亡登记" in bureau.get(address).content.decode()
    assert bureau.post(address, {"words": ""}).status_code == 400
    bureau.post(address, {"words": "已改系统"})
    task.refresh_from_db()
    assert (task.answer, task.answered_by) == ("已改系统", desk.users["bureau"])
    assert bureau.post(address, {"words": "再答"}).status_code == 400


def test_causes_long_ago_or_elsewhere_do_not_count(desk, browser):
    for serial in range(1, 6):
        services.explain(
            clue=desk.clue(serial), by=desk.users["county"], finding="allowed", words="因为"
        )
    Clue.objects.filter(number=desk.clue(1).number).update(
        checked_at=timezone.now() - timedelta(days=91)
    )
    assert browser.get(reverse("clues:causes")).context["causes"] == []
    auditor = signed_in(desk.users["auditor"])
    auditor.post(reverse("clues:causes"), {"cause": "x", "text": "y"})
    assert not BureauTask.objects.exists()
