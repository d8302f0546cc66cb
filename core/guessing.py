"""Budgets of wrong guesses: at a person's number by whoever knows the name, from many addresses.

Every attempt is charged beforehand as a miss to its address, its name, its number and the whole
site, and given back when it was none; so a thousand attempts at once spend no more than one after
another. Redis holds keyed digests only. Without Redis nobody guesses.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from django.conf import settings

import redis

from core.redis_client import client
from core.throttling import digest_of


logger = logging.getLogger(__name__)
_PREFIX = f"{settings.CACHES['default']['KEY_PREFIX']}:guess:"
_LONGEST_WAIT = 60
# So many misses in a row cost nothing; each further one doubles the wait.
_FREE_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that may be answered; `found` gives its charges back."""

    charged: tuple[str, ...]
    streak: str

    def found(self) -> None:
        """It was no guess: the person is known by this name and number."""
        pipeline = client().pipeline()
        for key in self.charged:
            pipeline.decr(key)
        pipeline.delete(self.streak)
        pipeline.execute()

    def missed(self) -> None:
        """Let the next attempt from the same place wait, the longer the more were wrong in a row."""
        pipeline = client().pipeline()
        pipeline.hincrby(self.streak, "misses", 1)
        pipeline.expire(self.streak, 3600)
        misses = int(pipeline.execute()[0])
        if misses > _FREE_IN_A_ROW:
            wait = min(_LONGEST_WAIT, 2 ** (misses - _FREE_IN_A_ROW))
            client().hset(self.streak, "until", str(time.time() + wait))


def attempt(*, place: str, name: str, number: str) -> Attempt | None:
    """Charge an attempt at a name and number from a place (core.throttling.bucket); None where a
    budget is used up or a wait runs.
    """
    try:
        return _attempt(place, name, number)
    except redis.exceptions.RedisError:
        return None


def _attempt(place: str, name: str, number: str) -> Attempt | None:
    streak = f"{_PREFIX}streak:{digest_of(place)}"
    until = client().hget(streak, "until")
    if until is not None and time.time() < float(until):
        return None
    budgets = {"address": place, "name": name, "number": number, "site": ""}
    keys = [
        (f"{_PREFIX}{scope}:{digest_of(value)}:{seconds}:{int(time.time()) // seconds}", most, seconds)
        for scope, value in budgets.items()
        for most, seconds in settings.GUESSES[scope]
    ]  # fmt: skip
    pipeline = client().pipeline()
    for key, _most, seconds in keys:
        pipeline.incr(key)
        pipeline.expire(key, seconds * 2)
    counts = [int(count) for count in pipeline.execute()[::2]]
    over = {
        key.removeprefix(_PREFIX).partition(":")[0]
        for (key, most, _seconds), count in zip(keys, counts, strict=True)
        if count > most
    }
    charged = Attempt(tuple(key for key, _most, _seconds in keys), streak)
    if "site" in over:
        _alarm()
        # Nobody is shut out by others' guessing; but now the first miss from a place is its last.
        misses = client().hget(streak, "misses")
        if not misses:
            over.discard("site")
    if over:
        pipeline = client().pipeline()
        for key in charged.charged:
            pipeline.decr(key)
        pipeline.execute()
        return None
    return charged


def _alarm() -> None:
    """Once an hour."""
    if client().set(f"{_PREFIX}alarm:{int(time.time()) // 3600}", 1, nx=True, ex=7200):
        logger.error("the whole site's budget of wrong identity searches is used up: guessing")
