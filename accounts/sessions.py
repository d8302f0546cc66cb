"""A session of staff: begun by signing in, over after half an hour of rest or half a day of work."""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest

from accounts.models import User
from auditing.services import record


_BEGAN = "began"


def begin(request: HttpRequest, user: User, backend: str | None = None) -> None:
    """Sign in under a new session key; the trail says so."""
    login(request, user, backend=backend)
    request.session[_BEGAN] = int(time.time())
    record(action="accounts.sign-in", by=user, target=f"user:{user.pk}")


def end(request: HttpRequest) -> None:
    """Sign out, if anybody is signed in."""
    if isinstance(request.user, User):
        record(action="accounts.sign-out", by=request.user, target=f"user:{request.user.pk}")
    logout(request)


def end_if_over(request: HttpRequest) -> None:
    """Who never rests signs in anew all the same, after settings.SESSION_LONGEST_SECONDS."""
    if not isinstance(request.user, User):
        return
    began = request.session.setdefault(_BEGAN, int(time.time()))
    if time.time() - began > settings.SESSION_LONGEST_SECONDS:
        logout(request)
