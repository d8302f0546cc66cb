"""A database of its own for every run and worker, copied from one that is migrated once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from core.cursors import Cursor
from tests.environment import WORKER, run_lives


ROOT = Path(__file__).resolve().parents[1]
PREFIX = "test_portal"
# Going from branch to branch needs no new migrating.
TEMPLATES_KEPT = 3
_LOCK = 7_706_982


def digest() -> str:
    """Changes with all that an empty migrated database is made of."""
    made_of = hashlib.sha256()
    for path in [
        *sorted(ROOT.glob("*/migrations/*")), *sorted(ROOT.glob("*/models/*.py")),
        *sorted(ROOT.glob("*/models.py")), ROOT / "requirements.txt", Path(__file__),
    ]:  # fmt: skip
        if path.is_file():
            made_of.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return made_of.hexdigest()[:12]


@contextmanager
def own_database(run: str, *, anew: bool = False) -> Iterator[None]:
    """The default connection leads to a fresh copy, which is dropped at the end."""
    usual, own = connection.settings_dict["NAME"], f"{PREFIX}_{run}_{WORKER}"
    with _maintenance() as cursor:
        template = _template(cursor, anew=anew)
        cursor.execute(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {own} TEMPLATE {template}")
    connection.settings_dict["NAME"] = own
    try:
        yield
    finally:
        connection.close()
        with _maintenance() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")
        connection.settings_dict["NAME"] = usual


@contextmanager
def _maintenance() -> Iterator[Any]:
    """A cursor outside of all test databases; one process at a time makes or drops any."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield cursor


def _template(cursor: Cursor, *, anew: bool) -> str:
    name = f"{PREFIX}_template_{digest()}"
    names = _names(cursor, f"{PREFIX}_template_")
    if anew and WORKER in ("main", "gw0") and name in names:
        cursor.execute(f"DROP DATABASE {name}")
        names.remove(name)
    if name not in names:
        _migrate(f"{PREFIX}_half_made")
        connection.close()
        cursor.execute(f"ALTER DATABASE {PREFIX}_half_made RENAME TO {name}")
        for old in names[: 1 - TEMPLATES_KEPT]:
            cursor.execute(f"DROP DATABASE {old}")
        _drop_what_dead_runs_left(cursor)
    return name


def _names(cursor: Cursor, beginning: str) -> list[str]:
    """The oldest first."""
    cursor.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid", [beginning]
    )
    return [name for (name,) in cursor.fetchall()]


def _migrate(name: str) -> None:
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    let_tables_be_emptied()
    connection.close()
    connection.settings_dict["NAME"] = usual


def let_tables_be_emptied() -> None:
    """Tests that commit end by emptying the tables, which the triggers refuse."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE tgtype & 32 <> 0 AND NOT tgisinternal"
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


def _drop_what_dead_runs_left(cursor: Cursor) -> None:
    for name in _names(cursor, f"{PREFIX}_r"):
        run = name.removeprefix(f"{PREFIX}_").partition("_")[0]
        if not run_lives(run):
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
