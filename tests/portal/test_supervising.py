"""What dies in the demo is started again, and said; when the demo itself dies, nothing is left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.supervising import FIRST_WAIT, LONGEST_WAIT, Supervisor


ROOT = Path(__file__).resolve().parents[2]


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def watched():
    """Make a supervisor with words and a clock of its own; all its processes are ended after."""
    made = []

    def make(restore=list, **commands):
        said, clock = [], Clock()
        supervisor = Supervisor(commands, restore=restore, say=said.append, clock=clock)
        supervisor.said, supervisor.clock = said, clock
        made.append(supervisor)
        supervisor.start()
        return supervisor

    yield make
    for supervisor in made:
        supervisor.stop()


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def sleeper(flag):
    return [sys.executable, "-c", f"import os,time;open({str(flag)!r},'a').write(f'{{os.getpid()}} ');time.sleep(60)"]  # fmt: skip


def pids(flag):
    return [int(pid) for pid in flag.read_text().split()] if flag.exists() else []


def test_what_is_killed_comes_back_and_is_said(watched, tmp_path):
    flag = tmp_path / "pids"
    supervisor = watched(**{"the web server": sleeper(flag)})
    until(lambda: pids(flag))
    os.kill(pids(flag)[0], signal.SIGKILL)
    until(lambda: not supervisor.all_run())
    supervisor.look()
    supervisor.look()
    assert supervisor.said == [
        "the web server ended (killed by SIGKILL); it is started again in 1 s."
    ]

    supervisor.clock.now += FIRST_WAIT
    supervisor.look()
    assert supervisor.said[-1] == "the web server was started again."
    until(lambda: len(pids(flag)) == 2)
    assert supervisor.all_run()


def test_what_keeps_dying_is_tried_more_and_more_seldom(watched):
    supervisor = watched(worker=["false"])
    waits = []
    for _time in range(7):
        until(lambda: not supervisor.all_run())
        supervisor.look()
        waits.append(supervisor.children[0].again_at - supervisor.clock.now)
        supervisor.clock.now += waits[-1]
        supervisor.look()
    assert waits == [1, 2, 4, 8, 16, LONGEST_WAIT, LONGEST_WAIT]
    assert "exit code 1" in supervisor.said[0]


def test_services_that_died_are_named_and_trouble_is_told_once(watched):
    answers = [["PostgreSQL"], [], RuntimeError("no space"), ["Redis"]]

    def restore():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    supervisor = watched(restore)
    for _time in range(5):
        supervisor.look()
    assert len(answers) == 1
    supervisor.clock.now += 10
    supervisor.look()
    assert [words.split()[0] for words in supervisor.said] == ["PostgreSQL", "A", "Redis"]


def test_stop_ends_all_in_order(watched, tmp_path):
    flag = tmp_path / "pids"
    supervisor = watched(a=sleeper(flag), b=sleeper(flag))
    until(lambda: len(pids(flag)) == 2)
    supervisor.stop()
    until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in pids(flag)))


@pytest.mark.parametrize("guards_too", [False, True])
def test_a_killed_main_process_takes_all_with_it(tmp_path, guards_too):
    flag = tmp_path / "pids"
    code = f"""
import sys, time
from portal.supervising import Supervisor
s = Supervisor({{"the worker": {sleeper(flag)!r}}}, restore=list, say=print)
s.start()
print(s.children[0].process.pid, flush=True)
time.sleep(60)
"""
    main = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    guard = int(main.stdout.readline())
    until(lambda: pids(flag))
    main.kill()
    if guards_too:
        os.kill(guard, signal.SIGKILL)
    main.wait()
    until(lambda: not os.path.exists(f"/proc/{pids(flag)[0]}"))
    words = main.stdout.read()
    main.stdout.close()
    assert guards_too or words == "The demo's main process is gone; the worker stops too.\n"
