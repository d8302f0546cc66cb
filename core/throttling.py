"""Rate limits shared by all workers through Redis.

The counter's key is a keyed digest of the address, so Redis holds no list of visitors.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest

import redis
from rest_framework.throttling import BaseThrottle

from core.redis_client import client


WINDOW_SECONDS = 60


def address(request: HttpRequest) -> str:
    """The visitor's address; behind our own proxy, what the proxy saw."""
    forwarded = request.META.get("HTTP_X_REAL_IP") if settings.PRODUCTION else None
    return str(forwarded or request.META.get("REMOTE_ADDR", ""))


def bucket(request: HttpRequest) -> str:
    """What counts as one visitor: an IPv4 address, or an IPv6 network of /64, which one household
    holds whole.
    """
    text = address(request)
    try:
        parsed = ip_address(text)
    except ValueError:
        return text
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def digest_of(text: str) -> str:
    """A keyed digest, so that Redis holds neither addresses nor names."""
    keyed = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256)
    return keyed.hexdigest()[:24]


def within_limit(request: HttpRequest, scope: str) -> bool:
    """Count this request; False when the scope's requests a minute are used up."""
    limit = settings.RATE_LIMITS[scope]
    window = int(time.time()) // WINDOW_SECONDS
    prefix = settings.CACHES["default"]["KEY_PREFIX"]
    key = f"{prefix}:rate:{scope}:{digest_of(bucket(request))}:{window}"
    pipeline = client().pipeline()
    pipeline.incr(key)
    pipeline.expire(key, WINDOW_SECONDS * 2)
    try:
        return int(pipeline.execute()[0]) <= limit
    except redis.exceptions.RedisError:
        # Without Redis only people who type a whole number are turned away: they could guess.
        return scope not in ("identity", "registries")


class ApiThrottle(BaseThrottle):
    """The public API's limit per address."""

    def allow_request(self, request: HttpRequest, view: Any) -> bool:
        return within_limit(request, "api")

    def wait(self) -> float:
        return float(WINDOW_SECONDS)
