"""Killed anywhere between commit and file, two who publish at once, a full disk: the log goes on."""

from __future__ import annotations

import errno
import os
import signal
import threading

from django.db import connection, transaction

import pytest

from core import public_files
from core.public_files import PublicFileError
from publication.models import Checkpoint, Head, PublishedFiles, Statement
from publication.services import files, signing
from publication.services.files import publish_files
from publication.services.recording import say
from publication.services.signing import sign
from tests.publication.test_files import grow, read


pytestmark = pytest.mark.django_db(transaction=True)
FILES = 6  # that 300 leaves make: two tiles, two bundles, one tile above, the checkpoint


@pytest.fixture
def public(tmp_path, settings):
    settings.PUBLIC_MEDIA_ROOT = tmp_path / "public"
    return settings.PUBLIC_MEDIA_ROOT / "log"


def die(*_args, **_values):
    os.kill(os.getpid(), signal.SIGKILL)


def killed(spring):
    """Sign and publish in a process of its own, which kills itself where `spring` has set the trap."""
    child = os.fork()
    if not child:
        # The parent's connection stays the parent's.
        kept, connection.connection = connection.connection, None
        spring()
        sign()
        publish_files()
        os._exit(bool(kept) or 1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


def at_file(number):
    """Die before the file of this number is stored."""

    def spring():
        usual, left = public_files.store, [number]

        def store(name, data):
            if not left[0]:
                die()
            left[0] -= 1
            usual(name, data)

        files.public_files.store = store

    return spring


def in_the_middle_of_a_file():
    public_files.os.fsync = die


def before_the_signature():
    signing.notes.sign_checkpoint = die


def after_the_signature():
    files.PublishedFiles.objects.order_by = die


def after_the_last_file():
    files.PublishedFiles.objects.get_or_create = die


def test_a_kill_at_any_step_leaves_nothing_half_said(public):
    grow(300)
    for number in range(FILES):
        killed(at_file(number))
        # No reader is told of what is not there yet.
        assert not (public / "checkpoint").exists()
    sign()
    publish_files()
    assert read(public).size == 300
    for spring in (
        before_the_signature, after_the_signature, in_the_middle_of_a_file, at_file(0), at_file(1),
        at_file(2), after_the_last_file,
    ):  # fmt: skip
        grow(1)
        killed(spring)
        read(public)
        signed = dict(Checkpoint.objects.values_list("size", "root"))
        # The next call goes on where it stopped, once with more leaves.
        grow(spring is after_the_signature)
        sign()
        publish_files()
        assert read(public).size == Head.objects.get(pk=Head.LOG).size
        after = dict(Checkpoint.objects.values_list("size", "root"))
        assert all(bytes(after[size]) == bytes(root) for size, root in signed.items())
    assert PublishedFiles.objects.first() is not None


def test_a_full_disk_publishes_later(public, monkeypatch):
    grow(10)
    sign()
    publish_files()
    before = (public / "checkpoint").read_bytes()
    grow(300)
    sign()

    def refuse(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", refuse)
        with pytest.raises(PublicFileError):
            publish_files()
    assert (public / "checkpoint").read_bytes() == before
    read(public)
    publish_files()
    assert read(public).size == 310


def test_of_two_who_publish_one_waits_and_a_rollback_leaves_no_gap(public):
    grow(3)
    began, may_end, places = threading.Event(), threading.Event(), []

    def first():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                places.append(say(cursor, "tested", who="first"))
                began.set()
                may_end.wait(10)
                transaction.set_rollback(True)
        finally:
            connection.close()

    def second():
        try:
            began.wait(10)
            with transaction.atomic(), connection.cursor() as cursor:
                places.append(say(cursor, "tested", who="second"))
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for act in (first, second)]
    for thread in threads:
        thread.start()
    began.wait(10)
    threads[1].join(0.3)
    # The second waits for the head until the first has ended.
    assert threads[1].is_alive()
    may_end.set()
    for thread in threads:
        thread.join(10)
    assert places == [3, 3]
    assert [said.facts["who"] for said in Statement.objects.filter(index=3)] == ["second"]
    sign()
    publish_files()
    assert read(public).size == 4
