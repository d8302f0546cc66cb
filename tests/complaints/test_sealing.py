"""Boxes, codes, peppers and halves, without any row."""

from __future__ import annotations

import threading
import time
import uuid

import pytest

from complaints.sealing import (
    InvalidCode,
    PepperMissing,
    SealBroken,
    data_in,
    destroy_pepper,
    fresh_code,
    fresh_pair,
    grouped,
    halves,
    inner_of,
    lock,
    months_kept,
    open_box,
    padded,
    parse_code,
    pepper,
    seal_to,
    stretching,
    unlock,
    unpadded,
)
from tests.complaints.conftest import FULL


@pytest.mark.parametrize(
    ("size", "filled"),
    [(0, 1 << 10), (1023, 1 << 10), (1024, 4 << 10), (4095, 4 << 10), (16_000, 16 << 10),
     (65_000, 64 << 10), (100_000, 256 << 10), (262_144, 1 << 20), (3 << 20, 4 << 20)],
)  # fmt: skip
def test_sizes_say_nothing_finer_than_the_ladder(size, filled):
    data = b"\x80" * size
    assert len(padded(data)) == filled
    assert unpadded(padded(data)) == data


def test_a_box_opens_for_its_key_its_row_and_its_purpose_only():
    pair, other = fresh_pair(), fresh_pair()
    box = seal_to(pair.public, b"words", "report-1", "entry", 0)
    assert open_box(pair.private, box, "report-1", "entry", 0) == b"words"
    wrong = [
        (other.private, box, ("report-1", "entry", 0)),
        (pair.private, box, ("report-2", "entry", 0)),
        (pair.private, box, ("report-1", "entry", 1)),
        # Parts are told apart by their lengths, not by what joins them.
        (pair.private, box, ("report-1", "entry0")),
        (pair.private, box[:-1] + bytes([box[-1] ^ 1]), ("report-1", "entry", 0)),
        (pair.private, b"", ("report-1", "entry", 0)),
    ]
    for private, changed, about in wrong:
        with pytest.raises(SealBroken):
            open_box(private, changed, *about)
    key = bytes(32)
    with pytest.raises(SealBroken):
        unlock(key, lock(key, b"words", "a"), "b")


def test_any_two_of_three_open_and_nobody_alone():
    pairs = {uuid.uuid4(): fresh_pair() for _each in range(3)}
    made = list(halves({name: pair.public for name, pair in pairs.items()}, b"key", "ring", 1))
    assert len(made) == 3
    for half in made:
        inner = inner_of(pairs[half.first].private, half, "ring", 1)
        assert data_in(pairs[half.second].private, inner, half.second, "ring", 1) == b"key"
        third = next(name for name in pairs if name not in (half.first, half.second))
        for private in (pairs[third].private, pairs[half.second].private):
            with pytest.raises(SealBroken):
                inner_of(private, half, "ring", 1)
        for private in (pairs[third].private, pairs[half.first].private):
            with pytest.raises(SealBroken):
                data_in(private, inner, half.second, "ring", 1)


def test_a_code_may_be_typed_with_anything_between_its_groups():
    code = fresh_code()
    groups = grouped(code.whole)
    assert [len(group) for group in groups] == [4] * 5
    for between in ("", " ", "-", " — ", "　", ".", "\n"):
        assert parse_code(between.join(groups)) == code
    full_width = code.whole.translate({ord(str(d)): 0xFF10 + d for d in range(10)})
    assert parse_code(full_width) == code


def test_every_wrong_digit_and_every_swap_is_noticed():
    whole = fresh_code().whole
    for at in range(20):
        for digit in "0123456789":
            if digit != whole[at]:
                with pytest.raises(InvalidCode):
                    parse_code(whole[:at] + digit + whole[at + 1 :])
        if at < 19 and whole[at] != whole[at + 1]:
            with pytest.raises(InvalidCode):
                parse_code(whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :])
    for typed in ("", "abc", whole[:-1], whole + "0", whole[:10] + "ten"):
        with pytest.raises(InvalidCode):
            parse_code(typed)


def test_peppers_are_made_once_lie_apart_and_can_be_destroyed(tmp_path, settings):
    with pytest.raises(PepperMissing):
        pepper("2026-03")
    first = pepper("2026-03", make=True)
    assert pepper("2026-03", make=True) == first != pepper("staff", make=True)
    assert months_kept() == ["2026-03"]
    path = settings.COMPLAINT_PEPPERS / "2026-03"
    assert path.stat().st_mode & 0o777 == 0o600
    destroy_pepper("2026-03")
    destroy_pepper("2026-03")
    assert not path.exists()
    for wrong in ("staff", "../x"):
        with pytest.raises(ValueError, match="no month"):
            destroy_pepper(wrong)
    with pytest.raises(ValueError, match="no pepper"):
        pepper("../../etc/passwd")


@pytest.mark.timed
def test_fifty_at_once_run_two_by_two(monkeypatch, settings):
    """So memory never holds more than two runs of 64 MiB, and whoever waits too long is told so."""
    settings.COMPLAINT_ARGON2 = FULL
    running, most, lock_ = 0, 0, threading.Lock()
    real = stretching.Argon2id

    class Counted:
        def __init__(self, **values):
            assert values["memory_cost"] == 64 * 1024
            assert values["iterations"] == 3
            self.inner = real(**values | {"memory_cost": 64, "iterations": 1})

        def derive(self, secret):
            nonlocal running, most
            with lock_:
                running += 1
                most = max(most, running)
            time.sleep(0.01)
            with lock_:
                running -= 1
            return self.inner.derive(secret)

    monkeypatch.setattr(stretching, "Argon2id", Counted)
    done = []
    threads = [
        threading.Thread(
            target=lambda n=n: done.append(stretching.stretch(str(n), b"s" * 16, b"p" * 32))
        )
        for n in range(50)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(done)) == 50
    assert most == stretching.AT_ONCE == 2

    monkeypatch.setattr(stretching, "PATIENCE", 0.01)
    for _turn in range(2):
        stretching._turns.acquire()
    try:
        with pytest.raises(stretching.Busy):
            stretching.stretch("x", b"s" * 16, b"p" * 32)
    finally:
        for _turn in range(2):
            stretching._turns.release()
