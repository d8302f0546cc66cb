"""Server time of searches and lists at a given size, with nothing cached."""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable

from benchmarks.ground import seed, stand_on, table


REQUESTS = 300
PEER_REQUESTS = 5


def percentiles(seconds: list[float]) -> tuple[float, float, float]:
    """p50, p99 and the worst, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return cuts[49] * 1000, cuts[98] * 1000, max(seconds) * 1000


def measure(ask: Callable[[int], None], count: int, warming: int = 20) -> list[float]:
    for warm in range(warming):
        ask(warm)
    found = []
    for number in range(count):
        started = time.perf_counter()
        ask(number)
        found.append(time.perf_counter() - started)
    return found


def questions() -> dict[str, Callable[[int], None]]:
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from pypinyin import lazy_pinyin

    # The same start as a web worker's, garbage collector included.
    import portal.wsgi  # noqa: F401 - imported for what its start-up does
    from core.sealing import IDENTITY, unseal
    from funds.models import Payment

    settings.ALLOWED_HOSTS = ["*"]
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, 10**9)
    rng = random.Random(7)
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM funds_payment")
        low, high = cursor.fetchone()
    some = list(
        Payment.objects.filter(pk__in=[rng.randint(low, high) for _n in range(600)]).with_names()
    )
    numbers = [unseal(payment.beneficiary_id, IDENTITY) for payment in some]
    client = Client()

    def at(number: int) -> Payment:
        return some[number % len(some)]

    def get(address: str) -> None:
        # A query nobody asked before is never in the page cache.
        mark = f"{'&' if '?' in address else '?'}x={time.perf_counter_ns()}"
        # What can only have been meant opens.
        answer = client.get(address + mark, follow=True)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")

    def by_identity(number: int) -> None:
        text = f"{at(number).beneficiary_name} {numbers[number % len(numbers)]}"
        if client.post("/search/", {"q": text}, follow=True).status_code != 200:
            raise SystemExit("the search by number failed")

    def suggest(number: int) -> None:
        name = at(number).region.short_name
        typed = name if number % 3 == 0 else "".join(lazy_pinyin(name))[: 1 + number % 4]
        if client.post("/search/suggest/", {"q": typed}).status_code != 200:
            raise SystemExit("no suggestion was made")

    return {
        "suggestions while typing": suggest,
        "search by name": lambda n: get(f"/search/?q={at(n).beneficiary_name}"),
        "search by name and number": by_identity,
        "search by programme": lambda n: get(f"/search/?q={at(n).programme.short_name}"),
        "search by village": lambda n: get(f"/search/?q={at(n).region.short_name}"),
        "programme page": lambda n: get(f"/programmes/{at(n).programme.code}/"),
        "programme page, one county": lambda n: get(
            f"/programmes/{at(n).programme.code}/?region={at(n).region_id[:6]}000000"
        ),
        "village page": lambda n: get(f"/villages/{at(n).region_id}/"),
        "village page, one programme": lambda n: get(
            f"/villages/{at(n).region_id}/?programme={at(n).programme.code}"
        ),
        "payment": lambda n: get(at(n).get_absolute_url()),
        "home": lambda n: get("/"),
    }


def plain_django(names: list[str]) -> Callable[[int], None]:
    """The peer: how a plain Django list answers, by icontains, count and offset."""
    from django.core.paginator import Paginator

    from funds.models import Payment

    def ask(number: int) -> None:
        rows = (
            Payment.objects.filter(beneficiary_name__icontains=names[number % len(names)])
            .select_related("programme", "region")
            .order_by("-paid_on", "-id")
        )
        page = Paginator(rows, 20).page(1)
        list(page.object_list)

    return ask


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--payments", type=int, default=1_000_000)
    options = parser.parse_args()
    stand_on(str(options.payments))
    seed(options.payments)
    from funds.models import Payment, PaymentTotal

    count = PaymentTotal.objects.filter(region_code="350000000000").values_list(
        "payments", flat=True
    )
    rows = []
    for name, ask in questions().items():
        p50, p99, worst = percentiles(measure(ask, REQUESTS))
        rows.append((name, f"{p50:.1f}", f"{p99:.1f}", f"{worst:.1f}"))
    names = list(Payment.objects.values_list("beneficiary_name", flat=True)[:50])
    p50, p99, worst = percentiles(measure(plain_django(names), PEER_REQUESTS, warming=1))
    rows.append(
        ("peer: plain Django icontains + count", f"{p50:.1f}", f"{p99:.1f}", f"{worst:.1f}")
    )
    table(
        f"Server time at {sum(count):,} payments, {REQUESTS} requests each, nothing cached",
        ("request", "p50 ms", "p99 ms", "worst ms"),
        rows,
    )


if __name__ == "__main__":
    main()
