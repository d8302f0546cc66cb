"""Whole public pages from a Redis of their own, gone at once when anything is published.

A view marked `@cached_page` is answered before nearly all other middleware when the visitor has
no session. The key is a digest of host, path, language, look (core.display) and of those parameters that
the view declares, each in one spelling; whatever else is asked is answered and not kept, so that
nobody fills the cache with copies of one page. Identity numbers never come in a URL, so none can
stand behind a key. Kept pages are plain bytes. Every one carries the mark of the publication it
was made after; `pages_changed()` (after commit) draws a new mark and all older pages are dead.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import secrets
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

import redis

from core.display import chosen
from core.redis_client import page_client


_PREFIX = f"{settings.CACHES['default']['KEY_PREFIX']}:page:"
_MADE_AFTER = _PREFIX + "made-after"
_SECONDS = 600
# A page longer than any of ours is not worth its room.
_LONGEST = 2 * 2**20
# What a parameter of a list may be; a key of the next page ("after") has too many spellings.
_SHAPES = {
    "year": re.compile(r"(?:19|20)\d\d"),
    "region": re.compile(r"\d{12}"),
    "programme": re.compile(r"[0-9A-Z]{7}"),
    "category": re.compile(r"\d{5}"),
    "transfers": re.compile("all"),
    "a": re.compile(r"\d{12}"),
    "b": re.compile(r"\d{12}"),
    "in": re.compile(r"\d{12}"),
}
# The attributes by which a view says what its page depends on, and a response that it may be kept.
_DECLARED = "cached_parameters"
_MARK = "cacheable"
_KEPT_HEADERS = (
    "Content-Type", "Content-Security-Policy", "Content-Language", "Content-Disposition",
    "X-Frame-Options", "X-Robots-Tag",
)  # fmt: skip

View = Callable[..., HttpResponse]


def cached_page(*parameters: str) -> Callable[[View], View]:
    """Mark a public GET view whose page depends on path, language, look and these parameters
    only. Raises KeyError for a parameter whose shape is not known here.
    """
    for name in parameters:
        _SHAPES[name]

    def decorate(view: View) -> View:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            setattr(response, _MARK, True)
            return response

        setattr(marked, _DECLARED, frozenset(parameters))
        return marked

    return decorate


def pages_changed() -> None:
    """Forget every kept page once the present transaction has committed."""
    transaction.on_commit(forget_pages)


def forget_pages() -> None:
    """Draw a new mark: no page that was made before is given to anybody any more."""
    page_client().set(_MADE_AFTER, secrets.token_hex(8))


def made_after() -> bytes | None:
    """The mark that pages are kept under now."""
    return cast(bytes | None, page_client().get(_MADE_AFTER))


class PublicPageCacheMiddleware:
    """Stands right behind the redirect to TLS: a hit costs one round trip to Redis and touches no
    database.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.get_response(request)
        # Refuses a host that is not ours, as CommonMiddleware further down would.
        host = request.get_host()
        parameters = _parameters(request)
        if parameters is None or "HX-Request" in request.headers:
            return self.get_response(request)
        key = _key(request, host, parameters)
        try:
            # Our client decodes nothing.
            made_after, stored = cast(list[bytes | None], page_client().mget(_MADE_AFTER, key))
            if made_after is None:
                made_after = secrets.token_hex(8).encode()
                if not page_client().set(_MADE_AFTER, made_after, nx=True):
                    return self.get_response(request)
        except redis.exceptions.RedisError:
            return self.get_response(request)
        if stored is not None:
            mark, kept_headers, content = stored.split(b"\n", 2)
            if mark == made_after:
                return _kept(json.loads(kept_headers), content)
        response = self.get_response(request)
        if (
            getattr(response, _MARK, False)
            and response.status_code == 200
            and len(response.content) <= _LONGEST
        ):
            headers = json.dumps(
                {n: response.headers[n] for n in _KEPT_HEADERS if n in response.headers}
            )
            page = b"\n".join((made_after, headers.encode(), response.content))
            with contextlib.suppress(redis.exceptions.RedisError):
                page_client().set(key, page, ex=_SECONDS)
            response.headers["X-Page-Cache"] = "miss"
        return response


def _parameters(request: HttpRequest) -> list[tuple[str, str]] | None:
    """The parameters in one spelling; None where the view does not declare one, or it is given
    twice or in a shape that it cannot have.
    """
    if not request.META.get("QUERY_STRING"):
        return []
    declared = _declared(request.path_info)
    found = []
    for name, values in sorted(request.GET.lists()):
        if name not in declared or len(values) != 1 or not _SHAPES[name].fullmatch(values[0]):
            return None
        found.append((name, values[0]))
    return found


@lru_cache(maxsize=4096)
def _declared(path: str) -> frozenset[str]:
    try:
        return getattr(resolve(path).func, _DECLARED, frozenset())
    except Resolver404:
        return frozenset()


def _kept(headers: dict[str, str], content: bytes) -> HttpResponse:
    response = HttpResponse(content, headers=headers)
    response.headers["X-Page-Cache"] = "hit"
    response.headers["Vary"] = "Cookie"
    return response


def _key(request: HttpRequest, host: str, parameters: list[tuple[str, str]]) -> str:
    parts = (
        f"{request.scheme}://{host}",
        request.path,
        json.dumps(parameters),
        str(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) == "en"),
        str(chosen(request.COOKIES)),
    )
    return _PREFIX + hashlib.sha256("\0".join(parts).encode()).hexdigest()
