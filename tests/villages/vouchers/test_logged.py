"""A published picture is in the log by its bytes; another file in its place is found."""

from __future__ import annotations

from core import public_files as files
from publication.models import Run, Statement
from publication.services.verifying import verify
from tests.publication.test_verifying import log_town
from villages.models import Voucher
from villages.services import vouchers as services


def found(report):
    return {(each.kind, each.what.value) for each in report.differences}


def test_a_picture_is_logged_and_a_swapped_file_is_found(bring, second, monkeypatch):
    log_town()
    voucher = bring("published", second=second)
    voucher.refresh_from_db()
    assert Run.objects.filter(kind="voucher/1").count() == 1
    assert found(verify()) == set()
    large = files.path_of(voucher.public_files_names[0])
    whole = large.read_bytes()
    for swapped in (whole[:-1] + b"x", None):
        large.unlink()
        if swapped:
            large.write_bytes(swapped)
        assert found(verify()) == {("picture", "file")}
    # A lost file comes back as it was; drawn by a later library, the log says so.
    assert services.tidy().restored == 1
    assert large.read_bytes() == whole
    assert found(verify()) == set()
    large.unlink()
    monkeypatch.setattr(
        "villages.services.vouchers.publishing.pictures.burned", lambda *_all: whole + b"\0"
    )
    assert services.tidy().restored == 1
    assert Statement.objects.filter(verb="redrawn").count() == 1
    assert found(verify()) == set()
    services.withdraw(voucher=Voucher.objects.get(), by=second, reason="照片里有身份证号，先撤下")
    assert found(verify()) == set()
