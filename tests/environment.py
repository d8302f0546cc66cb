"""A pytest plugin, loaded before Django's settings: where tests keep data, and their services.

Real PostgreSQL and Redis for every test: embedded ones unless the environment names others.
"""

from __future__ import annotations

import os
from pathlib import Path


os.environ.setdefault("PORTAL_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
# Each worker keeps to its own keys in Redis, its own vault and its own public folder.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["PORTAL_KEY_PREFIX"] = f"test-{_WORKER}"
# Whitenoise looks for the folder; pages under test are served from the sources.
(Path(os.environ["PORTAL_VAR"]) / "static").mkdir(parents=True, exist_ok=True)
os.environ["PORTAL_VAULT"] = f"{os.environ['PORTAL_VAR']}/vault-{_WORKER}"
os.environ["PORTAL_PUBLIC_MEDIA"] = f"{os.environ['PORTAL_VAR']}/public-{_WORKER}"

from portal import embedded  # noqa: E402 - after the environment is set


embedded.ensure_services()
