"""Columns that no page, form, list, filter, export or log shows: secrets and sealed numbers."""

from __future__ import annotations

from typing import Any

from django.db import models

from core.fields import SealedField


# Models of libraries that are made of secrets: whoever reads them is somebody else.
SECRET_APPS = frozenset({"otp_totp", "otp_static", "sessions", "authtoken", "axes"})
_SECRET_NAMES = frozenset(
    {"password", "digest", "key", "token", "secret", "session_key", "session_data"}
)


def is_secret(field: models.Field[Any, Any]) -> bool:
    """Password hashes, keys of second factors, digests of tokens and one-time codes, sessions."""
    if field.name in _SECRET_NAMES:
        return True
    return any(field.name.endswith(f"_{name}") for name in ("digest", "secret", "password"))


def concealed_columns(model: type[models.Model]) -> list[str]:
    """The names of the model's secret and sealed columns."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if is_secret(field) or isinstance(field, SealedField)
    ]
