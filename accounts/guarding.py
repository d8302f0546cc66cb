"""How much guessing at the sign-in is borne: by name, by address, and of the whole site.

axes counts a name from one address (five, then a quarter of an hour). Many addresses against one
name, and one address against many names, are counted here from its log of failures.
"""

from __future__ import annotations

import ipaddress
import logging
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from axes.models import AccessFailureLog, AccessLog

from accounts.models import User
from auditing.services import record
from core.throttling import address


logger = logging.getLogger(__name__)
# One network may fail so often within its window: a whole office may sit behind it.
NETWORK_FAILURES, NETWORK_WINDOW = 30, timedelta(minutes=15)
# From so many failures of one name on, each further try waits longer, to a minute at most: guessing
# gets nowhere, and nobody is locked out for long by a stranger.
NAME_FAILURES, NAME_WINDOW, LONGEST_WAIT = 20, timedelta(hours=1), 60
# From where somebody signed in lately they are not made to wait by what strangers do elsewhere.
KNOWN_FOR = timedelta(days=30)
ALARM_FAILURES, ALARM_WINDOW = 100, timedelta(minutes=15)
KEPT = timedelta(days=90)


def network_of(request: HttpRequest) -> str:
    """The visitor's address; of IPv6 the /64, which is one visitor's own."""
    found = address(request)
    try:
        parsed = ipaddress.ip_address(found)
    except ValueError:
        return found
    if parsed.version == 4:
        return found
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name of an account; of any other word only a keyed digest: it may be a password."""
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    if User.objects.filter(username=typed).exists():
        return typed
    return "unknown:" + salted_hmac("accounts.guarding", typed, algorithm="sha256").hexdigest()[:32]


def wait_seconds(request: HttpRequest, username: str) -> int:
    """How long the next try must wait; 0 when it need not. Costs two or three short queries."""
    now, network = timezone.now(), network_of(request)
    recent = AccessFailureLog.objects.filter(
        ip_address=network, attempt_time__gt=now - NETWORK_WINDOW
    )
    if recent.count() >= NETWORK_FAILURES:
        return LONGEST_WAIT
    name = counted_name(request, {"username": username})
    failures = AccessFailureLog.objects.filter(username=name, attempt_time__gt=now - NAME_WINDOW)
    times = list(failures.order_by("-attempt_time").values_list("attempt_time", flat=True)[:100])
    if len(times) < NAME_FAILURES:
        return 0
    known = AccessLog.objects.filter(
        username=name, ip_address=network, attempt_time__gt=now - KNOWN_FOR
    )
    if known.exists():
        return 0
    wait: int = min(2 ** min(len(times) - NAME_FAILURES, 6), LONGEST_WAIT)
    return max(0, wait - int((now - times[0]).total_seconds()))


def record_failure(request: HttpRequest, username: str, *, held: bool) -> None:
    """Into the audit trail: under the account's name, or as unknown, never as typed."""
    user = User.objects.filter(username=username).first()
    record(
        action="accounts.sign-in-held" if held else "accounts.sign-in-failed",
        by=user,
        target=f"user:{user.pk}" if user else "user:unknown",
    )
    recent = AccessFailureLog.objects.filter(attempt_time__gt=timezone.now() - ALARM_WINDOW)
    failures = recent.count()
    if not held and failures and failures % ALARM_FAILURES == 0:
        logger.error("%s failed sign-ins in %s: somebody may be guessing", failures, ALARM_WINDOW)
        record(action="accounts.sign-in-alarm", by=None, detail={"failures": failures})


def record_refusal(request: HttpRequest) -> None:
    """Into the audit trail: staff who were signed in and opened what is not theirs. The kind of page
    only: an address may hold anything.
    """
    if isinstance(request.user, User):
        match = request.resolver_match
        record(
            action="accounts.refused",
            by=request.user,
            target=f"page:{match.view_name if match else ''}"[:120],
        )


def forget_old() -> None:
    """Sign-ins and failures are kept for a season, the audit trail for ever."""
    until = timezone.now() - KEPT
    AccessFailureLog.objects.filter(attempt_time__lt=until).delete()
    AccessLog.objects.filter(attempt_time__lt=until).delete()
