"""A pytest plugin, loaded before Django's settings: where tests keep data, and their services.

Real PostgreSQL and Redis for every test: embedded ones unless the environment names others.
Runs side by side share the servers and nothing else: each has its own database (tests.databases),
its own keys in Redis, and its own folders under `runs/` in PORTAL_VAR.
"""

from __future__ import annotations

import os
import platform
import shutil
import zlib
from pathlib import Path


os.environ.setdefault("PORTAL_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
VAR = Path(os.environ["PORTAL_VAR"])
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
if WORKER == "main":
    # The host too: containers that share a database server count their processes alike.
    os.environ["PORTAL_TEST_RUN"] = f"r{os.getpid()}x{zlib.crc32(platform.node().encode()):x}"
RUN = os.environ["PORTAL_TEST_RUN"]
# Each worker keeps to its own keys in Redis, its own vault and its own public folder.
os.environ["PORTAL_KEY_PREFIX"] = f"test-{RUN}-{WORKER}"
# Whitenoise looks for the folder; pages under test are served from the sources.
(VAR / "static").mkdir(parents=True, exist_ok=True)
OWN = VAR / "runs" / RUN / WORKER
os.environ["PORTAL_VAULT"] = str(OWN / "vault")
os.environ["PORTAL_PUBLIC_MEDIA"] = str(OWN / "public")

from portal import embedded  # noqa: E402 - after the environment is set


# What a power cut would lose is made again in seconds.
embedded.POSTGRES_SETTINGS |= {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Emptying a table looks through all of it, and tests empty many.
    "shared_buffers": "'256MB'",
}
embedded.ensure_services()


def run_lives(run: str) -> bool:
    """Whether the process a run is named after is still there; of other hosts, yes."""
    number, _x, host = run.removeprefix("r").partition("x")
    ours = host == RUN.partition("x")[2]
    return not ours or (number.isdigit() and embedded.is_alive(int(number)))


def pytest_unconfigure() -> None:
    """The last to end, the process all workers belong to, leaves no folders, nor others' that died."""
    if WORKER == "main":
        for folder in (VAR / "runs").glob("r*"):
            if folder.name == RUN or not run_lives(folder.name):
                shutil.rmtree(folder, ignore_errors=True)
