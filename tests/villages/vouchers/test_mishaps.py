"""Full disks and killed processes: never half public, and brought to its end."""

import errno
import os
import shutil
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

import pytest

from core import public_files as files, vault
from core.public_files import PublicFileError
from core.vault import VaultError
from intake.models import Change
from tests.villages.vouchers.conftest import public_files, status_of, vault_files
from tests.villages.vouchers.photos import photo
from villages.choices import PictureState
from villages.models import Voucher
from villages.services import vouchers as services
from villages.services.vouchers import publishing
from villages.tasks import finish_vouchers, publish_vouchers


class Killed(BaseException):
    """What no `except Exception` catches, as a signal does."""


def full(*args, **kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_of_the_vault_refuses_the_upload(bring, monkeypatch):
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VaultError, match="No space left"):
        bring()
    assert Voucher.objects.count() == 0
    assert vault_files("vouchers") == []


def test_a_full_public_disk_leaves_it_approved_and_is_made_good(bring, second, monkeypatch):
    voucher = bring("approved", second=second)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(PublicFileError, match="No space left"):
            services.publish(ids=[voucher.pk])
        finish_vouchers()  # says so in the log and goes on
    assert public_files() == []
    assert Voucher.objects.get().status == PictureState.APPROVED
    assert Change.objects.count() == 0
    finish_vouchers()
    assert Voucher.objects.get().status == PictureState.PUBLISHED
    assert len(public_files()) == 2


def test_killed_between_file_and_commit(bring, second, monkeypatch, client):
    voucher = bring("approved", second=second)

    def killed():
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "pages_changed", killed)
        with pytest.raises(Killed):
            services.publish(ids=[voucher.pk])
    # The files stand there by two persons' word, but nothing says so yet.
    voucher.refresh_from_db()
    assert voucher.status == PictureState.APPROVED
    assert list(Voucher.objects.public()) == []
    assert list(Voucher.objects.stranded()) == [voucher]
    publish_vouchers([voucher.pk])
    voucher.refresh_from_db()
    assert voucher.status == PictureState.PUBLISHED
    assert Change.objects.count() == 1
    assert status_of(client, voucher.image_url) == 200


def test_killed_before_any_second_person_no_public_file_exists(bring, second, monkeypatch):
    voucher = bring("submitted")

    def killed(**values):
        raise Killed

    from villages.services.vouchers import deciding

    with monkeypatch.context() as patched:
        patched.setattr(deciding, "record", killed)
        with pytest.raises(Killed):
            services.approve(vouchers=[voucher], by=second)
    assert Voucher.objects.get().status == PictureState.SUBMITTED
    assert public_files() == []
    assert services.finish_stranded() == 0


def test_killed_after_a_withdrawal_the_files_go_within_a_minute(bring, second, client):
    # Without the callbacks after commit, as if the process had died there.
    voucher = bring("published", second=second)
    services.withdraw(voucher=voucher, by=second, reason="没有遮好")
    assert len(public_files()) == 2
    finish_vouchers()
    assert public_files() == []
    assert list(Voucher.objects.stranded()) == []


def test_a_disk_that_does_not_let_go_is_asked_again(bring, second, monkeypatch):
    voucher = bring("published", second=second)
    services.withdraw(voucher=voucher, by=second, reason="没有遮好")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", full)
        assert services.finish_stranded() == 0
    assert services.finish_stranded() == 1
    assert public_files() == []


def test_a_killed_writer_leaves_nothing_at_a_public_address(monkeypatch):
    def killed(self, target):
        raise Killed

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(Killed):
        files.store("vouchers/ab/cd/x.jpg", b"half")
    assert not files.exists("vouchers/ab/cd/x.jpg")
    assert [path.parent.name for path in public_files()] == [".unfinished"]


def test_public_files_can_be_read_by_the_web_server_and_nothing_leaves_the_folder():
    files.store("vouchers/ab/cd/x.jpg", b"x")
    path = files.path_of("vouchers/ab/cd/x.jpg")
    assert path.stat().st_mode & 0o777 == 0o644
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        assert folder.stat().st_mode & 0o777 == 0o755
    with pytest.raises(PublicFileError):
        files.store("../elsewhere.jpg", b"x")


def test_the_working_picture_is_made_again_from_the_original(bring, cadre):
    voucher = bring()
    before = services.working_picture(voucher)
    vault.discard(voucher.working_name)
    assert services.working_picture(voucher) == before


def test_tidying_takes_what_no_row_names(bring, second, capsys):
    kept = bring("published", second=second)
    vault.discard(kept.working_name)
    waiting = bring(number="记-2", data=photo("b"))
    before = set(public_files()) | set(vault_files("vouchers")) | set(vault_files("working"))
    orphan = "ab" * 32
    vault.store(f"vouchers/ab/ab/{orphan}", b"x")
    vault.store(f"working/ab/ab/{orphan}-1", b"x")
    vault.store(f"batches/ab/{orphan}", b"x")
    files.store(f"vouchers/ab/ab/{'ab' * 24}.jpg", b"x")
    (Path(settings.PUBLIC_MEDIA_ROOT) / ".unfinished" / "half").write_bytes(b"x")

    # A young file may belong to an upload under way.
    assert services.tidy().sealed == 0
    old = time.time() - 2 * 86400
    for root in (settings.PUBLIC_MEDIA_ROOT, settings.VAULT_ROOT):
        for path in Path(root).rglob("*"):
            os.utime(path, (old, old))
    call_command("tidy_vouchers")

    words = capsys.readouterr().out
    assert "sealed files removed: 2, public files removed: 2, pictures restored: 0" in words
    left = set(public_files()) | set(vault_files("vouchers")) | set(vault_files("working"))
    assert left == before
    # Other apps' files are none of our business.
    assert vault.exists(f"batches/ab/{orphan}")
    assert services.working_picture(waiting)
    assert files.exists(f"{kept.public_name}.jpg")


def test_lost_public_files_are_written_again_as_they_were(
    bring, second, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        voucher = bring("published", second=second)
    before = {path: path.read_bytes() for path in public_files()}
    shutil.rmtree(settings.PUBLIC_MEDIA_ROOT)
    assert services.tidy().restored == 1
    assert {path: path.read_bytes() for path in public_files()} == before
    assert services.tidy().restored == 0
    services.withdraw(voucher=voucher, by=second, reason="没有遮好")
    services.finish_stranded()
    assert services.tidy().restored == 0
    assert public_files() == []
