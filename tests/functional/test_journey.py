"""One payment's whole way, as people go it: a cadre's messy sheet to the clue on the desk."""

import io
import re
from decimal import Decimal

from django.utils import timezone

import openpyxl
import pytest
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.choices import SECOND_FACTOR_ROLES
from accounts.models import Office, User
from clues.models import Clue
from core import vault
from funds.models import Payment
from intake.models import Batch
from matching.models import Run
from matching.tasks import crosscheck
from tests.functional.conftest import go_on, until
from tests.town import PASSWORD, identity, make_town, make_user


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEAD = identity(2)


def messy_sheet(mended: bool) -> bytes:
    """A roster as it comes: title, unit line, merged headings, a total, a signature, one error."""
    good = identity(3)
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "猴屿乡"
    sheet.append(["2026年9月高龄津贴发放花名册"])
    sheet.merge_cells("A1:G1")
    sheet.append(["填报单位:长乐区民政局", None, None, None, None, None, "单位:元"])
    sheet.append(["序号", "村\n(必填)", "享受人", None, "银行账号", "补贴金额*", "发放日期"])
    sheet.append([None, None, "姓名", "身份证号", None, None, None])
    sheet.merge_cells("C3:D3")
    for column in "ABEFG":
        sheet.merge_cells(f"{column}3:{column}4")
    rows = [
        ("陈秀英", "'" + identity(1)[:6] + " " + identity(1)[6:], "100.00元"),
        ("林国平", DEAD.lower(), 100),
        ("黄美珠", good if mended else wrong, "1,200.50"),
    ]
    for number, (name, number_text, amount) in enumerate(rows, 1):
        sheet.append(
            [
                number,
                "浮岐村委会",
                name,
                number_text,
                f"6230361000000{number:06d}",
                amount,
                "2026.9.10",
            ]
        )
    sheet.append(["合 计", None, None, None, None, 1400.5, None])
    sheet.append(["制表人:周会计", None, None, None, "负责人签字:", None, None])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sign_in(page, username):
    """With the second factor where the role asks for one; the device is made here."""
    user = User.objects.get(username=username)
    page.goto("/desk/sign-in/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    if user.role in SECOND_FACTOR_ROLES:
        device, _made = TOTPDevice.objects.get_or_create(user=user, name="t", confirmed=True)
        go_on(page, "main button[type=submit]")
        page.fill("[name=code]", f"{TOTP(device.bin_key).token():06d}")
    go_on(page, "main button[type=submit]")


def upload(page, content):
    page.goto("/desk/batches/upload/")
    page.select_option("[name=kind]", "payments")
    page.set_input_files(
        "[name=file]",
        {"name": "九月高龄津贴.xlsx", "mimeType": "application/octet-stream", "buffer": content},
    )
    go_on(page, "main form button[type=submit]")
    page.wait_for_url(re.compile(r"/desk/batches/\d+/$"))
    number = int(page.url.rstrip("/").rsplit("/", 1)[1])
    until(lambda: Batch.objects.get(pk=number).status == "checked")
    page.goto(page.url)
    return number


def test_from_a_messy_sheet_to_a_clue(at, worker):
    town = make_town()
    cadre = at()
    sign_in(cadre, "uploader")

    # The error is named with its place, and the workbook comes back marked.
    first = upload(cadre, messy_sheet(mended=False))
    text = cadre.inner_text("main")
    assert "猴屿乡" in text
    assert "D7" in re.sub(r"\s", "", text) or "7" in text
    until(lambda: vault.exists(Batch.objects.get(pk=first).marked_name))
    with cadre.expect_download() as download:
        cadre.click(f"a[href$='/batches/{first}/marked.xlsx']")
    marked = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert marked["猴屿乡"]["D7"].comment.text
    assert identity(1) not in cadre.content()

    # Mended, submitted, and approved by another person.
    second = upload(cadre, messy_sheet(mended=True))
    # Twelve times what the standard gives: the uploader says why, the reviewer reads it.
    cadre.fill("#answer-1", "补发一年，见会议纪要")
    go_on(cadre, "form[action$='/answer/'] button")
    go_on(cadre, "form[action$='/submit/'] button")
    reviewer = at()
    sign_in(reviewer, "reviewer")
    reviewer.goto(f"/desk/batches/{second}/")
    assert "补发一年，见会议纪要" in reviewer.inner_text("main")
    go_on(reviewer, "button[value=approve]")
    until(lambda: Batch.objects.get(pk=second).status == "published")
    assert Payment.objects.count() == 3

    # An old villager finds her money on a cheap phone: two taps after typing.
    phone = at(360, 740)
    phone.goto("/")
    phone.fill("input[name=q]", "陈秀英")
    phone.press("input[name=q]", "Enter")
    phone.wait_for_url(re.compile(r"/search/\?q="))
    go_on(phone, "main a[href*='/payments/']")
    receipt = phone.inner_text("main")
    assert "¥100.00" in receipt
    assert "高龄津贴" in receipt
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= 360, "a page must not scroll sideways"

    # Her number leaves no trace in the address.
    phone.goto("/search/")
    phone.fill("main input[name=q] >> nth=0", f"陈秀英 {identity(1)}")
    with phone.expect_navigation():
        phone.press("main input[name=q] >> nth=0", "Enter")
    assert identity(1) not in phone.url
    assert "¥100.00" in phone.inner_text("main")

    # The night: somebody in the sheet had died in spring.
    town.deaths(("林国平", DEAD, "2026-03-03"))
    crosscheck()
    until(lambda: not Run.objects.filter(finished_at=None).exists())
    clue = Clue.objects.get(source="paid-after-death")

    # The inspector signs in with a second factor and sees at once why.
    # Of an office that has nothing to do with the sheet.
    office = Office.objects.create(
        code="3501-jw", name="福州市纪委监委", kind="discipline", region_code="350100000000"
    )
    user = make_user("zheng", "inspector", office)
    inspector = at()
    sign_in(inspector, "zheng")
    inspector.goto("/desk/clues/")
    go_on(inspector, f"a[href$='/clues/{clue.number}/']")
    card = inspector.inner_text("main")
    for words in ("林国平", "¥100.00", "2026年3月3日", "高龄津贴", clue.number):
        assert words in card, words
    assert DEAD not in inspector.content()

    # From suspected to closed: money recovered, the matter put right, everything said why.
    work_through(inspector, clue, user)
    colleague = at()
    make_user("gao", "inspector", office)
    sign_in(colleague, "gao")
    colleague.goto("/desk/clues/seconds/")
    go_on(colleague, f"a[href$='/clues/{clue.number}/']")
    act_on(colleague, clue, "agree", {"words": "看过卷宗，同意"})
    clue.refresh_from_db()
    assert clue.status == "closed"
    assert clue.recoveries.get().recovered == Decimal(100)
    statistics = at()
    statistics.goto("/statistics/")
    assert "林国平" not in statistics.content()
    for page in (cadre, reviewer, phone, inspector):
        assert page.faults == []


def work_through(page, clue, user):
    """The inspector's acts on the card, each in its form."""
    today = timezone.localdate().isoformat()
    for code, values in (
        ("take", None),
        ("register", {"words": "家属承认冒领"}),
        ("assign", {"to": str(user.pk)}),
        ("dispose", {"disposal": "verification", "words": "转初步核实"}),
        ("outcome", {"name": "林某", "person_kind": "other", "form": "1", "measure": "criticism", "decided_on": today}),
        ("recovery", {"owed_by": "家属", "due": "100"}),
        ("recovered", {"amount": "100"}),
        ("rectification", {"what": "补报死亡登记", "unit": "浮岐村"}),
        ("rectified", {"words": "已补报"}),
        ("close", {"finding": "true", "words": "已追回并整改"}),
    ):  # fmt: skip
        act_on(page, clue, code, values)


def act_on(page, clue, code, values):
    """One act on the card, in its form."""
    form = page.locator(f"form[action$='/clues/{clue.number}/acts/{code}/']")
    fold = page.locator(f"#act-{code}")
    if fold.count() and fold.get_attribute("open") is None:
        fold.locator("summary").click()
    for name, value in (values or {}).items():
        field = form.locator(f"[name={name}]").first
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()
    assert not page.locator(".field-error").count(), (code, page.inner_text("main"))


# In large text nothing to be touched is lower than 60 px, nor a link in running text than 44.
TOO_SMALL = """() => [...document.querySelectorAll("main a[href], main button, main summary")].flatMap((each) => {
  const box = each.getBoundingClientRect();
  if (!box.width || each.closest("svg, .hidden-text, .skip-inline")) return [];
  const row = each.matches(".row-link") && each.closest(".whole-row");
  const block = each.closest("p, li, dd, td, th");
  const running = block && [...block.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim().length > 1);
  const height = row ? row.getBoundingClientRect().height : box.height;
  return height < (running ? 43.5 : 59.5) ? [`${each.textContent.trim()} ${height}`] : [];
})"""


DOUBLED = "() => document.documentElement.style.setProperty('font-size', '225%', 'important')"


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_public_page_scrolls_sideways(at, width):
    town = make_town()
    town.publish(*[_row(n) for n in range(1, 30)])
    shown = Payment.objects.first()
    page = at(width)
    for address in (
        "/", "/search/", "/programmes/", "/programmes/2080502/", "/regions/350100000000/",
        f"/villages/{shown.region_id}/", shown.get_absolute_url(), f"/batches/{shown.batch_id}/",
        "/batches/", "/policies/", "/desk/sign-in/", "/no-such-page/",
    ):  # fmt: skip
        for size in ("normal", "large"):
            page.goto(f"/text-size/{size}/?next={address}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{address} in {size} text is {wide} wide"
            if size == "large":
                assert page.evaluate(TOO_SMALL) == [], address
            elif width == 360:
                # WCAG 2.2, 1.4.4: text of twice the size.
                page.evaluate(DOUBLED)
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{address} with doubled text is {wide} wide"
    # A page that is not there is a console error of the browser, and the only one.
    assert [fault for fault in page.faults if "404" not in fault] == []


def _row(number):
    from tests.town import payment

    name = "欧阳" * 8 if number == 1 else "陈秀英"
    return payment(
        number, name, number=identity(number), account=f"62303610{number:011d}",
        amount="123456789.01" if number == 2 else 100,
    )  # fmt: skip


def test_everything_works_without_javascript(browser, live_server):
    town = make_town()
    town.publish(_row(3))
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    page.goto("/")
    page.fill("input[name=q]", "陈秀英")
    go_on(page, "form[action='/search/'] button")
    go_on(page, "main a[href*='/payments/']")
    assert "¥100.00" in page.inner_text("main")
    page.goto("/regions/350112000000/")
    go_on(page, "main a[href='/regions/350112201000/']")
    go_on(page, "main a[href='/villages/350112201203/']")
    assert "陈秀英" in page.inner_text("main")
    context.close()
