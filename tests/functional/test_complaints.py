"""Reports as people go their way: on a cheap phone without JavaScript, at the desk, with a name."""

from __future__ import annotations

import io
import re

from django.conf import settings as real

import pytest
from PIL import Image

from complaints.choices import Outcome, State
from complaints.models import MemberKey, Report, Ring
from core.redis_client import page_client
from funds.models import Payment
from tests.complaints.conftest import CHEAP, make_house, send
from tests.functional.conftest import go_on
from tests.functional.test_journey import sign_in
from tests.portal.axe_walk import faults_on
from tests.town import PASSWORD, make_town, payment


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}


@pytest.fixture
def city(settings, tmp_path):
    settings.COMPLAINT_ARGON2, settings.COMPLAINT_PEPPERS = CHEAP, tmp_path / "peppers"
    town = make_town()
    return town, make_house()


@pytest.fixture
def phone(browser, live_server):
    """360 px wide, and no JavaScript at all."""
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def unlock(page, username):
    sign_in(page, username)
    page.goto("/desk/reports/")
    page.fill("[name=password]", PASSWORD)
    go_on(page, "main form button[type=submit]")


def answer(page, number, words, finding="true"):
    page.goto(f"/desk/reports/{number}/")
    go_on(page, "form[action$='/acts/accept/'] button")
    page.click("form[action$='/acts/answer/'] >> xpath=ancestor::details >> summary")
    page.select_option("#answer-finding", finding)
    page.fill("#answer-text", words)
    go_on(page, "form[action$='/acts/answer/'] button")


def come_back(page, groups):
    page.goto("/complaints/return/")
    page.fill("[name=code]", " ".join(groups))
    go_on(page, "main form button[type=submit]")


def fits(page):
    """Nothing is wider than the screen, and every control has a name and is big enough to touch."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def unnamed(page):
    return page.evaluate(
        """[...document.querySelectorAll("main input:not([type=hidden]), main select, main textarea")]
        .filter((one) => !one.closest(".honey"))
        .filter((one) => !one.labels.length && !one.ariaLabel).map((one) => one.outerHTML)"""
    )


def test_anonymous_on_a_phone_to_the_city_and_solved(at, phone, city, look):
    town, house = city
    town.publish(payment(1))
    phone.goto(Payment.objects.get().get_absolute_url())
    assert "0591-2800-0001" in phone.inner_text(".report-way")
    go_on(phone, ".report-way a.button")
    assert phone.inner_text(".notice").count("高龄津贴") == 1
    phone.fill("[name=text]", "签了字，三百元一直没到账。")
    phone.check("input[name=subject][value=payment]")
    phone.check("input[name=about][value=village]")
    go_on(phone, "main form button[type=submit]")
    assert "长乐区纪委监委" in phone.inner_text(".notice-success")
    first, second = re.search(r"(.)加(.)等于几", phone.inner_text(".plain-question")).groups()
    phone.fill("[name=question]", str(DIGITS[first] + DIGITS[second]))
    go_on(phone, "button[value=send]")
    groups = phone.locator(".code-slip span").all_inner_texts()
    assert len(groups) == 5
    phone.fill("[name=code]", "".join(groups)[:-1])
    go_on(phone, "main form button[type=submit]")
    assert phone.locator(".error-summary").count() == 1
    phone.fill("[name=code]", "".join(groups))
    go_on(phone, "main form button[type=submit]")
    assert "/complaints/check/" in phone.url

    report = Report.objects.get()
    assert (report.state, report.office) == (State.QUARANTINED, house.county)
    desk = at()
    unlock(desk, "county1")
    assert "三百元一直没到账" in desk.inner_text("main")
    answer(desk, report.number, "村里说已经发了。", "not-true")

    # The office the report is not for sees neither it nor that there is one.
    other = at()
    sign_in(other, "reviewer")
    other.goto("/desk/")
    assert report.number not in other.content()
    other.goto(f"/desk/reports/{report.number}/")
    assert report.number not in other.inner_text("main")

    come_back(phone, groups)
    assert "村里说已经发了" in phone.inner_text("main")
    phone.check("input[value=not-solved]")
    go_on(phone, "form:has(input[value=judge]) button")
    assert phone.locator(".error-summary").count() == 1
    phone.check("input[value=not-solved]")
    phone.fill("#judge-text", "签字不是我签的，钱没有到。")
    go_on(phone, "form:has(input[value=judge]) button")
    assert "福州市纪委监委" in phone.inner_text("main")
    go_on(phone, "form[action$='/leave/'] button")

    above = at()
    unlock(above, "city2")
    answer(above, report.number, "已查实补发三百元。")
    come_back(phone, groups)
    phone.check("input[value=solved]")
    go_on(phone, "form:has(input[value=judge]) button")
    report.refresh_from_db()
    assert (report.state, report.outcome) == (State.CLOSED, Outcome.SOLVED)
    # The code stands in no address, in no page it comes back to, and in no history.
    whole = "".join(groups)
    assert whole not in phone.content()
    assert whole not in phone.url
    look(above, "report-desk")
    assert faults_on(above) == []
    assert not desk.faults
    assert not above.faults


def test_by_name_with_the_browser_s_own_proof_and_a_release(at, city, look):
    _town, house = city
    visitor = at(360, 740)
    visitor.goto("/complaints/new/")
    look(visitor, "complaint-1")
    assert faults_on(visitor) == []
    assert not unnamed(visitor)
    visitor.set_viewport_size({"width": 360, "height": 740})
    fits(visitor)
    visitor.fill("[name=text]", "村里的路灯去年就没亮过。")
    visitor.fill("[name=place]", "浮岐村")
    visitor.check("input[name=subject][value=village-money]")
    go_on(visitor, "main form button[type=submit]")
    visitor.wait_for_selector(".plain-question", state="hidden")
    visitor.check("input[name=named][value=yes]")
    visitor.fill("[name=name]", "黄阿婆")
    visitor.fill("[name=phone]", "13800001111")
    # A face is black, and a voice is recorded, before either leaves the phone.
    photo = io.BytesIO()
    Image.new("RGB", (600, 400), (230, 200, 180)).save(photo, "PNG")
    visitor.set_input_files("[name=photos]", {"name": "人.png", "mimeType": "image/png", "buffer": photo.getvalue()})  # fmt: skip
    visitor.click("[data-chosen] button")
    box = visitor.locator("dialog canvas").bounding_box()
    visitor.mouse.move(box["x"] + 5, box["y"] + 5)
    visitor.mouse.down()
    visitor.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 5)
    visitor.mouse.up()
    look(visitor, "complaint-faces")
    visitor.click("dialog [data-done]")
    visitor.wait_for_selector("[data-chosen] :text('人.jpg')")
    visitor.click("[data-record]")
    visitor.wait_for_selector("[data-record]:text('停止')")
    visitor.wait_for_timeout(700)
    visitor.click("[data-record]")
    visitor.wait_for_selector("[data-chosen] :text('2.wav')")
    look(visitor, "complaint-2")
    assert faults_on(visitor) == []
    assert not unnamed(visitor)
    fits(visitor)
    go_on(visitor, "button[value=send]")
    look(visitor, "complaint-3")
    assert faults_on(visitor) == []
    groups = visitor.locator(".code-slip span").all_inner_texts()
    report = Report.objects.get()
    assert report.state == State.RECEIVED
    assert not visitor.faults

    desk = at()
    unlock(desk, "county1")
    look(desk, "report-list")
    assert faults_on(desk) == []
    desk.goto(f"/desk/reports/{report.number}/")
    assert "黄阿婆" not in desk.content()
    picture = desk.request.get(desk.url + "files/0/")
    drawn = Image.open(io.BytesIO(picture.body()))
    assert max(drawn.getpixel((150, 200))) < 20 < min(drawn.getpixel((500, 200)))
    assert desk.locator("audio").count() == 1
    assert desk.request.get(desk.url + "files/1/").headers["content-type"] == "audio/ogg"
    look(desk, "report-files")
    desk.click("form[action$='/ask-name/'] >> xpath=ancestor::details >> summary")
    desk.fill("#ask-text", "要约她到现场看路灯")
    go_on(desk, "form[action$='/ask-name/'] button")
    keeper = at()
    sign_in(keeper, "keeper2")
    keeper.goto("/desk/reports/names/")
    keeper.fill("[name=password]", PASSWORD)
    go_on(keeper, "main form button[type=submit]")
    keeper.goto("/desk/reports/names/")
    assert "要约她到现场看路灯" in keeper.inner_text("main")
    look(keeper, "names")
    assert faults_on(keeper) == []
    go_on(keeper, "button[value=grant]")
    desk.goto(f"/desk/reports/{report.number}/")
    assert "黄阿婆" in desk.inner_text("main")
    colleague = at()
    unlock(colleague, "county2")
    colleague.goto(f"/desk/reports/{report.number}/")
    assert "黄阿婆" not in colleague.content()
    come_back(visitor, groups)
    assert "姓名已对一名承办人开放" in visitor.inner_text("main")
    look(visitor, "case")
    assert faults_on(visitor) == []
    assert not visitor.faults
    assert not desk.faults


def test_a_handler_leaves_and_the_next_one_is_let_in(at, city, look):
    _town, house = city
    report, _code = send()
    gone = house.users["county1"]
    gone.is_active = False
    gone.save()
    stays = at()
    unlock(stays, "county2")
    assert report.number in stays.inner_text("main")
    assert Ring.objects.get(office=house.county).epoch == 2
    stays.goto("/desk/reports/colleagues/")
    look(stays, "colleagues")
    assert faults_on(stays) == []
    assert gone.full_name not in stays.inner_text("main")

    from accounts.choices import Role
    from tests.town import make_user

    make_user("county3", Role.INSPECTOR, house.county)
    fresh = at()
    sign_in(fresh, "county3")
    fresh.goto("/desk/")
    go_on(fresh, "main a[href='/desk/reports/unlock/']")
    look(fresh, "enrol")
    assert faults_on(fresh) == []
    fresh.fill("[name=password]", PASSWORD)
    go_on(fresh, "main form button[type=submit]")
    assert report.number not in fresh.inner_text("main") or "打不开" in fresh.inner_text("main")
    stays.goto("/desk/reports/colleagues/")
    go_on(stays, "form:has([name=member]) button")
    fresh.goto(f"/desk/reports/{report.number}/")
    assert "签了字没领到钱" in fresh.inner_text("main")
    assert MemberKey.objects.filter(user__username="county3").exists()
    # A quarter of an hour without a click, or signing out: locked.
    prefix = real.CACHES["default"]["KEY_PREFIX"]
    for key in page_client().scan_iter(f"{prefix}:unlocked:*"):
        page_client().delete(key)
    fresh.goto(f"/desk/reports/{report.number}/")
    assert fresh.url.endswith("/desk/reports/unlock/")
    assert not fresh.faults
