import errno
import struct
from pathlib import Path

from django.conf import settings

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core import vault


# "MBV2" and the salt of the file's key.
HEAD = 4 + 32


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
    path.write_bytes(path.read_bytes()[: HEAD + 2 * (2**20 + 16)])

    with pytest.raises(vault.VaultError):
        vault.load("tests/long")


def test_no_nonce_comes_twice_under_a_key():
    """Each file has a key of its own; two of the same content have nothing in common."""
    contents = []
    for name in ("tests/one", "tests/other"):
        vault.store(name, b"x" * 50)
        contents.append((Path(settings.VAULT_ROOT) / name).read_bytes())
    one, other = contents

    assert one[:4] == other[:4] == b"MBV2"
    assert one[4:HEAD] != other[4:HEAD]
    assert one[HEAD:] != other[HEAD:]
    (Path(settings.VAULT_ROOT) / "tests/one").write_bytes(one[:HEAD] + other[HEAD:])
    with pytest.raises(vault.VaultError):
        vault.load("tests/one")


@pytest.mark.parametrize("size", [0, 5, 2**20, 2**20 + 5])
def test_files_of_before_are_read(size):
    key = HKDF(hashes.SHA256(), 32, salt=None, info=b"vault").derive(
        bytes.fromhex(settings.PORTAL_DATA_KEY)
    )
    data, prefix, content = b"x" * size, b"prefix7", b"MBV1prefix7"
    count = max(1, -(-size // 2**20))
    for number in range(count):
        nonce = prefix + struct.pack(">IB", number, number == count - 1)
        chunk = data[number * 2**20 : (number + 1) * 2**20]
        content += AESGCM(key).encrypt(nonce, chunk, None)
    vault.store("tests/before", b"")
    (Path(settings.VAULT_ROOT) / "tests/before").write_bytes(content)

    assert vault.load("tests/before") == data


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
