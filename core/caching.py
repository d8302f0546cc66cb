"""Whole public pages from Redis, gone at once when anything is published.

A view marked `@cached_page` is answered before any other middleware runs when the visitor has
no session. The key is a digest of path, query, language and text size; identity numbers never
come in a URL, so none can stand behind a key. Every stored page carries the publication
generation it was made in; `pages_changed()` (after commit) raises it and all older pages are dead.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

import redis

from core.redis_client import client


_PREFIX = f"{settings.CACHES['default']['KEY_PREFIX']}:page:"
_GENERATION = _PREFIX + "generation"
_SECONDS = 600
_KEPT_HEADERS = ("Content-Type", "Content-Security-Policy", "Content-Language")


def cached_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a public GET view whose page depends on URL, language and text size only."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.cacheable = True
        return response

    return marked


def pages_changed() -> None:
    """Forget every cached page once the present transaction has committed."""
    transaction.on_commit(lambda: client().incr(_GENERATION))


class PublicPageCacheMiddleware:
    """Stands first: a hit costs one round trip to Redis and touches no database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.get_response(request)
        key = self._key(request)
        try:
            generation, stored = client().mget(_GENERATION, key)
        except redis.exceptions.RedisError:
            return self.get_response(request)
        generation = generation or b"0"
        if stored is not None:
            made_in, headers, content = pickle.loads(stored)  # noqa: S301 - our own bytes
            if made_in == generation:
                return self._answer(headers, content)
        response = self.get_response(request)
        if getattr(response, "cacheable", False) and response.status_code == 200:
            headers = {
                name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers
            }
            page = pickle.dumps((generation, headers, response.content))
            client().set(key, page, ex=_SECONDS)
            response.headers["X-Page-Cache"] = "miss"
        return response

    @staticmethod
    def _answer(headers: dict[str, str], content: bytes) -> HttpResponse:
        response = HttpResponse(content, headers=headers)
        response.headers["X-Page-Cache"] = "hit"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Vary"] = "Cookie"
        return response

    @staticmethod
    def _key(request: HttpRequest) -> str:
        parts = (
            request.get_full_path(),
            request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
            request.COOKIES.get("text-size", ""),
            request.headers.get("HX-Request", ""),
        )
        return _PREFIX + hashlib.sha256("\0".join(parts).encode()).hexdigest()
