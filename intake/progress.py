"""How far a worker is with a batch, in Redis: visible while its transaction is still open."""

from __future__ import annotations

from typing import cast

from django.conf import settings

from core.redis_client import client


_SECONDS = 24 * 3600


def _key(batch_id: int) -> str:
    return f"{settings.CACHES['default']['KEY_PREFIX']}:progress:{batch_id}"


def report(batch_id: int, stage: str, done: int, total: int) -> None:
    """Say that `done` of `total` steps of a stage (read, check, publish) are over."""
    client().set(_key(batch_id), f"{stage} {done} {total}", ex=_SECONDS)


def look(batch_id: int) -> tuple[str, int] | None:
    """The stage and its percentage, or None when nothing is under way."""
    # Our client decodes nothing.
    stored = cast(bytes | None, client().get(_key(batch_id)))
    if not stored:
        return None
    stage, done, total = stored.decode().split()
    return stage, min(100, int(done) * 100 // max(1, int(total)))


def clear(batch_id: int) -> None:
    client().delete(_key(batch_id))
