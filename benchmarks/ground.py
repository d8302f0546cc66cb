"""What every benchmark stands on: a seeded portal of a known size, and a printed table."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent


def stand_on(size: str) -> None:
    """Use var/bench-<size> for data (PORTAL_VAR overrides) and start its services."""
    os.environ.setdefault("PORTAL_VAR", str(ROOT / "var" / f"bench-{size}"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from portal import embedded

    with embedded.reporting_trouble():
        embedded.ensure_services()
    import django

    django.setup()


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, ROOT / "manage.py", *arguments], cwd=ROOT, check=True)


def seed(payments: int) -> None:
    """Make the synthetic city once."""
    manage("migrate", "--verbosity", "0")
    manage("collectstatic", "--noinput", "--verbosity", "0")
    from intake.models import Batch
    from search.models import SearchKey

    if Batch.objects.exists():
        if not SearchKey.objects.exists():
            manage("build_search")
        return
    manage("load_regions", "--city", "3501")
    manage("load_catalogue")
    manage("load_village_catalogue")
    if payments:
        manage("seed_city", "--payments", str(payments))
    manage("build_search")


def timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f}"
    )


def table(title: str, headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print a Markdown table, so that it can be put into docs/benchmarks.md as it is."""
    print(f"\n### {title}\n\nMachine: {machine()}\n")
    print("| " + " | ".join(headings) + " |")
    print("|" + "---|" * len(headings))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()
