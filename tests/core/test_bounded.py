"""Whatever a child does, the parent goes on after the bound and nothing of the child is left."""

import os
import signal
import subprocess
import sys
import time

import pytest

from core.bounded import (
    Bounds,
    ChildFailed,
    NotInARequest,
    OutOfBounds,
    answering,
    die_with_parent,
    forbid_in_requests,
    here_in_memory,
    in_a_task,
    run,
)


pytestmark = [pytest.mark.timed, pytest.mark.in_a_child]
SHORT = Bounds(seconds=0.6)


def spin(_say):
    while True:
        pass


def sleep(_say):
    time.sleep(60)
    return b""


def ignore_everything(_say):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU):
        signal.signal(number, signal.SIG_IGN)
    return spin(_say)


def allocate_at_once(_say):
    return bytes(4 * 2**30)


def allocate_by_and_by(_say):
    kept = []
    while True:
        kept.append(bytearray(os.urandom(2**20)))


def abort(_say):
    os.abort()


def kill_itself(_say):
    os.kill(os.getpid(), signal.SIGKILL)


def leave(_say):
    os._exit(0)


@pytest.mark.parametrize(
    ("work", "why"),
    [
        (spin, "too-slow"), (sleep, "too-slow"), (ignore_everything, "too-slow"),
        (allocate_at_once, "too-much-memory"), (allocate_by_and_by, "too-much-memory"),
        (abort, "crashed"), (kill_itself, "crashed"), (leave, "crashed"),
    ],
)  # fmt: skip
def test_a_bad_child_is_told_by_kind_and_ended(work, why):
    bounds = Bounds(seconds=20) if why != "too-slow" else SHORT
    started = time.monotonic()
    with pytest.raises(OutOfBounds) as refused:
        run(work, bounds=bounds)

    assert refused.value.why == why
    assert time.monotonic() - started < (3 if bounds is SHORT else 15)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_what_the_child_started_ends_with_it():
    heard = []

    def begin_another(say):
        other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        say(str(other.pid).encode())
        time.sleep(60)
        return b""

    with pytest.raises(OutOfBounds):
        run(begin_another, bounds=Bounds(seconds=1.5), hear=heard.append)

    deadline = time.monotonic() + 5
    while os.path.exists(f"/proc/{int(heard[0])}/stat") and time.monotonic() < deadline:
        with open(f"/proc/{int(heard[0])}/stat") as stat:
            if stat.read().split()[2] == "Z":
                break
        time.sleep(0.02)
    else:
        assert not os.path.exists(f"/proc/{int(heard[0])}/stat")


def test_answers_and_words_on_the_way_come_through_whole():
    heard = []

    def work(say):
        for number in range(300):
            say(str(number).encode())
        return b"x" * 5_000_000

    assert run(work, hear=heard.append) == b"x" * 5_000_000
    assert heard == [str(number).encode() for number in range(300)]


def test_an_unforeseen_error_comes_with_its_trace():
    with pytest.raises(ChildFailed, match="ZeroDivisionError"):
        run(lambda _say: bytes(1 // 0))


def test_an_error_while_hearing_ends_the_child():
    def refuse(_content):
        raise KeyError("redis is down")

    with pytest.raises(KeyError):
        run(lambda say: (say(b"1"), time.sleep(60))[1], hear=refuse)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_the_child_holds_no_connection_of_its_parent(db):
    def open_files(_say):
        return ",".join(sorted(os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{n}") or os.path.islink(f"/proc/self/fd/{n}"))).encode()  # fmt: skip

    assert b"socket:" not in run(open_files)


def test_no_child_outlives_a_killed_parent(tmp_path):
    flag = tmp_path / "child"
    code = f"""
import os, time
from core.bounded import run
def work(say):
    open({str(flag)!r}, "w").write(str(os.getpid()))
    time.sleep(60)
run(work)
"""
    parent = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 20
    while not (flag.exists() and flag.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    child = int(flag.read_text())
    parent.kill()
    parent.wait()
    while os.path.exists(f"/proc/{child}") and time.monotonic() < deadline:
        time.sleep(0.02)

    assert not os.path.exists(f"/proc/{child}")


def test_no_page_begins_such_work():
    with answering(), pytest.raises(NotInARequest):
        run(lambda _say: b"")
    with answering(), in_a_task():
        assert run(lambda _say: b"done") == b"done"


def test_a_stranger_as_parent_ends_the_child():
    child = os.fork()
    if not child:
        die_with_parent(1)
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1


def test_only_what_may_lie_nowhere_is_drawn_in_a_request_and_two_at_a_time(monkeypatch):
    monkeypatch.setattr("core.bounded._PATIENCE", 0.01)
    with answering():
        with here_in_memory(), here_in_memory():
            forbid_in_requests("drawing")
            with pytest.raises(OutOfBounds), here_in_memory():
                pass
        with pytest.raises(NotInARequest):
            forbid_in_requests("drawing")
