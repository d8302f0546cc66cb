"""Work on what came from outside, in a child process whose time and memory have an end.

A file that somebody uploaded may make a reader loop for ever, ask for a terabyte or crash. So it is
opened only in a child of ours, forked because the libraries are loaded already. The child knows no
open connection, cannot outlive its parent and answers with plain bytes through a pipe; what it says
is decoded as data, never unpickled.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import select
import signal
import struct
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn


Say = Callable[[bytes], None]
Why = Literal["too-slow", "too-much-memory", "crashed"]

_FRAME = struct.Struct(">cI")
_SAID, _DONE, _FAILED = b"s", b"d", b"f"
_NO_MEMORY = 71
_LOOK_EVERY = 0.05
_LAST_MOMENT = 0.2
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)
_PAGE = resource.getpagesize()
_answering: ContextVar[bool] = ContextVar("answering", default=False)
# How many files are drawn at once within requests of a process, and the seconds that another waits.
AT_ONCE = 2
_turns = threading.BoundedSemaphore(AT_ONCE)
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """`seconds` by the clock and of one processor; `memory` in bytes that may be resident."""

    seconds: float = 45.0
    # All of one process; a little less than a gigabyte, for a look comes every few milliseconds.
    memory: int = 900 * 2**20
    answer: int = 200 * 2**20


class OutOfBounds(Exception):
    """The child took too long, needed too much memory or crashed, as `why` says."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(f"{why}: {detail}" if detail else why)
        self.why = why


class ChildFailed(Exception):
    """An exception that the work did not foresee; the text is the child's traceback."""


class NotInARequest(RuntimeError):
    """Bounded work was begun by a web process while it answers somebody; a task must do it."""


@contextlib.contextmanager
def answering() -> Iterator[None]:
    """While a request is answered: `run` refuses, so that no page waits for a file."""
    token = _answering.set(True)
    try:
        yield
    finally:
        _answering.reset(token)


@contextlib.contextmanager
def in_a_task() -> Iterator[None]:
    """What runs inside is a worker's, also where a test runs it within a request."""
    token = _answering.set(False)
    try:
        yield
    finally:
        _answering.reset(token)


@contextlib.contextmanager
def here_in_memory() -> Iterator[None]:
    """A file that may lie nowhere for a worker to fetch is drawn while the page is answered, two at a
    time in a process: that of a sealed report, and nothing else.
    """
    if not _turns.acquire(timeout=_PATIENCE):
        raise OutOfBounds("too-slow", "no turn came")
    token = _answering.set(False)
    try:
        yield
    finally:
        _answering.reset(token)
        _turns.release()


def is_answering() -> bool:
    """Whether a page is being answered."""
    return _answering.get()


def forbid_in_requests(what: str) -> None:
    """Raise NotInARequest when a page is being answered."""
    if _answering.get():
        raise NotInARequest(f"{what} belongs in a worker, not in a request.")


def run(
    work: Callable[[Say], bytes], *, bounds: Bounds | None = None, hear: Say | None = None
) -> bytes:
    """What `work` returns, worked out in a child that is ended at the bounds with all it started.

    `work` is given a function that sends a few bytes to `hear` meanwhile. Raises OutOfBounds,
    ChildFailed, NotInARequest; whatever `hear` raises ends the child too.
    """
    forbid_in_requests("work on an uploaded file")
    bounds = bounds or Bounds()
    reading, writing = os.pipe()
    parent = os.getpid()
    with warnings.catch_warnings():
        # Python warns of threads; the child touches no lock that another thread may hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _be_the_child(work, writing, parent, bounds)
    os.close(writing)
    try:
        answer, why = _listen(child, reading, bounds, hear)
    finally:
        os.close(reading)
        status = _end(child)
    if answer is not None:
        return answer
    raise OutOfBounds(why or _why(status), f"status {status}")


def _listen(
    child: int, reading: int, bounds: Bounds, hear: Say | None
) -> tuple[bytes | None, Why | None]:
    """The child's answer, or why there is none (None: it ended by itself)."""
    deadline = time.monotonic() + bounds.seconds
    heard = bytearray()
    poller = select.poll()
    poller.register(reading, select.POLLIN)
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            return None, "too-slow"
        if _resident(child) > bounds.memory or len(heard) > bounds.answer:
            return None, "too-much-memory"
        if not poller.poll(min(left, _LOOK_EVERY) * 1000):
            continue
        block = os.read(reading, 2**20)
        if not block:
            return None, None
        heard += block
        while (frame := _frame(heard)) is not None:
            kind, content = frame
            if kind == _DONE:
                return content, None
            if kind == _FAILED:
                raise ChildFailed(content.decode(errors="replace"))
            if hear is not None:
                hear(content)


def _frame(heard: bytearray) -> tuple[bytes, bytes] | None:
    """The first whole frame, taken out of what was heard."""
    if len(heard) < _FRAME.size:
        return None
    kind, size = _FRAME.unpack_from(heard)
    end = _FRAME.size + size
    if len(heard) < end:
        return None
    content = bytes(memoryview(heard)[_FRAME.size : end])
    del heard[:end]
    return kind, content


def _resident(process: int) -> int:
    """Bytes of a process in memory; 0 where it is gone or the system does not tell."""
    try:
        return int(Path(f"/proc/{process}/statm").read_bytes().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0


def _end(child: int) -> int:
    """Leave nothing of the child running; its wait status."""
    # Whoever answered ends by itself within a moment; nobody else is given one.
    ended = os.pidfd_open(child)
    try:
        if _is_ending(child):
            poller = select.poll()
            poller.register(ended, select.POLLIN)
            poller.poll(_LAST_MOMENT * 1000)
    finally:
        os.close(ended)
    _kill_group(child)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _is_ending(child: int) -> bool:
    return not _resident(child)


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _why(status: int) -> Why:
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _NO_MEMORY:
        return "too-much-memory"
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return "too-slow"
    return "crashed"


def _be_the_child(
    work: Callable[[Say], bytes], writing: int, parent: int, bounds: Bounds
) -> NoReturn:
    """Never returns; ends without the parent's exit hooks, buffers and finalisers."""
    code = 1
    try:
        _lock_up(writing, parent, bounds)
        answer = work(lambda content: _send(writing, _SAID, content))
        _send(writing, _DONE, answer)
        code = 0
    except MemoryError:
        code = _NO_MEMORY
    except BaseException:  # noqa: BLE001 - the parent tells it, with the trace
        with contextlib.suppress(BaseException):
            _send(writing, _FAILED, traceback.format_exc()[-8_000:].encode(errors="replace"))
    finally:
        os._exit(code)


def _lock_up(writing: int, parent: int, bounds: Bounds) -> None:
    # Going through the parent's objects for garbage would copy their pages.
    gc.freeze()
    os.setpgid(0, 0)
    die_with_parent(parent)
    for quiet in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGUSR1, signal.SIGXCPU):
        signal.signal(quiet, signal.SIG_DFL)
    # What a reader says in its last moment is nobody's business, and may quote the file.
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    # The parent's connections: a lock of the database must not outlive it in our hands.
    for name in os.listdir("/dev/fd"):
        if (number := int(name)) > 2 and number != writing:
            with contextlib.suppress(OSError):
                os.close(number)
    seconds = int(bounds.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sizes = Path("/proc/self/statm").read_bytes().split()
    mapped, resident = int(sizes[0]) * _PAGE, int(sizes[1]) * _PAGE
    most = mapped + max(bounds.memory - resident, 2**26)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def die_with_parent(parent: int, by: int = signal.SIGKILL) -> None:
    """Have this process get the signal when its parent `parent` ends, however that ends."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, by, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _send(writing: int, kind: bytes, content: bytes) -> None:
    left = memoryview(_FRAME.pack(kind, len(content)) + content)
    while left:
        left = left[os.write(writing, left) :]
