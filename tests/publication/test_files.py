"""The log as others read it: files, checkpoint, witnesses; and what is never signed."""

from __future__ import annotations

import tarfile
from pathlib import Path

from django.db import connection, transaction

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey
from tlog_scales.tlog import InclusionProof

from core import public_files
from core.exceptions import PortalError
from publication.exceptions import LogFork
from publication.log import notes, tree
from publication.models import Checkpoint
from publication.selectors.leaves import StoredTree, entries
from publication.services.exporting import export_log
from publication.services.files import publish_files, rebuild_files
from publication.services.recording import say
from publication.services.signing import sign, verifier
from publication.services.witnessing import request_text, take
from tests.publication.test_verifying import behind_the_back


@pytest.fixture
def public(tmp_path, settings):
    settings.PUBLIC_MEDIA_ROOT = tmp_path / "public"
    return settings.PUBLIC_MEDIA_ROOT / "log"


def grow(leaves):
    with transaction.atomic(), connection.cursor() as cursor:
        for number in range(leaves):
            say(cursor, "tested", number=str(number))


def read(folder: Path) -> TilesReader:
    """Somebody else's reader, after it has checked what we signed."""
    reader = TilesReader(LocalBackend(folder))
    found = reader.get_checkpoint()
    found.verify(Vkey.from_string(verifier().vkey))
    assert reader.calculate_root_hash() == found.root_hash
    return reader


def test_an_independent_reader_agrees_at_every_size(db, public, tmp_path):
    roots = {}
    for step in (1, 254, 1, 1, 300, 700):
        grow(step)
        sign()
        publish_files()
        roots[read(public).size] = read(public).calculate_root_hash()
    reader = read(public)
    sizes = sorted(roots)
    for old, new in zip(sizes, sizes[1:], strict=False):
        reader.get_consistency_proof(old, new).check(roots[old], roots[new])
    with connection.cursor() as cursor:
        held = entries(cursor, 0, sizes[-1])
        stored = StoredTree(cursor)
        for index in (0, 255, 256, 700, sizes[-1] - 1):
            assert reader._get_from_tile(-1, *divmod(index, 256)) == held[index]
            path = tree.inclusion(stored, index, stored.size)
            InclusionProof(index, stored.size, path).check(
                tree.leaf_hash(held[index]), roots[sizes[-1]]
            )
    # Finished tiles need their unfinished beginnings no more; nothing else lies about.
    assert not (public / "tile/0/000.p").exists()
    files = sorted(path.relative_to(public) for path in public.rglob("*") if path.is_file())
    whole = {path: (public / path).read_bytes() for path in files}
    export_log(tmp_path / "log.tar")
    with tarfile.open(tmp_path / "log.tar") as archive:
        archive.extractall(tmp_path / "other", filter="data")
    assert read(tmp_path / "other/log").size == sizes[-1]
    # A lost folder comes back as it was.
    for path in files:
        (public / path).unlink()
    rebuild_files()
    for path in whole:
        if path.parent.suffix != ".p" or (public / path).exists():
            assert (public / path).read_bytes() == whole[path]
    assert read(public).size == sizes[-1]


def test_a_witness_confirms_what_continues_the_last(db, public, settings):
    key = Ed25519PrivateKey.generate()
    witness = notes.Verifier("witness.example", notes.WITNESS, key.public_key().public_bytes_raw())
    settings.PUBLICATION_WITNESSES = [witness.vkey]
    with pytest.raises(PortalError):
        request_text(since=0)
    grow(5)
    old = sign()
    grow(300)
    sign()
    publish_files()
    head, _blank, note = request_text(since=5).partition("\n\n")
    lines = head.split("\n")
    asked = notes.parse_checkpoint(note)
    path = [notes._unb64(line) for line in lines[1:]]
    assert lines[0] == "old 5"
    assert tree.is_consistent(5, bytes(old.root), asked.size, asked.root, path)
    signature = notes.cosign(asked, witness.name, key, 1_800_000_000)
    (kept,) = take(text=f"Antwort:\n{signature.line}", by=None)
    assert (kept.size, kept.witness) == (305, "witness.example")
    publish_files()
    published = notes.parse_checkpoint((public / "checkpoint").read_text())
    assert published.signature_of(witness)
    found = TilesReader(LocalBackend(public)).get_checkpoint()
    found.verify(Vkey.from_string(witness.vkey))
    stranger = notes.cosign(asked, "other.example", Ed25519PrivateKey.generate(), 1)
    for text in (stranger.line, "nothing", "— x y"):
        with pytest.raises(PortalError):
            take(text=text, by=None)
    with pytest.raises(PortalError, match="999"):
        request_text(since=999)


def test_an_old_copy_signs_nothing(db, public):
    grow(10)
    sign()
    publish_files()
    with transaction.atomic():
        grow(5)
        sign()
        publish_files()
        transaction.set_rollback(True)
    # The files know fifteen leaves, the database ten: as after an old backup was restored.
    grow(2)
    with pytest.raises(LogFork, match="15"):
        sign()
    grow(5)
    with pytest.raises(LogFork, match="15"):
        sign()
    assert Checkpoint.objects.count() == 1
    public_files.store("log/checkpoint", b"nothing of ours")
    with pytest.raises(LogFork, match="checkpoint"):
        sign()


def test_a_size_never_gets_another_root(db, public):
    grow(10)
    sign()
    behind_the_back("UPDATE publication_head SET root = sha256('x'), partial = ARRAY[sha256('x') || substr(partial[1], 33)] WHERE id = 1")  # fmt: skip
    for more in (0, 3):
        grow(more)
        with pytest.raises(LogFork):
            sign()
