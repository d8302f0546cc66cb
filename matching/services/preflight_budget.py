"""How many lines of rosters an office may ask about a day, so that nobody asks whole villages."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

import redis

from core.redis_client import client
from matching.exceptions import TooManyAsked


_PREFIX = f"{settings.CACHES['default']['KEY_PREFIX']}:preflight:"
_KEPT_SECONDS = 2 * 86_400


def charge_lines(office: int, draft: str, lines: int) -> None:
    """Charge an office for the lines of a draft, once a day for the same lines.

    Raises TooManyAsked where the day's lines do not suffice, and while nobody can count them.
    """
    day = timezone.localdate().isoformat()
    spent, asked = f"{_PREFIX}{office}:{day}", f"{_PREFIX}{office}:{day}:{draft}"
    bound = settings.PREFLIGHT_LINES_A_DAY
    try:
        if not client().set(asked, "1", nx=True, ex=_KEPT_SECONDS):
            return
        pipeline = client().pipeline()
        pipeline.incrby(spent, lines)
        pipeline.expire(spent, _KEPT_SECONDS)
        if int(pipeline.execute()[0]) <= bound:
            return
        pipeline = client().pipeline()
        pipeline.decrby(spent, lines)
        pipeline.delete(asked)
        pipeline.execute()
    except redis.exceptions.RedisError as error:
        raise TooManyAsked(_("Questions before paying cannot be asked just now.")) from error
    raise TooManyAsked(
        _(
            "An office may ask about %(bound)s lines a day, and these %(lines)s would be more. "
            "Ask again tomorrow, or submit the roster in parts."
        )
        % {"bound": f"{bound:,}", "lines": f"{lines:,}"}
    )
