"""Staff and the tokens of offices, as they are made at the console, by `by=None`."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from accounts.models import Office, OfficeToken, User
from auditing.services import record


@transaction.atomic
def create_user(
    *, username: str, password: str, full_name: str, office: Office, role: str, region_code: str,
    by: User | None,
) -> User:  # fmt: skip
    """A new member of staff. `by=None` only at set-up, before anybody exists.

    Raises ValidationError for a weak password.
    """
    validate_password(password, User(username=username, full_name=full_name))
    user = User.objects.create_user(
        username, password, full_name=full_name, office=office, role=role, region_code=region_code
    )
    record(
        action="accounts.create-user",
        by=by,
        target=f"user:{user.pk}",
        detail={"role": role, "at_console": by is None},
    )
    return user


@transaction.atomic
def issue_token(
    *, name: str, user: User, by: User | None, expires_at: datetime | None = None
) -> str:
    """A new office token; its secret is returned once and kept nowhere."""
    secret = OfficeToken.fresh_secret()
    token = OfficeToken.objects.create(
        name=name,
        user=user,
        digest=OfficeToken.digest_of(secret),
        expires_at=expires_at,
        collected_at=timezone.now(),
    )
    record(action="accounts.issue-token", by=by, target=f"token:{token.pk}", detail={"name": name})
    return secret
