"""The child process that draws a voice note anew, to standard output; exit code 3 if it cannot.

Imports neither Django nor anything of the portal that knows a secret.
"""

from __future__ import annotations

import contextlib
import io
import resource
import sys

import numpy as np
import soundfile


MEMORY = 2**30
CPU_SECONDS = 15
RATE = 16_000
MOST_SECONDS = 300
BLOCK_SECONDS = 10
# A grown man's voice sinks by about three half tones; every word can still be understood.
DEEPER = 0.84


def lock_up() -> None:
    """No file written, no endless loop, no more memory than a few minutes need."""
    for what, most in (
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
    ):
        # An operating system that knows no such limit still has the parent's time limit.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def drawn_anew(data: bytes, *, deeper: bool) -> bytes:
    """One channel at RATE as Ogg Opus. Raises ValueError for silence and for what is too long."""
    out = io.BytesIO()
    with (
        soundfile.SoundFile(io.BytesIO(data)) as source,
        soundfile.SoundFile(out, "w", RATE, 1, format="OGG", subtype="OPUS") as drawn,
    ):
        rate, heard = source.samplerate, 0
        for block in source.blocks(BLOCK_SECONDS * rate, dtype="float32", always_2d=True):
            heard += len(block)
            # Not asked of the header, which may be wrong.
            if heard > MOST_SECONDS * rate:
                raise ValueError
            drawn.write(_at_rate(block.mean(axis=1), rate, DEEPER if deeper else 1.0))
    if not heard:
        raise ValueError
    return out.getvalue()


def _at_rate(samples: np.ndarray, rate: int, speed: float) -> np.ndarray:
    """As many samples a second as wanted, in between by straight lines."""
    if (width := rate // RATE) > 1:
        # What is too high for the new rate would come back as a hiss.
        samples = np.convolve(samples, np.full(width, 1 / width, dtype=np.float32), mode="same")
    wanted = np.arange(0, len(samples), rate / RATE * speed)
    drawn: np.ndarray = np.interp(wanted, np.arange(len(samples)), samples)
    return drawn.astype(np.float32)


if __name__ == "__main__":
    lock_up()
    try:
        drawn = drawn_anew(sys.stdin.buffer.read(), deeper="deeper" in sys.argv[1:])
    except BaseException:  # noqa: BLE001 - whatever it stumbles over, the file is of no use
        sys.exit(3)
    sys.stdout.buffer.write(drawn)
