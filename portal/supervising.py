"""Keeps a handful of processes running: what dies is started again, and it is said.

For the demo. In production an init system or Docker does this (docker-compose.yml).
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.bounded import die_with_parent


ROOT = Path(__file__).resolve().parent.parent
# Seconds until something that dies again and again is started once more.
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
# Whoever ran so long is well again.
WELL_AFTER = 60.0
GRACE = 15.0
_BY_SIGNAL = 128


@dataclass
class Child:
    """One process, and how it fared."""

    name: str
    command: Sequence[str | Path]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = FIRST_WAIT
    again_at: float | None = field(default=None)


class Supervisor:
    """Starts `commands` (by name), watches them by `look`, ends them by `stop`.

    `restore` is called at each look; it starts services again that died and names them. Each
    command runs under `python -m portal.supervising`, which ends it when we are killed.
    """

    def __init__(
        self,
        commands: Mapping[str, Sequence[str | Path]],
        *,
        restore: Callable[[], list[str]],
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.children = [Child(name, command) for name, command in commands.items()]
        self._restore, self._say, self._clock = restore, say, clock
        self._services_at = 0.0

    def start(self) -> None:
        for child in self.children:
            self._start(child)

    def all_run(self) -> bool:
        return all(child.process and child.process.poll() is None for child in self.children)

    def look(self) -> None:
        """Start again what ended, each after a pause that grows while it keeps ending."""
        if self._clock() >= self._services_at:
            try:
                for service in self._restore():
                    self._say(f"{service} had stopped and was started again.")
            except Exception as error:  # noqa: BLE001 - tried again a little later
                self._say(f"A service could not be started again, next try in 10 s: {error}")
                self._services_at = self._clock() + 10
        for child in self.children:
            self._look_at(child)

    def _look_at(self, child: Child) -> None:
        now = self._clock()
        if child.again_at is not None:
            if now >= child.again_at:
                self._start(child)
                self._say(f"{child.name} was started again.")
            return
        if child.process is None or child.process.poll() is None:
            if now - child.started > WELL_AFTER:
                child.wait = FIRST_WAIT
            return
        # Its own children must not keep the port or the queue.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)
        self._say(
            f"{child.name} ended ({_how(child.process.returncode)}); "
            f"it is started again in {child.wait:.0f} s."
        )
        child.again_at = now + child.wait
        child.wait = min(child.wait * 2, LONGEST_WAIT)

    def _start(self, child: Child) -> None:
        # In a session of its own, so that Ctrl-C reaches only us and we end them in order.
        child.process = subprocess.Popen(  # noqa: S603 - our own programs, no shell
            [
                sys.executable, "-m", "portal.supervising", str(os.getpid()), child.name,
                *map(str, child.command),
            ],
            cwd=ROOT, env=os.environ | {"C_FORCE_ROOT": "1"}, start_new_session=True,
        )  # fmt: skip
        child.started, child.again_at = self._clock(), None

    def stop(self) -> None:
        """Ask all to end, then end them."""
        running = [c.process for c in self.children if c.process and c.process.poll() is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            try:
                process.wait(timeout=GRACE)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _how(code: int) -> str:
    """In words; a guard tells the signal that ended its command as a shell does."""
    number = -code if code < 0 else code - _BY_SIGNAL
    with contextlib.suppress(ValueError):
        return f"killed by {signal.Signals(number).name}"
    return f"exit code {code}"


def guard(parent: int, name: str, command: Sequence[str]) -> int:
    """Run a command until it ends, or until `parent` is gone: then end it and say so."""
    own = os.getpid()
    # Should this guard be killed with the main process, nobody is left to ask.
    process = subprocess.Popen(  # noqa: S603 - given by our own supervisor
        command, preexec_fn=lambda: die_with_parent(own, signal.SIGTERM)
    )
    ended: list[int] = []

    def pass_on(number: int, _frame: object) -> None:
        ended.append(number)
        process.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, pass_on)
    while True:
        try:
            code = process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            if os.getppid() == parent or ended:
                continue
            sys.stdout.write(f"The demo's main process is gone; {name} stops too.\n")
            sys.stdout.flush()
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=GRACE)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.killpg(0, signal.SIGKILL)
        return code if code >= 0 else _BY_SIGNAL - code


if __name__ == "__main__":
    sys.exit(guard(int(sys.argv[1]), sys.argv[2], sys.argv[3:]))
