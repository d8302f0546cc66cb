"""Every act and page of the desk, pressed once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.services import change_own_password
from clues.models import Clue, Recovery
from complaints.choices import State
from complaints.models import Handling, MemberKey, Release, Report, Ring
from complaints.selectors.telling import plain_words
from complaints.services import handling
from complaints.tasks import retire, send_digests
from tests.complaints.conftest import send
from tests.complaints.test_first_line import hidden, send_by_pages
from tests.town import PASSWORD, payment


def test_every_act_has_its_button(house):
    report, _code = send(screened=False, named=True)
    desk = house.desk("county1")
    page = desk.get(report.get_absolute_url()).content.decode()

    def press(act, **form):
        answer = desk.post(reverse("complaints-desk:act", args=[report.number, act]), form)
        assert answer.status_code == 302, answer.content.decode()
        report.refresh_from_db()
        return answer

    for act in ("accept", "let-in", "say", "pass-on", "extend", "clue", "ask-name"):
        assert f"/acts/{act}/" in page, act
    press("let-in")
    assert report.state == State.RECEIVED
    press("say", text="请问是哪个月的钱？")
    press("accept")
    press("extend", text="等银行的回单")
    assert Handling.objects.get().extended
    press("clue", words="该村可能代签冒领", severity="low")
    assert Clue.objects.get().number in str(list(desk.get("/desk/reports/").context["messages"]))
    press("ask-name", text="要约本人核对签字")
    page = desk.get(report.get_absolute_url()).content.decode()
    for words in ("请问是哪个月的钱", "等银行的回单", "还在查看", "要约本人核对签字", "保管人保管"):
        assert words in page, words
    keeper = house.desk("keeper1")
    assert "1件申请查看反映人姓名" in keeper.get("/desk/").content.decode()
    decide = reverse("complaints-desk:decide", args=[Release.objects.get().pk])
    keeper.post(decide, {"verdict": "grant"})
    assert "黄阿婆" in desk.get(report.get_absolute_url()).content.decode()
    ring = Ring.objects.get(office=house.city)
    answer = press("pass-on", ring=ring.pk, text="请市里办理")
    assert answer.url == reverse("complaints-desk:list")
    assert "黄阿婆" not in house.desk("city1").get(report.get_absolute_url()).content.decode()


def test_locked_every_page_leads_to_the_password(house):
    report, _code = send(pictures=[b"x"])
    from tests.visitors import signed_in

    browser = signed_in(house.users["county1"])
    act = reverse("complaints-desk:act", args=[report.number, "accept"])
    unlock = reverse("complaints-desk:unlock")
    for address in ("/desk/reports/", report.get_absolute_url(), f"{report.get_absolute_url()}files/0/", reverse("complaints-desk:colleagues")):  # fmt: skip
        assert browser.get(address).url == unlock
    assert browser.post(act).url == unlock
    assert Report.objects.get().state == State.RECEIVED
    keeper = signed_in(house.users["keeper1"])
    assert keeper.get(reverse("complaints-desk:names")).url == unlock


def test_a_changed_or_forgotten_password_on_the_page(house):
    user, address = house.users["county1"], reverse("complaints-desk:unlock")
    from tests.visitors import signed_in

    change_own_password(password="another-long-password", by=user)
    user.refresh_from_db()
    browser = signed_in(user)
    refused = browser.post(address, {"password": "another-long-password"})
    assert refused.status_code == 400
    assert "您改过密码" in refused.content.decode()
    form = {"password": "another-long-password", "former": PASSWORD}
    assert browser.post(address, form).status_code == 302
    before = MemberKey.objects.get(user=user).public
    assert (
        browser.post(address, {"password": "another-long-password", "anew": "1"}).status_code == 302
    )
    assert MemberKey.objects.get(user=user).public != before
    assert "您还没有本单位的密钥" in browser.get("/desk/reports/").content.decode()


def test_a_name_needs_a_telephone_and_a_choice_of_office_is_shown_again(house, town):
    town.publish(payment(1))
    visitor = Client()
    step = {"text": "路灯不亮", "subject": "other", "about": "nobody", "place": "浮岐"}
    page = visitor.post(reverse("complaints:new"), step).content.decode()
    from tests.complaints.test_first_line import answer_of

    step |= {"step": "send", "token": hidden(page, "token"), "office": hidden(page, "office"),
             "question": answer_of(page)}  # fmt: skip
    for name, phone in (("", ""), ("黄阿婆", ""), ("", "13800001111")):
        wrong = step | {"named": "yes", "name": name, "phone": phone}
        assert visitor.post(reverse("complaints:new"), wrong).status_code == 400
    # Another office gets it now: that is said before anything is sent.
    moved = visitor.post(reverse("complaints:new"), step | {"named": "no", "distrust": "350112-jw"})
    page = moved.content.decode()
    assert moved.status_code == 400
    assert "福州市纪委监委" in page
    assert hidden(page, "office") == "3501-jw"
    assert not Report.objects.exists()
    again = step | {"named": "no", "distrust": "350112-jw", "office": "3501-jw"}
    assert visitor.post(reverse("complaints:new"), again).status_code == 200
    assert Report.objects.get().office == house.city
    back = visitor.post(reverse("complaints:new"), step | {"step": "back"})
    assert "路灯不亮" in back.content.decode()
    for name in ("rules", "results", "home"):
        assert visitor.get(reverse(f"complaints:{name}")).status_code == 200
    assert visitor.post(reverse("complaints:check"), {"whole": "x", "code": "y"}).context["right"] is False  # fmt: skip


def test_a_visitor_sees_own_pictures_only_while_it_is_open(house):
    _report, code = send(pictures=[b"jpeg"])
    visitor = Client()
    picture = reverse("complaints:file", args=[0])
    assert visitor.get(picture).status_code == 404
    visitor.post(reverse("complaints:return"), {"code": code.whole})
    assert visitor.get(picture).content == b"jpeg"
    assert visitor.get(reverse("complaints:file", args=[1])).status_code == 404


def test_what_inspectors_brought_back_is_told_in_plain_words(house):
    report, _code = send()
    user = house.users["county1"]
    handling.accept(by=user, report=report)
    opened = house.open(report, "county1")
    clue = handling.make_clue(by=user, opened=opened, words="该村代签冒领", severity="low")
    Recovery.objects.create(
        clue=clue, owed_by="某人", due=Decimal(300), recovered=Decimal(200),
        due_on=timezone.localdate() + timedelta(days=9), recorded_by=user,
    )  # fmt: skip
    assert "200" in plain_words(clue)
    Clue.objects.filter(pk=clue.pk).update(status="explained", explanation="allowed")
    assert plain_words(Clue.objects.get()) == "查看过了，原因正常。"
    Clue.objects.filter(pk=clue.pk).update(explanation="mended")
    assert plain_words(Clue.objects.get()) == "查明属实，已经改正。"


def test_the_night_s_tasks_run(house):
    assert send_by_pages(Client(), place="浮岐")
    retire()
    send_digests()
    assert Report.objects.get().state == State.QUARANTINED
