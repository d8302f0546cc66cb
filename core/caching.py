"""Whole public pages from Redis, gone at once when anything is published.

A view marked `@cached_page` is answered before nearly all other middleware when the visitor has
no session. The key is a digest of path, query, language and text size; identity numbers never
come in a URL, so none can stand behind a key. Every stored page carries the publication
generation it was made in; `pages_changed()` (after commit) raises it and all older pages are dead.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

import redis

from core.redis_client import client


_PREFIX = f"{settings.CACHES['default']['KEY_PREFIX']}:page:"
_GENERATION = _PREFIX + "generation"
_SECONDS = 600
_CACHED_PARAMETERS = {"year", "region", "programme", "category", "after"}
# The attribute by which a response says that it may be kept.
_MARK = "cacheable"
_KEPT_HEADERS = ("Content-Type", "Content-Security-Policy", "Content-Language")


def cached_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a public GET view whose page depends on URL, language and text size only."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        setattr(response, _MARK, True)
        return response

    return marked


def pages_changed() -> None:
    """Forget every cached page once the present transaction has committed."""
    transaction.on_commit(lambda: client().incr(_GENERATION))


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
        request.get_host()
        if not _CACHED_PARAMETERS.issuperset(request.GET):
            # Made-up parameters would fill the cache with copies of one page.
            return self.get_response(request)
        key = self._key(request)
        try:
            # Our client decodes nothing.
            found = cast(list[bytes | None], client().mget(_GENERATION, key))
        except redis.exceptions.RedisError:
            return self.get_response(request)
        generation, stored = found[0] or b"0", found[1]
        if stored is not None:
            made_in, headers, content = pickle.loads(stored)  # noqa: S301 - our own bytes
            if made_in == generation:
                return self._answer(headers, content)
        response = self.get_response(request)
        if getattr(response, _MARK, False) and response.status_code == 200:
            headers = {
                name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers
            }
            page = pickle.dumps((generation, headers, response.content))
            with contextlib.suppress(redis.exceptions.RedisError):
                client().set(key, page, ex=_SECONDS)
            response.headers["X-Page-Cache"] = "miss"
        return response

    @staticmethod
    def _answer(headers: dict[str, str], content: bytes) -> HttpResponse:
        response = HttpResponse(content, headers=headers)
        response.headers["X-Page-Cache"] = "hit"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Vary"] = "Cookie"
        return response

    @staticmethod
    def _key(request: HttpRequest) -> str:
        parts = (
            request.get_full_path(),
            str(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) == "en"),
            str(request.COOKIES.get("text-size") == "large"),
            request.headers.get("HX-Request", ""),
        )
        return _PREFIX + hashlib.sha256("\0".join(parts).encode()).hexdigest()
