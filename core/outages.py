"""What it looks like when Redis, which holds queue, caches and counters, is not there."""

from __future__ import annotations

import kombu.exceptions
import redis


UNREACHABLE = (
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
    kombu.exceptions.OperationalError,
)
RETRY_AFTER_SECONDS = 60
