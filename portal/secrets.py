"""Secrets from the environment; in development, made once and kept under `var/`."""

from __future__ import annotations

import os
import secrets

from django.core.exceptions import ImproperlyConfigured

from portal.embedded import var_dir


def in_production() -> bool:
    return os.environ.get("PORTAL_MODE", "development") == "production"


def required(name: str, meaning: str) -> str:
    """An environment variable that production must set; `meaning` says what to set."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}: {meaning}")
    return value


def secret(name: str, meaning: str, nbytes: int) -> str:
    """A secret in hexadecimal: from the environment, or (development only) from var/secrets/."""
    if os.environ.get(name) or in_production():
        return required(name, meaning)
    folder = var_dir() / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name.lower()
    if not path.exists():
        fresh = folder / f".{name.lower()}.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(nbytes))
        try:
            # link() fails if another process was first: its secret wins.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
