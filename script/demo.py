"""The demo: embedded services, the synthetic city, web + worker + beat, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv/bin"
PORT = int(os.environ.get("PORT", "8000"))
LOGINS = (
    ("uploader", "uploads sheets for a county bureau"),
    ("reviewer", "is the second person of the same bureau (second factor)"),
    ("clerk", "keeps the villages' books in a township"),
    (
        "township",
        "is the clerk's second person, and checks suspected matters on the spot (second factor)",
    ),
    ("inspector", "works through clues (second factor)"),
    ("inspector2", "decides with the inspector on what takes two, and handles the city's reports"),
    ("administrator", "keeps catalogue and staff (second factor)"),
    ("administrator2", "decides with the administrator on changes of staff (second factor)"),
    ("auditor", "reads what was done (second factor)"),
    ("handler", "works clues and reports of a county (second factor); handler2 is the colleague"),
    ("keeper", "keeps names of reporters (second factor); keeper2 and keeper3 too"),
)


def say(text: str) -> None:
    print(text, flush=True)


def manage(*arguments: str) -> None:
    subprocess.run([BIN / "python", ROOT / "manage.py", *arguments], cwd=ROOT, check=True)


def is_loaded() -> bool:
    import django

    django.setup()
    from intake.models import Batch

    return Batch.objects.exists()


def prepare() -> None:
    say("Preparing the database …")
    manage("migrate", "--verbosity", "0")
    manage("take_into_log", "--if-empty")
    manage("collectstatic", "--noinput", "--verbosity", "0")
    if is_loaded():
        return
    say("Loading the demo city (once, under a minute) …")
    manage("load_regions", "--city", "3501")
    manage("load_catalogue")
    manage("load_village_catalogue")
    manage("load_holidays")
    manage("seed_city")
    # Neither asks for what the other makes: one works in this machine's processor, one in the database.
    with ThreadPoolExecutor(2) as beside:
        for done in [beside.submit(_seek_and_report), beside.submit(_check)]:
            done.result()


def _seek_and_report() -> None:
    manage("build_search")
    manage("seed_reports")


def _check() -> None:
    manage("crosscheck")
    manage("work_matters")
    manage("send_duties")


def commands() -> dict[str, list[str | Path]]:
    """What has to run, by the name people know it by."""
    quiet = ["--loglevel", "WARNING"]
    return {
        "the web server": [
            BIN / "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{PORT}", "--workers", "2",
            "--threads", "4", "--log-level", "warning",
        ],
        "the worker": [BIN / "celery", "-A", "portal", "worker", "--concurrency", "1", *quiet],
        "the clock": [
            BIN / "celery", "-A", "portal", "beat", "--schedule", variable_dir() / "beat",
            "--pidfile=", *quiet,
        ],
    }  # fmt: skip


def variable_dir() -> Path:
    from portal import embedded

    return embedded.var_dir()


def wait_until_ready(alive: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and alive():
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=2):
                return True
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    return False


def port_is_free() -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            return False
    return True


def greet() -> None:
    from seeding.staff import PASSWORD

    address = f"http://127.0.0.1:{PORT}"
    say(f"\n  The portal   {address}/")
    say(f"  The desk     {address}/desk/")
    say(f"  The admin    {address}/admin/")
    say(f"  The API      {address}/api/schema/\n")
    say(f"  Logins, all with the password {PASSWORD}:")
    for name, meaning in LOGINS:
        say(f"    {name:<14} {meaning}")
    say("  Second factor: .venv/bin/python manage.py otp_code inspector")
    say("\n  Ctrl-C stops everything.\n")


def interrupted(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if not port_is_free():
        say(f"Port {PORT} is in use. Choose another: PORT=8001 script/demo")
        return 1
    from portal import embedded
    from portal.supervising import Supervisor

    # Also where a shell started us in the background with interrupts ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupted)
    with embedded.reporting_trouble():
        embedded.ensure_services()
    supervisor = Supervisor(commands(), restore=embedded.restore_services, say=say)
    try:
        prepare()
        supervisor.start()
        if not wait_until_ready(supervisor.all_run):
            say("The web server did not come up; its words stand above.")
            return 1
        greet()
        while True:
            supervisor.look()
            time.sleep(0.5)
    except KeyboardInterrupt:
        say("\nStopping …")
    except subprocess.CalledProcessError as error:
        say(f"A step failed: {' '.join(map(str, error.cmd[2:]))}; its words stand above.")
        return 1
    finally:
        supervisor.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
