"""Two roles in the database: the owner, who migrates, and the application, who adds to logs and
changes nothing in them. Whoever takes the web server over then cannot disable a trigger.
"""

from __future__ import annotations

from django.db import connection

from core.cursors import Cursor


# What is only ever added to.
LOGS = (
    "publication_tile", "publication_statement", "publication_run", "publication_block",
    "publication_checkpoint", "publication_publishedfiles", "publication_cosignature",
    "publication_verification", "publication_trailseal", "auditing_auditevent",
    "auditing_sensitiveaccess",
)  # fmt: skip
# What a redaction by two persons may still take a text out of; by trigger, nothing else.
_REDACTED = ("auditing_auditevent", "auditing_sensitiveaccess")
_MAINTAIN_SINCE = 170_000


def grant_application(role: str) -> None:
    """Give an existing role what the running portal needs, and nothing that changes a log.

    Run by the owner after every migration. Raises ProgrammingError for an unknown role.
    """
    with connection.cursor() as cursor:
        for statement in _statements(cursor, connection.ops.quote_name(role)):
            cursor.execute(statement)


def _statements(cursor: Cursor, role: str) -> list[str]:
    cursor.execute("SELECT quote_ident(current_database()), current_setting('server_version_num')")
    database, version = cursor.fetchone()
    cursor.execute(
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON"
        " pg_proc.oid = tgfoid WHERE proname LIKE %s AND tgtype & 8 <> 0",
        ["%refuse%"],
    )
    kept = sorted({name for (name,) in cursor.fetchall()} | set(LOGS))
    fixed = [table for table in LOGS if table not in _REDACTED]
    # Whoever publishes has the planner count the table anew.
    count = ["MAINTAIN"] if int(version) >= _MAINTAIN_SINCE else []
    return [
        f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        (
            f"GRANT {', '.join(['SELECT', 'INSERT', 'UPDATE', 'DELETE', *count])}"
            f" ON ALL TABLES IN SCHEMA public TO {role}"
        ),
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"REVOKE DELETE, TRUNCATE, TRIGGER, REFERENCES ON {', '.join(kept)} FROM {role}",
        f"REVOKE UPDATE ON {', '.join(fixed)} FROM {role}",
    ]
