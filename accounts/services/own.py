"""What a member of staff does to their own access."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from accounts.models import User
from auditing.services import record


@transaction.atomic
def change_own_password(*, password: str, by: User) -> None:
    """Their new password; every other session of theirs ends with it.

    The caller has seen the present one. Raises ValidationError for a weak password.
    """
    validate_password(password, by)
    by.set_password(password)
    by.save(update_fields=["password"])
    record(action="accounts.change-password", by=by, target=f"user:{by.pk}")
