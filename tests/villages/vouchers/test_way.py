"""A picture's way from the phone to the public, by two persons."""

import io
from datetime import date

from django.db import IntegrityError, transaction
from django.db.utils import InternalError, ProgrammingError
from django.utils import timezone

import pytest
from PIL import Image

from accounts.choices import OfficeKind, Role
from accounts.models import Office
from auditing.models import AuditEvent, SensitiveAccess
from core import vault
from core.caching import made_after
from core.exceptions import NotAllowed, PortalError, StateConflict
from intake.models import Change
from tests.town import FUQI, HOUYU, LUOLIAN, make_user
from tests.villages.vouchers.conftest import BOX, MARCH, public_files, status_of, vault_files
from tests.villages.vouchers.photos import pdf, phone_photo, photo
from villages.choices import PictureKind, PictureState
from villages.exceptions import BadMask, DuplicateVoucher
from villages.models import Voucher
from villages.reading import UnusablePicture
from villages.services import vouchers as services


def public_picture(voucher, small=False):
    from core import public_files as files

    ending = "-s.jpg" if small else ".jpg"
    return files.path_of(voucher.public_name + ending).read_bytes()


def test_the_original_is_sealed_as_it_came(bring):
    data = phone_photo()
    voucher = bring(data=data)
    assert vault.load(voucher.original_name) == data
    assert b"SecretPhone" not in b"".join(path.read_bytes() for path in vault_files("vouchers"))
    assert voucher.status == PictureState.DRAFT
    assert public_files() == []


def test_a_pdf_is_one_row_a_page_in_order_over_one_original(bring, cadre):
    pages = services.receive(
        office=cadre.office, by=cadre, region_code=FUQI, month=MARCH, voucher_number="记-1",
        data=pdf(3),
    )  # fmt: skip
    bring(number="记-1")
    rows = Voucher.objects.in_order()
    assert [(row.place, row.page) for row in rows] == [(1, 1), (2, 2), (3, 3), (4, 1)]
    assert len({page.original_name for page in pages}) == 1
    assert len(vault_files("vouchers")) == 2


def test_boxes_are_burned_into_the_pixels_of_both_public_pictures(bring, second):
    voucher = bring("published", second=second, data=phone_photo())
    left, top, width, height = BOX
    for small in (False, True):
        data = public_picture(voucher, small)
        picture = Image.open(io.BytesIO(data))
        wide, high = picture.size
        for across in (0.02, 0.5, 0.98):
            for down in (0.1, 0.5, 0.9):
                spot = (int((left + across * width) * wide), int((top + down * height) * high))
                assert max(picture.getpixel(spot)) < 16, (small, spot)
        # Beside the box the paper is white, so the picture is not simply black.
        assert min(picture.getpixel((int(0.9 * wide), int(0.9 * high)))) > 240
        assert dict(picture.getexif()) == {}
        for secret in (b"Secret", b"Exif", b"GPS", b"2026:03"):
            assert secret not in data
    assert max(Image.open(io.BytesIO(public_picture(voucher, small=True))).size) == 320


def test_nothing_is_public_before_the_second_person_agreed(bring, second, client):
    for number, state in enumerate(("draft", "masked", "submitted", "approved")):
        voucher = bring(state, number=f"记-{number}", second=second)
        assert public_files() == []
        assert status_of(client, voucher.image_url) == 404
        assert status_of(client, voucher.thumbnail_url) == 404
    services.publish(ids=[voucher.pk])
    assert len(public_files()) == 2


def test_publication_is_written_down_and_wakes_rules_and_pages(
    bring, second, django_capture_on_commit_callbacks
):
    voucher = bring("approved", second=second)
    before = made_after()
    with django_capture_on_commit_callbacks(execute=True):
        assert services.publish(ids=[voucher.pk]) == 1
    voucher.refresh_from_db()
    assert voucher.status == PictureState.PUBLISHED
    assert voucher.published_at
    change = Change.objects.get()
    assert (change.batch, change.region_code, change.kind) == (None, FUQI, "vouchers")
    assert made_after() != before
    acts = AuditEvent.objects.filter(target=f"voucher:{voucher.pk}").order_by("id")
    assert [(act.action, act.actor_name) for act in acts] == [
        ("villages.mask-voucher", "lin"), ("villages.submit-voucher", "lin"),
        ("villages.approve-voucher", "zhou"), ("villages.publish-voucher", "portal"),
    ]  # fmt: skip
    # The unmasked working picture is gone, the sealed original stays.
    assert vault_files("working") == []
    assert len(vault_files("vouchers")) == 1
    # Publishing again does nothing.
    assert services.publish(ids=[voucher.pk]) == 0
    assert Change.objects.count() == 1


def test_withdrawal_takes_the_files_and_leaves_the_reason(
    bring, second, client, django_capture_on_commit_callbacks
):
    voucher = bring("published", second=second)
    address = voucher.image_url
    assert status_of(client, address) == 200
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw(voucher=voucher, by=second, reason="一处电话没有遮住 13800138000")
    voucher.refresh_from_db()
    assert voucher.status == PictureState.WITHDRAWN
    assert "13800138000" not in voucher.reason
    assert public_files() == []
    assert status_of(client, address) == 404
    assert voucher.public_files is False
    assert Change.objects.count() == 2
    assert AuditEvent.objects.filter(action="villages.withdraw-voucher").count() == 1
    assert vault.exists(voucher.original_name)
    with pytest.raises(StateConflict):
        services.withdraw(voucher=voucher, by=second, reason="再撤一次")


def test_a_withdrawn_picture_may_come_again_better_masked(bring, second):
    voucher = bring("published", second=second)
    services.withdraw(voucher=voucher, by=second, reason="没有遮好")
    again = bring("published", second=second)
    assert again.public_name != voucher.public_name


@pytest.mark.parametrize("reason", ["", "  ", "错"])
def test_no_withdrawal_and_no_sending_back_without_a_reason(bring, second, reason):
    with pytest.raises(PortalError):
        services.withdraw(voucher=bring("published", second=second), by=second, reason=reason)
    with pytest.raises(PortalError):
        services.send_back(voucher=bring("submitted", number="记-2"), by=second, reason=reason)


def test_sent_back_masked_again_and_published(bring, cadre, second):
    voucher = bring("submitted", boxes=())
    services.send_back(voucher=voucher, by=second, reason="身份证号没有遮住")
    assert voucher.status == PictureState.RETURNED
    services.mask(voucher=voucher, by=cadre, boxes=[BOX])
    services.submit(vouchers=[voucher], by=cadre)
    services.approve(vouchers=[voucher], by=second)
    services.publish(ids=[voucher.pk])
    voucher.refresh_from_db()
    assert voucher.status == PictureState.PUBLISHED
    assert voucher.reason == ""


def test_nobody_decides_on_an_own_picture(bring, cadre, hall):
    voucher = bring("submitted")
    cadre.role = Role.REVIEWER
    cadre.save()
    with pytest.raises(NotAllowed):
        services.approve(vouchers=[voucher], by=cadre)
    # Somebody else uploaded it, but this person covered it.
    masker = make_user("chen", Role.UPLOADER, hall)
    other = bring_by(masker, voucher)
    masker.role = Role.REVIEWER
    masker.save()
    with pytest.raises(NotAllowed):
        services.approve(vouchers=[other], by=masker)
    # And by the database's word.
    with pytest.raises(IntegrityError, match="voucher_two_persons"), transaction.atomic():
        Voucher.objects.filter(pk=voucher.pk).update(decided_by=cadre)
    with pytest.raises(IntegrityError, match="voucher_two_persons"), transaction.atomic():
        Voucher.objects.filter(pk=other.pk).update(decided_by=masker)
    with pytest.raises(IntegrityError, match="decided"), transaction.atomic():
        Voucher.objects.filter(pk=voucher.pk).update(
            status=PictureState.PUBLISHED, published_at=timezone.now()
        )


def bring_by(masker, voucher):
    Voucher.objects.filter(pk=voucher.pk).update(masked_by=masker)
    voucher.refresh_from_db()
    return voucher


def test_the_operator_at_the_console_stands_for_both(hall):
    (voucher,) = services.receive(
        office=hall, by=None, at_console=True, region_code=FUQI, month=MARCH,
        voucher_number="记-9", data=photo(),
    )  # fmt: skip
    services.publish_at_console(voucher=voucher, operator="root", boxes=[BOX])
    services.publish(ids=[voucher.pk])
    voucher.refresh_from_db()
    assert voucher.status == PictureState.PUBLISHED
    assert AuditEvent.objects.get(action="villages.approve-voucher-at-console").detail == {
        "operator": "root"
    }


def test_at_the_console_only_what_came_there(bring):
    with pytest.raises(StateConflict):
        services.publish_at_console(voucher=bring(), operator="root")
    with pytest.raises(PortalError):
        services.receive(
            office=Office.objects.get(code="350112201-xz"), by=None, region_code=FUQI, month=MARCH,
            voucher_number="1", data=photo(),
        )  # fmt: skip


def test_the_same_file_twice_in_a_village(bring, cadre):
    bring(data=photo("a"))
    with pytest.raises(DuplicateVoucher, match="记-1"):
        bring(number="记-2", data=photo("a"))
    # In another village it is a matter for the night's rules, not for the uploader.
    bring(region=HOUYU, data=photo("a"))
    assert len({row.digest for row in Voucher.objects.all()}) == 1


def test_what_nobody_has_seen_is_forgotten_with_its_file(
    bring, cadre, django_capture_on_commit_callbacks
):
    voucher = bring("masked", data=photo("a"))
    elsewhere = bring(region=HOUYU, data=photo("a"))
    with django_capture_on_commit_callbacks(execute=True):
        services.discard(voucher=voucher, by=cadre)
    # The other village's row still names the file.
    assert len(vault_files("vouchers")) == 1
    with django_capture_on_commit_callbacks(execute=True):
        services.discard(voucher=elsewhere, by=cadre)
    assert vault_files("vouchers") == vault_files("working") == []
    assert Voucher.objects.count() == 0
    assert AuditEvent.objects.filter(action="villages.discard-voucher").count() == 2


def test_what_was_submitted_once_stays_as_evidence(
    bring, cadre, second, django_capture_on_commit_callbacks
):
    voucher = bring("submitted")
    services.send_back(voucher=voucher, by=second, reason="这不是发票")
    with django_capture_on_commit_callbacks(execute=True):
        services.discard(voucher=voucher, by=cadre)
    assert voucher.status == PictureState.DISCARDED
    assert len(vault_files("vouchers")) == 1
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        voucher.delete()


def test_published_rows_stand_by_the_databases_word(bring, second):
    voucher = bring("published", second=second)
    rows = Voucher.objects.filter(pk=voucher.pk)
    for change in (
        {"masks": []},
        {"voucher_number": "记-2"},
        {"month": date(2026, 4, 1)},
        {"invoice_number": "12345678"},
    ):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            rows.update(**change)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        rows.delete()


@pytest.mark.parametrize(
    "boxes", [[(0.1, 0.1, -0.2, 0.1)], [(1.2, 0, 0.1, 0.1)], [(0, 0, float("nan"), 1)], [(0, 0, 1)], [(0.1, 0.1, 0.1, 0.1)] * 61],
)  # fmt: skip
def test_boxes_that_are_none(bring, cadre, boxes):
    with pytest.raises(BadMask):
        services.mask(voucher=bring(), by=cadre, boxes=boxes)


def test_a_box_over_the_edge_is_cut_and_a_slip_is_left_out(bring, cadre):
    voucher = bring()
    services.mask(voucher=voucher, by=cadre, boxes=[(0.9, -0.1, 0.5, 0.3), (0.5, 0.5, 0.0001, 0.4)])
    assert voucher.masks == [[0.9, 0.0, 0.1, 0.2]]


def test_somebody_has_to_look_and_to_say_so(bring, cadre):
    voucher = bring()
    with pytest.raises(BadMask):
        services.mask(voucher=voucher, by=cadre, boxes=())
    with pytest.raises(BadMask):
        services.mask(voucher=voucher, by=cadre, boxes=[BOX], nothing_to_mask=True)
    with pytest.raises(StateConflict):
        services.submit(vouchers=[voucher], by=cadre)
    with pytest.raises(IntegrityError, match="looked_at"), transaction.atomic():
        Voucher.objects.filter(pk=voucher.pk).update(status=PictureState.SUBMITTED)
    services.mask(voucher=voucher, by=cadre, boxes=(), nothing_to_mask=True)
    assert voucher.masks == []


def test_where_pictures_may_belong(cadre, town):
    def receive(**changes):
        values = {"office": cadre.office, "by": cadre, "region_code": FUQI, "month": MARCH,
                  "voucher_number": "记-1", "data": photo()}  # fmt: skip
        return services.receive(**values | changes)

    with pytest.raises(NotAllowed):
        receive(region_code=LUOLIAN)  # another township's
    with pytest.raises(PortalError):
        receive(region_code="350112201000")  # no village
    with pytest.raises(PortalError):
        receive(month=date(2026, 3, 2))
    with pytest.raises(PortalError):
        receive(month=date(2100, 1, 1))
    with pytest.raises(PortalError):
        receive(voucher_number="  ")
    with pytest.raises(PortalError):
        receive(voucher_number="记" * 41)
    with pytest.raises(UnusablePicture):
        receive(data=b"")
    bureau = town.users["uploader"]
    with pytest.raises(NotAllowed):
        receive(office=bureau.office, by=bureau)
    with pytest.raises(NotAllowed):
        receive(by=town.users["reviewer"])
    assert Voucher.objects.count() == 0


def test_limits_of_size_and_number(bring, settings):
    settings.VOUCHER_MAX_PICTURES = 1
    bring()
    with pytest.raises(PortalError, match="1"):
        bring(data=photo("b"))
    settings.VOUCHER_MAX_FILE_BYTES = 2**20
    with pytest.raises(UnusablePicture, match="1 ?MB"):
        bring(number="记-3", data=photo() + b"\0" * 2**20)


def test_the_wall_has_no_number(bring):
    voucher = bring(number="", kind=PictureKind.WALL)
    assert voucher.voucher_number == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.filter(pk=voucher.pk).update(voucher_number="1")


def test_inspectors_open_the_original_for_a_reason(bring, inspector, cadre, hall):
    data = phone_photo()
    voucher = bring(data=data)
    with pytest.raises(PortalError):
        services.open_original(voucher=voucher, by=inspector, reason=" ")
    assert SensitiveAccess.objects.count() == 0
    assert services.open_original(voucher=voucher, by=inspector, reason="核对发票") == data
    look = SensitiveAccess.objects.get()
    assert (look.actor_name, look.subject, look.reason) == (
        "zheng", f"voucher:{voucher.pk}:original", "核对发票",
    )  # fmt: skip
    elsewhere = make_user(
        "he", Role.INSPECTOR,
        Office.objects.create(code="x", name="x", kind=OfficeKind.DISCIPLINE, region_code="350125000000"),
    )  # fmt: skip
    for other in (cadre, elsewhere, make_user("wu", Role.INSPECTOR, hall)):
        with pytest.raises(NotAllowed):
            services.open_original(voucher=voucher, by=other, reason="看看")


def test_who_sees_which_rows(bring, cadre, second, inspector, town, hall):
    bring()
    other_hall = Office.objects.create(
        code="350112202-xz", name="罗联乡人民政府", kind=OfficeKind.TOWNSHIP,
        region_code="350112202000",
    )  # fmt: skip
    stranger = make_user("stranger", Role.UPLOADER, other_hall)
    far = make_user(
        "far", Role.INSPECTOR,
        Office.objects.create(code="y", name="y", kind=OfficeKind.DISCIPLINE, region_code="350125000000"),
    )  # fmt: skip

    def seen(user):
        return Voucher.objects.visible_to(user).count()

    assert [seen(user) for user in (cadre, second, inspector)] == [1, 1, 1]
    assert [seen(user) for user in (stranger, far, town.users["uploader"])] == [0, 0, 0]
    assert seen(town.users["auditor"]) == 1
