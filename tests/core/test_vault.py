import errno
from pathlib import Path

from django.conf import settings

import pytest

from core import vault


@pytest.mark.parametrize("size", [0, 1, 2**20 - 1, 2**20, 2**20 + 1, 3 * 2**20])
def test_what_is_stored_comes_back(size):
    data = bytes(range(256)) * (size // 256 + 1)
    vault.store("tests/file", data[:size])

    assert vault.load("tests/file") == data[:size]


def test_nothing_readable_stands_on_the_disk():
    vault.store("tests/secret", b"350199195001010011" * 100)

    assert b"350199" not in (Path(settings.VAULT_ROOT) / "tests/secret").read_bytes()


def test_a_shortened_file_is_noticed():
    vault.store("tests/long", b"x" * (2 * 2**20 + 5))
    path = Path(settings.VAULT_ROOT) / "tests/long"
    path.write_bytes(path.read_bytes()[: 11 + 2 * (2**20 + 16)])

    with pytest.raises(vault.VaultError):
        vault.load("tests/long")


def test_a_changed_byte_is_noticed():
    vault.store("tests/changed", b"x" * 50)
    path = Path(settings.VAULT_ROOT) / "tests/changed"
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)

    with pytest.raises(vault.VaultError):
        vault.load("tests/changed")


def test_a_full_disk_leaves_the_old_file_and_no_rest(monkeypatch):
    vault.store("tests/kept", b"old")

    def refuse(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(vault.os, "fsync", refuse)
    with pytest.raises(vault.VaultError, match="No space left"):
        vault.store("tests/kept", b"new")

    assert vault.load("tests/kept") == b"old"
    assert [p.name for p in (Path(settings.VAULT_ROOT) / "tests").glob(".kept*")] == []


def test_a_name_cannot_leave_the_vault():
    with pytest.raises(vault.VaultError):
        vault.store("../outside", b"x")


def test_missing_file_is_said_so():
    with pytest.raises(vault.VaultError, match="missing"):
        vault.load("tests/never")


def test_chunk_reader_streams_the_whole():
    vault.store("tests/stream", b"ab" * 2**20)

    assert vault.ChunkReader("tests/stream").read() == b"ab" * 2**20
