"""The request as a staff view sees it."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import User


class StaffRequest(HttpRequest):
    """A request of signed-in staff: the permission middleware let nobody else through."""

    user: User
