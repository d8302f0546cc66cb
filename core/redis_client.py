"""The one connection pool to Redis for what Django's cache API cannot say."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

import redis


@lru_cache(maxsize=1)
def page_client() -> redis.Redis:
    """The Redis of kept pages, which may throw away what it has no room for."""
    return redis.Redis.from_url(settings.PAGE_CACHE_URL)


@lru_cache(maxsize=1)
def client() -> redis.Redis:
    return redis.Redis.from_url(settings.CACHES["default"]["LOCATION"])
