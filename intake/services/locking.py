"""One worker at a time on a batch, for exactly as long as that worker lives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils.translation import gettext as _

from intake.exceptions import BatchBusy


_LOCK_CLASS = 0x4D42


@contextmanager
def batch_lock(batch_id: int, lock_class: int = _LOCK_CLASS) -> Iterator[None]:
    """Hold the batch (or what `lock_class` counts) by a lock of the database session: a killed worker lets go by dying.

    Raises BatchBusy when another worker holds it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [lock_class, batch_id])
        if not cursor.fetchone()[0]:
            raise BatchBusy(
                _("Another worker is busy with batch %(number)s.") % {"number": batch_id}
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [lock_class, batch_id])
