"""Catalogues from a sheet: within the borders of the forms, and nobody else's file."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

import openpyxl
import pytest
import time_machine

from accounts.choices import Role
from accounts.models import User
from auditing.models import AuditEvent
from core import vault
from core.caching import made_after
from funds.models import Programme, Standard
from tests.town import make_user
from tests.visitors import signed_in


IMPORT, CONFIRM = "admin:funds_programme_import", "admin:funds_programme_process_import"
CSV = "1"


def of_the_city(town, name):
    user = make_user(name, Role.ADMINISTRATOR, town.office)
    User.objects.filter(pk=user.pk).update(region_code="350100000000")
    return User.objects.get(pk=user.pk)


@pytest.fixture
def keeper(town):
    return signed_in(of_the_city(town, "keeper"))


def sheet(client, model="programme", **changes):
    """The catalogue as it is exported, its first row changed."""
    answer = client.post(reverse(f"admin:funds_{model}_export"), {"format": CSV})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerow(rows[0] | changes)
    return out.getvalue().encode(), rows[0]


def checked(client, data, model="programme"):
    return client.post(
        reverse(f"admin:funds_{model}_import"),
        {"import_file": SimpleUploadedFile("a.csv", data), "format": CSV, "resource": ""},
    )


def waiting():
    folder = Path(settings.VAULT_ROOT) / "admin-imports"
    return list(folder.glob("*")) if folder.exists() else []


@pytest.fixture(autouse=True)
def _nothing_waits():
    for path in waiting():
        path.unlink()


def test_a_class_tightened_by_import_masks_pages_at_once(
    town, keeper, django_capture_on_commit_callbacks
):
    """The same as by the form: new pages, and an event in the same transaction."""
    Programme.objects.exclude(code="2080502").delete()
    data, _row = sheet(keeper, disclosure="partial")
    with django_capture_on_commit_callbacks(execute=True):
        confirm = checked(keeper, data).context["confirm_form"]
    before = made_after()
    with django_capture_on_commit_callbacks(execute=True):
        assert keeper.post(reverse(CONFIRM), confirm.initial).status_code == 302
    assert Programme.objects.get(code="2080502").disclosure == "partial"
    assert made_after() != before
    assert AuditEvent.objects.get(action="admin.import").detail["update"] == 1
    assert waiting() == []


@pytest.mark.parametrize(
    "name",
    [
        "{file}", "../../{file}", "/etc/hostname", "x", "", "0" * 32,
        "eyJhIjoxfQ:1aaaaa:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ],
)  # fmt: skip
def test_no_file_is_read_or_deleted_by_its_name(town, keeper, name):
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(b"code\n1\n")
    kept = Path(file.name)
    answer = keeper.post(
        reverse(CONFIRM),
        {"import_file_name": name.format(file=kept.name), "original_file_name": "a.csv",
         "format": CSV, "resource": ""},
    )  # fmt: skip
    assert answer.status_code in (200, 302)
    assert kept.exists()
    kept.unlink()
    assert not AuditEvent.objects.filter(action="admin.import").exists()


def test_nobody_confirms_somebody_elses_sheet(town, keeper):
    data, row = sheet(keeper, name="换了")
    confirm = checked(keeper, data).context["confirm_form"].initial
    stranger = signed_in(of_the_city(town, "second-keeper"))
    assert stranger.post(reverse(CONFIRM), confirm).status_code == 200
    other_session = signed_in(User.objects.get(username="keeper"))
    assert other_session.post(reverse(CONFIRM), confirm).status_code == 200
    other_page = reverse("admin:funds_standard_process_import")
    assert keeper.post(other_page, confirm).status_code == 200
    assert Programme.objects.get(code=row["code"]).name == row["name"]
    assert keeper.post(reverse(CONFIRM), confirm).status_code == 302
    assert Programme.objects.get(code=row["code"]).name == "换了"


@pytest.mark.parametrize("format_", ["", "x", "7", "-1", "99999999999999999999"])
def test_a_made_up_format_is_no_crash(town, keeper, format_):
    data, _row = sheet(keeper)
    confirm = checked(keeper, data).context["confirm_form"].initial | {"format": format_}
    assert keeper.post(reverse(CONFIRM), confirm).status_code == 200


def test_a_sheet_waits_an_hour_and_encrypted(town, keeper):
    data, _row = sheet(keeper, name="等一小时")
    confirm = checked(keeper, data).context["confirm_form"].initial
    (file,) = waiting()
    assert "等一小时".encode() not in file.read_bytes()
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        later = signed_in(User.objects.get(username="keeper"))
        assert later.post(reverse(CONFIRM), confirm).status_code == 200
        vault.discard_older("admin-imports", 3600)
    assert waiting() == []
    assert keeper.post(reverse(CONFIRM), confirm).status_code == 302, "gone: told, not a crash"
    assert not AuditEvent.objects.filter(action="admin.import").exists()


def test_too_large_a_sheet_is_not_opened(town, keeper):
    answer = checked(keeper, b"code\n" + b"1" * (2 * 2**20))
    assert "import_file" in answer.context["form"].errors
    assert waiting() == []


def test_an_import_stays_within_the_region_as_the_form_does(town, keeper):
    """A county sets its own standards and nobody else's; the catalogue is the city's."""
    county = signed_in(town.users[Role.ADMINISTRATOR])
    assert county.get(reverse(IMPORT)).status_code == 403
    for region, allowed in (("350125000000", False), ("350112000000", True)):
        data, _row = sheet(keeper, "standard", region=region, amount="77")
        result = checked(county, data, "standard").context["result"]
        assert result.has_validation_errors() is not allowed, region
    assert not Standard.objects.filter(amount=77).exists()


def test_an_export_is_recorded_and_holds_the_lists_own_rows(town, keeper):
    keeper.post(reverse("admin:funds_programme_export"), {"format": CSV})
    assert AuditEvent.objects.filter(action="admin.export", target="programme").exists()
    probe = reverse("admin:funds_programme_export") + "?description__regex=a"
    assert keeper.post(probe, {"format": CSV}).status_code == 400


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "AAA1"])
def test_a_cell_far_away_is_not_walked_to(town, keeper, cell):
    book = openpyxl.Workbook()
    book.active["A1"] = "code"
    book.active[cell] = "x"
    file = io.BytesIO()
    book.save(file)
    answer = keeper.post(
        reverse(IMPORT),
        {"import_file": SimpleUploadedFile("a.xlsx", file.getvalue()), "format": "0"},
    )
    assert "import_file" in answer.context["form"].errors


def test_a_bomb_is_not_unpacked(town, keeper):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * (40 * 2**20))
    answer = keeper.post(
        reverse(IMPORT),
        {"import_file": SimpleUploadedFile("a.xlsx", file.getvalue()), "format": "0"},
    )
    assert "import_file" in answer.context["form"].errors
