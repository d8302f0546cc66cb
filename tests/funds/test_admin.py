"""The admin over catalogue and published money."""

from __future__ import annotations

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import openpyxl
import pytest

from accounts.choices import Role
from accounts.models import User
from auditing.models import AuditEvent, SensitiveAccess
from core.exceptions import PortalError
from funds.models import Payment, PolicyAttachment, PolicyDocument, Programme
from funds.services.attaching import MOST_BYTES, fill_in, kind_of
from tests.town import HEADINGS, identity, make_user, payment, workbook
from tests.visitors import signed_in


@pytest.fixture
def keeper(town):
    """Of the whole city, whose catalogue it is."""
    user = make_user("keeper", Role.ADMINISTRATOR, town.office)
    User.objects.filter(pk=user.pk).update(region_code="350100000000")
    return User.objects.get(pk=user.pk)


@pytest.fixture
def admin(keeper):
    return signed_in(keeper)


def test_payments_show_no_number_and_looks_are_recorded(town, admin):
    batch = town.publish(payment(1))
    row = Payment.objects.get(batch=batch)
    for address in (
        reverse("admin:funds_payment_changelist"),
        reverse("admin:funds_payment_changelist") + f"?q={batch.pk}",
        reverse("admin:funds_payment_change", args=[row.pk]),
    ):
        page = admin.get(address)
        assert page.status_code == 200
        assert identity(1) not in page.content.decode()
        assert row.beneficiary_id.hex() not in page.content.decode()
    assert SensitiveAccess.objects.count() == 3


def test_nobody_edits_published_rows_here(town, admin):
    row = Payment.objects.get(batch=town.publish(payment(1)))
    answer = admin.post(reverse("admin:funds_payment_change", args=[row.pk]), {"amount": "1"})
    assert answer.status_code == 403
    assert admin.get(reverse("admin:funds_payment_add")).status_code == 403


def test_changing_a_programme_leaves_an_event(town, admin):
    programme = Programme.objects.get(code="2080502")
    address = reverse("admin:funds_programme_change", args=[programme.pk])
    form = admin.get(address).context["adminform"].form
    values = {k: "" if v is None else v for k, v in form.initial.items()}
    values |= {"exclusive_with": [], "policies": [], "contact_phone": "0591-1234"}
    values |= {"conditions-TOTAL_FORMS": "0", "conditions-INITIAL_FORMS": "0"}
    assert admin.post(address, values).status_code == 302
    programme.refresh_from_db()
    assert programme.contact_phone == "0591-1234"
    assert AuditEvent.objects.filter(target=f"programme:{programme.pk}").exists()


def test_exports_are_neutralised_and_come_back_unchanged(town, admin):
    Programme.objects.filter(code="2080502").update(contact_unit="=HYPERLINK(1)")
    answer = admin.post(
        reverse("admin:funds_programme_export"),
        {"format": "0"},
    )
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "'=HYPERLINK(1)" in cells
    Programme.objects.filter(code="2080502").update(contact_unit="x", name="旧")
    _import(admin, "funds_programme", answer.content)
    programme = Programme.objects.get(code="2080502")
    assert (programme.contact_unit, programme.name) == ("=HYPERLINK(1)", "高龄津贴")
    assert AuditEvent.objects.filter(action="admin.import").exists()


def test_standards_come_back_from_their_export(town, admin):
    answer = admin.post(
        reverse("admin:funds_standard_export"),
        {"format": "0"},
    )
    _import(admin, "funds_standard", answer.content)
    assert Programme.objects.get(code="2080502").standards.count() == 1


def _import(admin, name, content):
    answer = admin.post(
        reverse(f"admin:{name}_import"),
        {"import_file": SimpleUploadedFile("a.xlsx", content), "format": "0", "resource": ""},
    )
    confirm = answer.context["confirm_form"]
    assert not answer.context["result"].has_errors(), answer.context["result"].row_errors()
    assert not answer.context["result"].has_validation_errors()
    assert admin.post(reverse(f"admin:{name}_process_import"), confirm.initial).status_code == 302


def test_an_attachment_is_known_by_its_content(town, admin, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    address = reverse("admin:funds_policydocument_add")

    def send(name, content):
        return admin.post(
            address,
            {
                "slug": "notice-1", "title": "通知", "issuer": "民政局", "level": "city", "body": "正文",
                "number": "榕民〔2026〕1号", "attachments-TOTAL_FORMS": "1",
                "attachments-INITIAL_FORMS": "0", "attachments-MIN_NUM_FORMS": "0",
                "attachments-MAX_NUM_FORMS": "1000",
                "attachments-0-file": SimpleUploadedFile(name, content),
            },
        )  # fmt: skip

    assert send("通知.pdf", b"<html><script>alert(1)</script>").status_code == 200
    assert not PolicyDocument.objects.filter(pk="notice-1").exists()
    assert send("../../通知.exe", b"%PDF-1.7 ...").status_code == 302
    kept = PolicyAttachment.objects.get(policy="notice-1")
    assert (kept.name, kept.content_type, kept.size) == ("通知.pdf", "application/pdf", 12)
    assert kept.file.name == f"policies/{kept.sha256[:32]}.pdf"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "doc"),
        (workbook(HEADINGS, []), "xlsx"),
    ],
    ids=["pdf", "png", "jpg", "doc", "xlsx"],
)
def test_kinds(content, kind):
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ",
        b"<svg>",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"%PDF-" * MOST_BYTES,
    ],
    ids=["empty", "program", "svg", "torn zip", "other ole", "too large"],
)
def test_what_is_refused(content):
    with pytest.raises(PortalError):
        fill_in(PolicyAttachment(), content, "a.pdf")


def test_the_admin_leads_to_the_desk_for_uploading(town, admin):
    page = admin.get(reverse("admin:intake_batch_changelist")).content.decode()
    assert "upload" in page
    answer = admin.get(reverse("admin:intake_batch_upload"))
    assert answer.url == reverse("intake:upload")
    assert admin.get(answer.url).status_code == 200


def test_of_the_clues_only_the_holidays_are_in_the_admin(admin):
    page = admin.get(reverse("admin:index")).content.decode()
    assert set(re.findall(r"/admin/clues/(\w+)/", page)) == {"holiday"}
