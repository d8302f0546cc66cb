"""Child processes that read what a reporter sent: isolated, without our environment, and soon over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from core import bounded
from villages.reading import UnusablePicture


# Nothing of our own environment: it holds the keys. One thread: each reserves memory of its own.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}
_SECONDS = 20


def read_in(program: Path, data: bytes, *arguments: str, refusal: str) -> bytes:
    """What a program of ours makes of the data. Raises UnusablePicture with `refusal`."""
    bounded.forbid_in_requests("reading what a reporter sent")
    try:
        # Isolated from our own modules; -B: the child may write no file, not even bytecode.
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", "-B", program, *arguments],
            input=data, capture_output=True, timeout=_SECONDS, check=False, env=_ENVIRONMENT,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise UnusablePicture(refusal) from error
    if done.returncode:
        raise UnusablePicture(refusal)
    return done.stdout
