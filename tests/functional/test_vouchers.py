"""A voucher's way on a phone: two photos added, masked by finger, approved, seen by a villager."""

import io

import pytest
from PIL import Image

from accounts.choices import OfficeKind, Role
from accounts.models import Office
from tests.functional.conftest import go_on, until
from tests.functional.test_journey import sign_in
from tests.town import FUQI, make_town, make_user
from tests.villages.vouchers.conftest import MARCH, empty_folders, public_files
from tests.villages.vouchers.photos import pdf, phone_photo, photo
from villages.models import Voucher


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = (360, 740)
LINE = f"/desk/vouchers/{FUQI}/2026-03/line/?number=记-1"


@pytest.fixture
def people():
    empty_folders()
    make_town()
    hall = Office.objects.create(
        code="350112201-xz", name="猴屿乡人民政府", kind=OfficeKind.TOWNSHIP,
        region_code="350112201000",
    )  # fmt: skip
    make_user("lin", Role.UPLOADER, hall)
    make_user("zhou", Role.REVIEWER, hall)


def arrived(page, count):
    """The worker has drawn so many pictures, and the page shows them."""
    until(lambda: Voucher.objects.count() == count)
    page.goto(page.url)


def given(data, name):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def draw(page, left, top, right, bottom):
    """A box over a part of the picture, in shares of it."""
    area = page.locator(".redaction-boxes").bounding_box()
    x, y, wide, high = area["x"], area["y"], area["width"], area["height"]
    page.mouse.move(x + left * wide, y + top * high)
    page.mouse.down()
    page.mouse.move(x + (left + right) / 2 * wide, y + (top + bottom) / 2 * high)
    page.mouse.move(x + right * wide, y + bottom * high)
    page.mouse.up()


def no_wider_than_the_phone(page):
    # Between two pages there is for a moment no document: a locator waits for it.
    page.wait_for_load_state()
    wide = page.locator("html").evaluate("html => html.scrollWidth")
    assert wide <= page.viewport_size["width"]


def test_two_photos_from_a_phone_to_the_public(at, people, worker):
    cadre = at(*PHONE)
    sign_in(cadre, "lin")
    cadre.goto("/desk/vouchers/")
    no_wider_than_the_phone(cadre)
    cadre.select_option("[name=village]", FUQI)
    cadre.fill("[name=month]", "2026-03")
    go_on(cadre, "main form button[type=submit]")
    no_wider_than_the_phone(cadre)
    cadre.fill("[name=number]", "记-1")
    go_on(cadre, "main form button[type=submit]")
    no_wider_than_the_phone(cadre)
    files = [given(phone_photo("a"), "IMG_1.jpg"), given(photo("b"), "IMG_2.jpg")]
    with cadre.expect_navigation():
        cadre.set_input_files("#files", files)
    arrived(cadre, 2)

    # By finger, one box; taken back, drawn again; then by keyboard.
    go_on(cadre, "a[href*='/pictures/']:visible >> nth=0")
    no_wider_than_the_phone(cadre)
    cadre.locator(".redaction-sheet img").evaluate("picture => picture.decode()")
    draw(cadre, 0.3, 0.3, 0.5, 0.4)
    cadre.click("[data-act=undo]")
    assert cadre.locator(".redaction-boxes rect").count() == 0
    draw(cadre, 0.04, 0.17, 0.8, 0.27)
    assert cadre.locator(".redaction-boxes rect").count() == 1
    go_on(cadre, "form.redaction button[type=submit]")
    cadre.press(".redaction-frame", "n")
    for _time in range(4):
        cadre.keyboard.press("ArrowRight")
    cadre.keyboard.press("Shift+ArrowDown")
    assert cadre.locator(".redaction-boxes rect").count() == 1
    go_on(cadre, "form.redaction button[type=submit]")
    first, other = Voucher.objects.order_by("place")
    assert first.masks[0] == pytest.approx([0.04, 0.17, 0.76, 0.10], abs=0.02)
    assert other.masks[0][2:] == pytest.approx([0.3, 0.035], abs=0.001)
    go_on(cadre, "form[action*='/submit/'] button")
    no_wider_than_the_phone(cadre)

    second = at(*PHONE)
    sign_in(second, "zhou")
    second.goto("/desk/vouchers/")
    go_on(second, "main a.row-link")
    second.goto(LINE)
    go_on(second, "a[href*='/review/']")
    no_wider_than_the_phone(second)
    assert public_files() == []
    go_on(second, "form[action*='/review/'] button[type=submit]")
    assert {v.status for v in Voucher.objects.all()} == {"published"}

    villager = at(*PHONE)
    answer = villager.goto(first.image_url)
    picture = Image.open(io.BytesIO(answer.body()))
    wide, high = picture.size
    # The photo lay on its side when it was taken.
    assert high > wide
    assert max(picture.getpixel((int(0.3 * wide), int(0.22 * high)))) < 16
    assert b"Secret" not in answer.body()
    assert (cadre.faults, second.faults) == ([], [])


def test_one_bad_file_among_many_is_told_and_the_rest_goes_on(at, people, worker):
    cadre = at(*PHONE)
    sign_in(cadre, "lin")
    cadre.goto(LINE)
    files = [
        given(b"no picture", "notes.txt"),
        given(pdf(2), "invoice.pdf"),
        given(photo(), "a.jpg"),
    ]
    cadre.set_input_files("#files", files)
    cadre.locator("[data-over]").wait_for(state="visible")
    assert cadre.locator(".voucher-queue .is-done").count() == 2
    failed = cadre.locator(".voucher-queue .is-failed")
    assert "notes.txt" in failed.inner_text()
    assert not failed.locator(".voucher-retry").is_visible()
    no_wider_than_the_phone(cadre)
    go_on(cadre, "[data-over] a")
    arrived(cadre, 3)
    assert cadre.locator(".voucher-cards > li").count() == 3


def test_a_lost_connection_can_be_tried_again(at, people, worker):
    cadre = at(*PHONE)
    sign_in(cadre, "lin")
    cadre.goto(LINE)
    cadre.route("**/add/**", lambda route: route.abort())
    cadre.set_input_files("#files", given(photo(), "a.jpg"))
    retry = cadre.locator(".voucher-retry")
    retry.wait_for(state="visible")
    cadre.unroute("**/add/**")
    with cadre.expect_navigation():
        retry.click()
    arrived(cadre, 1)
    assert Voucher.objects.get().month == MARCH


def test_without_javascript(browser, live_server, people, worker):
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    cadre = context.new_page()
    sign_in(cadre, "lin")
    cadre.goto(LINE)
    cadre.set_input_files("#files-plain", [given(photo("a"), "a.jpg"), given(photo("b"), "b.jpg")])
    go_on(cadre, "form.voucher-upload button[type=submit]")
    arrived(cadre, 2)
    go_on(cadre, "a[href*='/pictures/'] >> nth=0")
    for name, value in (("left", "5"), ("top", "18"), ("width", "70"), ("height", "8")):
        cadre.locator(f"[name={name}]").first.fill(value)
    go_on(cadre, "form.redaction button[type=submit]")
    cadre.check("[name=nothing_to_mask]")
    go_on(cadre, "form.redaction button[type=submit]")
    go_on(cadre, "form[action*='/submit/'] button")
    states = list(Voucher.objects.order_by("place").values_list("status", "masks"))
    assert states == [("submitted", [[0.05, 0.18, 0.7, 0.08]]), ("submitted", [])]
    context.close()
