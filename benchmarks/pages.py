"""Throughput of a public page from the cache beside an empty Django view, same process."""

from __future__ import annotations

import io
import time

from benchmarks.ground import seed, stand_on, table


SECONDS = 5.0


def throughput(path: str) -> float:
    """Requests a second through the whole WSGI stack, one after another."""
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    def ask() -> None:
        environment = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "bench",
            "SERVER_PORT": "80", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http",
            "REMOTE_ADDR": "127.0.0.1",
        }  # fmt: skip
        body = application(environment, lambda status, headers: None)
        for _chunk in body:
            pass
        body.close()

    for _warm in range(50):
        ask()
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < SECONDS:
        ask()
        count += 1
    return count / (time.perf_counter() - started)


def main() -> None:
    stand_on("100000")
    seed(100_000)
    empty = throughput("/healthz")
    rows = [("empty view with all middleware (/healthz)", f"{empty:,.0f}", "100 %")]
    for path in ("/", "/programmes/", "/regions/350100000000/"):
        found = throughput(path)
        rows.append((f"{path} from the cache", f"{found:,.0f}", f"{found / empty:.0%}"))
    table("Public pages from the cache", ("page", "requests/s", "of the empty view"), rows)


if __name__ == "__main__":
    main()
