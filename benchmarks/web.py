"""Every kind of public page through gunicorn, kept and not kept, beside an empty view."""

from __future__ import annotations

import argparse
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

from benchmarks.ground import ROOT, seed, stand_on, table


SECONDS = 4
WORKERS, CONNECTIONS = 2, 8
EMPTY = "/healthz"


def addresses() -> dict[str, str]:
    """One page of each kind, the busiest there is."""
    from django.db.models import Sum

    from funds.models import Payment, PaymentTotal, PolicyDocument
    from intake.models import Batch

    totals = PaymentTotal.objects.public()
    villages = totals.exclude(region_code__endswith="000").values("region_code")
    village = villages.annotate(n=Sum("payments")).order_by("-n")[0]["region_code"]
    programme = (
        PaymentTotal.objects.by_month().values("programme__code").annotate(n=Sum("payments"))
    ).order_by("-n")[0]["programme__code"]
    county, town = f"{village[:6]}000000", f"{village[:9]}000"
    other = totals.filter(region_code__endswith="000000").exclude(region_code__in=(county, "350100000000"))  # fmt: skip
    second = other.exclude(region_code="350000000000").values_list("region_code", flat=True)[0]
    payment = Payment.objects.listed().filter(region=village)[0]
    batch = Batch.objects.public().filter(kind="payments").order_by("-accepted")[0]
    return {
        "home": "/",
        "programmes": "/programmes/",
        "programme": f"/programmes/{programme}/",
        "programme in a town, with names": f"/programmes/{programme}/?region={town}",
        "city": "/regions/350100000000/",
        "county": f"/regions/{county}/",
        "township": f"/regions/{town}/",
        "village": f"/villages/{village}/",
        "payment": payment.get_absolute_url(),
        "publication": f"/batches/{batch.pk}/",
        "publications": "/batches/",
        "policies": "/policies/",
        "policy": PolicyDocument.objects.all()[0].get_absolute_url(),
        "two places": f"/compare/?a={county}&b={second}",
        "flow of money": f"/pictures/flow/?region={county}",
        "flow to embed": f"/embed/flow/?region={county}",
        "what should I have got": "/entitlements/",
        "calendar of a village": f"/villages/{village}/calendar/",
        "scoreboard of the city": "/disclosure/",
        "paying offices": "/disclosure/offices/",
        "statistics": "/statistics/",
        "rules": "/rules/",
        "help": "/help/",
        "glossary": "/glossary/",
    }


def serve(port: int) -> subprocess.Popen[bytes]:
    command = [
        ROOT / ".venv/bin/gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}", "--workers",
        str(WORKERS), "--log-level", "error",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT)
    for _attempt in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).close()
            return server
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise SystemExit("gunicorn did not start")


def load(url: str, connections: int) -> tuple[float, float, float]:
    """Requests a second, and the middle and 99th of a hundred latencies in milliseconds."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk is missing. On Debian: apt-get install wrk.")
    command = [wrk, "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", url]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told:
        raise SystemExit(f"{url} did not always answer 200:\n{told}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    return float(rate[1]) if rate else 0.0, _latency(told, "50%"), _latency(told, "99%")


def _latency(told: str, share: str) -> float:
    found = re.search(rf"{share}\s+([\d.]+)(us|ms|s)\b", told)
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]] if found else 0.0


def size_of(url: str) -> int:
    import gzip

    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - our own server
        return len(gzip.compress(answer.read()))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--payments", type=int, default=1_000_000)
    options = parser.parse_args()
    stand_on(str(options.payments))
    seed(options.payments)
    from core.caching import forget_pages

    forget_pages()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base, server = f"http://127.0.0.1:{port}", serve(port)
    rows = []
    try:
        empty, _middle, _last = load(base + EMPTY, CONNECTIONS)
        rows.append(("an empty view (/healthz)", f"{empty:,.0f}", "100 %", "", "", ""))
        for name, address in addresses().items():
            kept, _m, _l = load(base + address, CONNECTIONS)
            # What no view asks for is answered anew each time and not kept.
            mark = "&x=1" if "?" in address else "?x=1"
            _rate, middle, last = load(base + address + mark, 1)
            rows.append(
                (name, f"{kept:,.0f}", f"{kept / empty:.0%}", f"{middle:.1f}", f"{last:.1f}",
                 f"{size_of(base + address) / 1000:.1f}")
            )  # fmt: skip
    finally:
        server.terminate()
        server.wait(timeout=30)
    table(
        f"Every kind of page at {options.payments:,} payments, gunicorn with {WORKERS} workers, wrk",
        ("page", "kept, requests/s", "of the empty view", "not kept, p50 ms", "p99 ms", "kB, compressed"),
        rows,
    )  # fmt: skip


if __name__ == "__main__":
    main()
