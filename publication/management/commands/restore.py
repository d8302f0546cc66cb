"""manage.py restore FILE --identity KEYFILE [--against CHECKPOINT]"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from core.exceptions import PortalError
from publication.log.notes import BadNote, parse_checkpoint
from publication.services.restoring import identities_of, restore


BEHIND = 1


class Command(BaseCommand):
    help = (
        "A backup into an empty database and an empty vault. Exit code 1: more was published after"
        " it was made; the batches to bring again are named, and the log is not signed."
    )
    # An empty database knows no tables that checks could ask.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--identity", type=Path, required=True, help="file with the age key")
        parser.add_argument("--against", type=Path, help="the newest checkpoint somebody keeps")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            identities = identities_of(options["identity"].read_text(encoding="ascii"))
            outside = options["against"]
            known = parse_checkpoint(outside.read_text(encoding="utf-8")) if outside else None
            done = restore(options["file"], identities, known)
        except (PortalError, OSError, BadNote, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Restored; the log has %(size)s leaves.") % {"size": done.size})
        if done.published > done.size:
            self.stdout.write(
                _("It was published up to %(size)s leaves. Nothing is signed. Bring again:")
                % {"size": done.published}
            )
            for words in done.missing:
                self.stdout.write(f"  {words}")
            raise SystemExit(BEHIND)
