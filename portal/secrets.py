"""Secrets from the environment; in development, made once and kept under `var/`."""

from __future__ import annotations

import os
import secrets
import string

from django.core.exceptions import ImproperlyConfigured

from portal.embedded import var_dir


def in_production() -> bool:
    mode = os.environ.get("PORTAL_MODE") or "development"
    if mode not in ("development", "production"):
        raise ImproperlyConfigured(
            f"PORTAL_MODE is “{mode}”. Set it to production, or leave it out for development."
        )
    return mode == "production"


def listed(text: str) -> list[str]:
    """The parts of a list separated by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def required(name: str, meaning: str) -> str:
    """An environment variable that production must set; `meaning` says what to set."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}: {meaning}")
    return value


def secret(name: str, meaning: str, nbytes: int) -> str:
    """A secret in hexadecimal: from the environment, or (development only) from var/secrets/."""
    if os.environ.get(name) or in_production():
        value = required(name, meaning)
        if len(value) != 2 * nbytes or not set(value) <= set(string.hexdigits):
            raise ImproperlyConfigured(
                f"{name} is not {2 * nbytes} hexadecimal digits. Make one by: openssl rand -hex {nbytes}"
            )
        return value
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
