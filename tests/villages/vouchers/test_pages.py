"""The desk's pages and the public part: who gets in, what stands there, what it costs."""

import io
import json
from datetime import date

from django.template.loader import render_to_string
from django.urls import reverse

import pytest
from PIL import Image

from accounts.choices import OfficeKind, Role
from accounts.models import Office
from auditing.models import SensitiveAccess
from core import vault
from tests.town import FUQI, HOUYU, make_user
from tests.villages.vouchers.conftest import BOX, MARCH, status_of
from tests.villages.vouchers.photos import pdf, photo
from tests.visitors import signed_in
from villages import tasks
from villages.choices import PictureKind, PictureState
from villages.models import ArrivedFile, LedgerLine, Voucher
from villages.selectors import vouchers as selected
from villages.services import vouchers as services


MONTH = f"/desk/vouchers/{FUQI}/2026-03/"


def line_url(number="记-1", page=""):
    return f"{MONTH}line/{page}?number={number}"


def upload(client, *files, url=None, script=False):
    given = [named(data, f"IMG_{n}.jpg") for n, data in enumerate(files)]
    headers = {"Accept": "application/json"} if script else {}
    answer = client.post(url or line_url(page="add/"), {"files": given}, headers=headers)
    for number in ArrivedFile.objects.waiting().values_list("pk", flat=True):
        services.draw(arrived_id=number)
    return answer


def named(data, name):
    file = io.BytesIO(data)
    file.name = name
    return file


@pytest.fixture
def lines(town):
    """Four entries of March: two under one number, one with three vouchers, one without number."""
    from intake.models import Batch

    batch = Batch.objects.create(
        kind="village-ledger", office=town.office, region_code=FUQI, file_name="x", sha256="0" * 64,
        size=1,
    )  # fmt: skip
    rows = [("记-1", "购买垃圾桶", 400, 1), ("记-1", "运费", 50, None), ("记-2", "修路工资", 9000, 3),
            ("", "手续费", 5, None)]  # fmt: skip
    for number, (voucher, summary, amount, attachments) in enumerate(rows, 1):
        LedgerLine.objects.create(
            batch=batch, sheet="3月", row_number=number, region_id=FUQI, month=MARCH,
            entry="expense", voucher_number=voucher, summary=summary, amount=amount,
            attachments=attachments,
        )  # fmt: skip


def test_many_files_at_once_and_each_stands_by_itself(cadre):
    client = signed_in(cadre)
    answer = upload(client, photo("a"), b"no picture", pdf(2, "b"), photo("a"))
    assert answer.status_code == 302
    assert Voucher.objects.count() == 3
    page = client.get(line_url()).content.decode()
    assert "IMG_1.jpg" in page
    assert "IMG_3.jpg" in page
    assert "IMG_0.jpg" not in page


def test_a_script_sends_one_file_and_gets_a_plain_answer(cadre):
    client = signed_in(cadre)
    answer = upload(client, photo("a"), script=True)
    assert (answer.status_code, answer.json()) == (201, {"files": 1})
    again = upload(client, photo("a"), script=True)
    assert again.status_code == 409
    assert "记-1" in again.json()["error"]
    assert upload(client, b"MZ", script=True).status_code == 400
    assert upload(client, script=True).status_code == 400
    assert json.loads(answer.content)


def test_a_plain_form_without_files_says_so(cadre):
    client = signed_in(cadre)
    assert client.post(line_url(page="add/"), {}, follow=True).status_code == 200
    assert Voucher.objects.count() == 0


def test_files_beyond_the_limit_are_left(cadre, settings):
    settings.VOUCHER_MAX_FILES = 1
    client = signed_in(cadre)
    upload(client, photo("a"), photo("b"))
    assert Voucher.objects.count() == 1


def test_masking_by_typed_numbers_without_javascript(cadre, bring):
    first, other = bring(data=photo("a")), bring(data=photo("b"))
    client = signed_in(cadre)
    page = client.get(reverse("villages-desk:voucher-mask", args=[first.pk]))
    assert 'name="left"' in page.content.decode()
    assert SensitiveAccess.objects.filter(subject=f"voucher:{first.pk}").count() == 1
    answer = client.post(
        reverse("villages-desk:voucher-mask", args=[first.pk]),
        {"left": ["5", ""], "top": ["18", ""], "width": ["70,5", ""], "height": ["8", ""],
         "invoice_number": "12345678", "invoice_code": "3500123456", "invoice_amount": "1280.00"},
    )  # fmt: skip
    # On to the next picture that waits.
    assert answer.url == reverse("villages-desk:voucher-mask", args=[other.pk])
    first.refresh_from_db()
    assert first.masks == [[0.05, 0.18, 0.705, 0.08]]
    assert (first.invoice_code, first.invoice_number) == ("3500123456", "12345678")
    answer = client.post(
        reverse("villages-desk:voucher-mask", args=[other.pk]), {"nothing_to_mask": "on"}
    )
    assert answer.url.startswith(MONTH)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"left": "5", "top": "x", "width": "1", "height": "1"},
        {"left": "5", "top": "", "width": "1", "height": "1"},
        {"nothing_to_mask": "on", "invoice_number": "123"},
        {"nothing_to_mask": "on", "invoice_code": "12345678"},
        {"nothing_to_mask": "on", "invoice_amount": "-1"},
        {"left": "5", "top": "5", "width": "5", "height": "5", "nothing_to_mask": "on"},
    ],
)
def test_a_mask_that_cannot_be_kept_comes_back_with_the_fault(cadre, bring, data):
    voucher = bring()
    answer = signed_in(cadre).post(reverse("villages-desk:voucher-mask", args=[voucher.pk]), data)
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()
    voucher.refresh_from_db()
    assert voucher.status == PictureState.DRAFT


def test_drawn_boxes_come_back_when_something_else_is_wrong(cadre, bring):
    address = reverse("villages-desk:voucher-mask", args=[bring().pk])
    box = {"left": "5", "top": "18", "width": "70.5", "height": "8"}
    page = signed_in(cadre).post(address, box | {"invoice_number": "123"}).content.decode()
    for name, value in (("left", "5.0"), ("top", "18.0"), ("width", "70.5"), ("height", "8.0")):
        assert f'name="{name}" value="{value}"' in page


def test_the_second_person_approves_what_was_on_the_page(cadre, second, bring):
    shown, late = bring("submitted", data=photo("a")), bring("masked", data=photo("b"))
    client = signed_in(second)
    page = client.get(line_url(page="review/"))
    assert page.status_code == 200
    services.submit(vouchers=[late], by=cadre)
    client.post(line_url(page="review/"), {"seen": [shown.pk]})
    states = dict(Voucher.objects.values_list("pk", "status"))
    assert states == {shown.pk: PictureState.PUBLISHED, late.pk: PictureState.SUBMITTED}
    assert SensitiveAccess.objects.filter(actor_name="zhou").count() == 1


def test_sent_back_and_withdrawn_by_forms(second, bring):
    client = signed_in(second)
    back = bring("submitted")
    client.post(f"/desk/vouchers/pictures/{back.pk}/back/", {"reason": "照片模糊"})
    gone = bring("published", number="记-2", second=second)
    client.post(f"/desk/vouchers/pictures/{gone.pk}/withdraw/", {"reason": "有电话没遮"})
    states = dict(Voucher.objects.values_list("pk", "status"))
    assert states == {back.pk: PictureState.RETURNED, gone.pk: PictureState.WITHDRAWN}
    nothing = bring("submitted", number="记-3")
    client.post(f"/desk/vouchers/pictures/{nothing.pk}/back/", {})
    nothing.refresh_from_db()
    assert nothing.status == PictureState.SUBMITTED


def test_many_pictures_are_published_by_a_worker(second, cadre, bring, monkeypatch):
    from villages.views.desk import deciding

    monkeypatch.setattr(deciding, "PUBLISHED_AT_ONCE", 0)
    sent = []
    monkeypatch.setattr(deciding.tasks.publish_vouchers, "delay_on_commit", sent.append)
    voucher = bring("submitted")
    signed_in(second).post(line_url(page="review/"), {"seen": [voucher.pk]})
    assert sent == [[voucher.pk]]
    voucher.refresh_from_db()
    assert voucher.status == PictureState.APPROVED


def test_unmasked_pictures_reach_their_own_office_only(
    cadre, second, bring, inspector, town, client
):
    voucher = bring("submitted")
    hall = Office.objects.create(
        code="350112202-xz", name="罗联乡人民政府", kind=OfficeKind.TOWNSHIP,
        region_code="350112202000",
    )  # fmt: skip
    strangers = [
        make_user("a", Role.UPLOADER, hall),
        make_user("b", Role.REVIEWER, hall),
        town.users["uploader"],
    ]
    for name in ("working", "preview", "small"):
        address = f"/desk/vouchers/pictures/{voucher.pk}/{name}.jpg"
        for user in (cadre, second):
            answer = signed_in(user).get(address)
            assert answer.status_code == 200
            assert "no-store" in answer["Cache-Control"]
        for user in strangers:
            assert signed_in(user).get(address).status_code == 404
        for user in (inspector, town.users["auditor"], town.users["administrator"]):
            assert signed_in(user).get(address).status_code == 403
        assert client.get(address).status_code == 302
    # Before it is submitted, not even the second person.
    early = bring("masked", number="记-2")
    address = f"/desk/vouchers/pictures/{early.pk}/working.jpg"
    assert signed_in(cadre).get(address).status_code == 200
    assert signed_in(second).get(address).status_code == 403
    looks = SensitiveAccess.objects.filter(subject=f"voucher:{early.pk}")
    assert [look.actor_id for look in looks] == [cadre.pk], "opened by its bare address"


def test_a_picture_that_is_not_kept_any_more_is_drawn_by_a_worker(cadre, bring, monkeypatch):
    voucher = bring("masked")
    vault.discard(voucher.working_name)
    sent = []
    monkeypatch.setattr(tasks.restore_working, "delay", sent.append)
    answer = signed_in(cadre).get(f"/desk/vouchers/pictures/{voucher.pk}/working.jpg")
    assert (answer.status_code, sent) == (409, [voucher.pk])


def test_the_preview_is_what_the_public_will_see(cadre, second, bring):
    voucher = bring("submitted")
    content = signed_in(second).get(f"/desk/vouchers/pictures/{voucher.pk}/preview.jpg").content
    services.approve(vouchers=[voucher], by=second)
    services.publish(ids=[voucher.pk])
    from core import public_files

    assert public_files.path_of(f"{voucher.public_name}.jpg").read_bytes() == content
    assert Image.open(io.BytesIO(content)).size == (voucher.width, voucher.height)


def test_an_inspector_downloads_the_original(bring, inspector, cadre):
    data = photo("a")
    voucher = bring("submitted", data=data)
    address = f"/desk/vouchers/pictures/{voucher.pk}/original/"
    client = signed_in(inspector)
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 400
    answer = client.post(address, {"reason": "核对"})
    assert answer.content == data
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert SensitiveAccess.objects.filter(subject=f"voucher:{voucher.pk}:original").count() == 1
    assert signed_in(cadre).get(address).status_code == 403


def test_the_month_shows_what_is_missing(cadre, second, lines, bring):
    bring("published", second=second)
    bring("draft", number="记-2")
    bring("draft", number="记-7")
    bring("masked", number="", kind=PictureKind.WALL)
    work = selected.month_work(user=cadre, region=FUQI, month=MARCH)
    rows = {row.number: (row.stated, row.pictures, row.missing) for row in work.rows}
    # Two lines of one number: one says one voucher, of the other one is expected.
    assert rows == {"记-1": (2, 1, 1), "记-2": (3, 1, 2), "记-7": (0, 1, 0)}
    assert (work.pictures, work.missing, work.unnumbered) == (3, 3, 1)
    assert (work.to_mask, work.to_submit, work.to_decide) == (2, 1, 0)
    page = signed_in(cadre).get(MONTH).content.decode()
    for words in ("购买垃圾桶", "修路工资", "记-7"):
        assert words in page


def test_odd_addresses(cadre, town):
    client = signed_in(cadre)
    for address in (
        f"/desk/vouchers/{FUQI}/2026-13/", f"/desk/vouchers/{FUQI}/x/", "/desk/vouchers/1/2026-03/",
        "/desk/vouchers/350112201000/2026-03/", "/desk/vouchers/350125101214/2026-03/",
        f"{MONTH}line/", f"{MONTH}line/?number={'x' * 41}", "/desk/vouchers/pictures/999999999/",
        "/vouchers/ab/cd/x.jpg", "/vouchers/../../etc/passwd", f"/vouchers/ab/cd/{'f' * 48}.jpg",
        "/vouchers/ab/cd/..%2f..%2fsecrets",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    assert client.get("/desk/vouchers/?village=1&month=x").status_code == 400


def test_choosing_a_month(cadre, inspector, town):
    answer = signed_in(cadre).get(f"/desk/vouchers/?village={FUQI}&month=2026-03")
    assert answer.url == MONTH
    # A hall offers its own villages only.
    page = signed_in(cadre).get("/desk/vouchers/").content.decode()
    assert "浮岐村" in page
    assert "罗联村" not in page
    look = signed_in(inspector)
    assert look.get("/desk/vouchers/?village=浮岐&month=2026-03").url == MONTH
    assert look.get("/desk/vouchers/?village=没有&month=2026-03").status_code == 400
    assert look.get("/desk/vouchers/?village=大喜&month=2026-03").status_code == 400


def test_pages_cost_the_same_however_many_pictures_there_are(
    cadre, second, lines, bring, django_assert_num_queries
):
    clients = {"cadre": signed_in(cadre), "second": signed_in(second)}
    bring("published", second=second)
    for round_number in range(2):
        for number in range(1 + 2 * round_number):
            bring("submitted", data=photo(f"{round_number}-{number}"))
            bring("draft", number=f"记-{number + 2}", data=photo(f"x{round_number}-{number}"))
        for address, who, queries in (
            ("/desk/vouchers/", "cadre", 8), (MONTH, "cadre", 9), (line_url(), "cadre", 8),
            (line_url(page="review/"), "second", 10),
        ):  # fmt: skip
            with django_assert_num_queries(queries):
                assert clients[who].get(address).status_code == 200


def test_the_public_selectors_cost_one_query_each(cadre, second, bring, django_assert_num_queries):
    shown = bring("published", second=second, data=photo("a"))
    gone = bring("published", second=second, data=photo("b"))
    services.withdraw(voucher=gone, by=second, reason="有电话没有遮住")
    bring("submitted", data=photo("c"))
    other = bring("published", second=second, number="记-2", data=photo("d"))
    wall = bring("published", second=second, number="", kind=PictureKind.WALL, data=photo("e"))
    bring("published", second=second, region=HOUYU, data=photo("f"))

    with django_assert_num_queries(1):
        found = selected.published_by_number(region=FUQI, month=MARCH)
        assert found == {"记-1": [shown, gone], "记-2": [other]}
        pages = [
            render_to_string("villages/_vouchers.html", {"vouchers": v}) for v in found.values()
        ]
    with django_assert_num_queries(1):
        assert selected.published_of(region=FUQI, month=MARCH, voucher_number="记-1") == [
            shown,
            gone,
        ]
    with django_assert_num_queries(1):
        assert selected.published_counts(region=FUQI, month=MARCH) == {"记-1": 1, "记-2": 1}
    with django_assert_num_queries(1):
        assert selected.wall_photos(region=FUQI, month=MARCH) == [wall]
    with django_assert_num_queries(0):
        assert selected.published_of(region=FUQI, month=MARCH, voucher_number="") == []
    assert selected.published_counts(region=FUQI, month=date(2026, 4, 1)) == {}
    assert shown.thumbnail_url in pages[0]
    assert "记-1" in pages[0]
    assert "有电话没有遮住" in pages[0]
    assert gone.image_url not in pages[0]


def test_a_published_picture_may_be_kept_for_minutes_only(
    bring, second, client, django_assert_num_queries
):
    voucher = bring("published", second=second)
    with django_assert_num_queries(0):
        assert status_of(client, voucher.image_url) == 200
    answer = client.get(voucher.thumbnail_url)
    assert b"".join(answer.streaming_content)
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_nginx_sends_what_the_portal_publishes():
    import re
    from pathlib import Path

    from django.conf import settings

    import yaml

    conf = (settings.BASE_DIR / "docker/nginx.conf").read_text()
    compose = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())["services"]
    folders = {
        name: dict(volume.split(":")[:2] for volume in compose[name]["volumes"])
        for name in ("web", "worker", "nginx")
    }
    assert folders["nginx"]["public"] == folders["web"]["public"] == folders["worker"]["public"]
    (pattern,) = re.findall(r'location ~ "(\^/vouchers/[^"]+)"', conf)
    address = Voucher(pk=1, region_id=FUQI).image_url
    assert re.match(pattern, address)
    assert re.match(pattern, Voucher(pk=2).thumbnail_url)
    assert not re.match(pattern, "/vouchers/.unfinished/abc")
    block = conf.split(pattern)[1].partition("}\n")[0]
    assert f"root {folders['nginx']['public']};" in block
    assert f"max-age={settings.VOUCHER_CACHE_SECONDS}" in block
    assert "immutable" not in block
    dockerfile = Path(settings.BASE_DIR / "Dockerfile").read_text()
    assert f"PORTAL_PUBLIC_MEDIA={folders['web']['public']}" in dockerfile


def test_the_admin_shows_pictures_to_read_only(town, bring):
    bring()
    client = signed_in(town.users["administrator"])
    page = client.get("/admin/villages/voucher/")
    assert page.status_code == 200
    assert client.get("/admin/villages/voucher/add/").status_code == 403
    assert BOX
