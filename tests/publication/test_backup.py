"""Everything into one encrypted file and back into an empty server; an old one says what is missing."""

from __future__ import annotations

import io
import shutil

from django.core.management import CommandError, call_command
from django.db import connection

import pyrage
import pytest

from core import vault
from core.addresses import address_of
from funds.models import Payment
from publication.exceptions import LogFork
from publication.log import notes
from publication.services.files import publish_files
from publication.services.signing import sign
from publication.services.verifying import verify
from tests.publication.test_files import read
from tests.publication.test_verifying import log_town
from tests.town import make_town, payment


pytestmark = pytest.mark.django_db(transaction=True)


def call(name, *arguments):
    """Exit code and words of a command; a refusal is its sentence."""
    said = io.StringIO()
    try:
        call_command(name, *map(str, arguments), stdout=said)
    except SystemExit as ended:
        return ended.code, said.getvalue()
    except CommandError as refused:
        return 2, str(refused)
    return 0, said.getvalue()


def empty_server(settings):
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")
    shutil.rmtree(settings.VAULT_ROOT, ignore_errors=True)


@pytest.fixture
def folders(settings, tmp_path):
    settings.PUBLIC_MEDIA_ROOT, settings.VAULT_ROOT = tmp_path / "public", tmp_path / "vault"
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


def test_a_portal_comes_back_whole_and_an_old_copy_says_so(folders, settings):
    town = make_town()
    log_town()
    batch = town.publish(payment(1), payment(2, "林国平"))
    sign()
    publish_files()
    key = pyrage.x25519.Identity.generate()
    (folders / "key").write_text(f"# created for a test\n{key}\n")
    file = folders / "backup.age"
    assert call("backup", file)[0] == 2
    assert call("backup", file, "--to", "age1wrong")[0] == 2
    assert call("backup", file, "--to", key.to_public())[0] == 0
    held = file.read_bytes()
    assert held.startswith(b"age-encryption.org/v1")
    assert "陈秀英".encode() not in held
    assert list(folders.glob(".*")) == []
    row = Payment.objects.get(row_number=2)
    address, original = address_of(row.pk, "payment"), vault.load(batch.original_name)

    # Not over what is there, not with another key, not a damaged one.
    assert call("restore", file, "--identity", folders / "key")[0] == 2
    later = town.publish(payment(3, "何成", period="2026年5月", paid_on="2026-05-10"))
    sign()
    publish_files()
    newest = folders / "newest"
    newest.write_text((folders / "public/log/checkpoint").read_text())
    empty_server(settings)
    (folders / "other").write_text(str(pyrage.x25519.Identity.generate()))
    assert call("restore", file, "--identity", folders / "other")[0] == 2
    (folders / "cut").write_bytes(held[: len(held) // 2])
    assert call("restore", folders / "cut", "--identity", folders / "key")[0] == 2
    empty_server(settings)

    # More was published since: the batch is named, nothing is signed.
    code, said = call("restore", file, "--identity", folders / "key")
    assert code == 1, said
    assert f"batch={later.pk}" in said
    assert Payment.objects.count() == 2
    assert address_of(Payment.objects.get(row_number=2).pk, "payment") == address
    assert vault.load(batch.original_name) == original
    with pytest.raises(LogFork):
        sign()
    assert verify().count == 0
    # What was published since stays in the log, mute; the batch comes again behind it.
    assert call("sign_log", "--adopt")[0] == 0
    before = notes.parse_checkpoint(newest.read_text())
    town.publish(payment(3, "何成", period="2026年5月", paid_on="2026-05-10"))
    assert call("sign_log")[0] == 0
    assert read(folders / "public/log").size > before.size
    assert call("verify_publication", "--against", newest)[0] == 0
    (folders / "public/log/checkpoint").write_text(newest.read_text())

    # Of a server whose public folder is lost too, the checkpoint that somebody keeps says it.
    empty_server(settings)
    shutil.rmtree(settings.PUBLIC_MEDIA_ROOT)
    assert call("restore", file, "--identity", folders / "key", "--against", newest)[0] == 1
    # And without any, the copy is whole and goes on where it stopped.
    empty_server(settings)
    shutil.rmtree(settings.PUBLIC_MEDIA_ROOT)
    assert call("restore", file, "--identity", folders / "key")[0] == 0
    assert sign().size == verify().size
    assert (settings.PUBLIC_MEDIA_ROOT / "log/checkpoint").exists()
