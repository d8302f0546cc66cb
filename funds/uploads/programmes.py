"""From what a row or a title says to a programme of the catalogue."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from core.exceptions import PortalError
from funds.models import Programme
from intake.rows import RowChecker


class UnknownProgramme(PortalError):
    """No programme, or several, are called so."""


class NoProgramme(PortalError):
    """Neither row, upload nor title says a programme."""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").replace("资金", "").upper()


class ProgrammeResolver:
    """Finds programmes by code, full name or short name; loads the catalogue once."""

    def __init__(self) -> None:
        self.programmes = list(Programme.objects.order_by("code"))
        self._names: dict[str, list[Programme]] = {}
        for programme in self.programmes:
            for name in {programme.code, _plain(programme.name), _plain(programme.short_name)}:
                self._names.setdefault(name, []).append(programme)

    def resolve(self, text: str) -> Programme:
        found = self._names.get(_plain(text), [])
        if len(found) != 1:
            raise UnknownProgramme(text)
        return found[0]

    def in_title(self, title: str) -> Programme | None:
        """The one programme whose name stands in a title; the longest name wins."""
        plain = _plain(title)
        hits = {
            name: found[0]
            for name, found in self._names.items()
            if len(found) == 1 and len(name) >= 3 and name in plain
        }
        if not hits:
            return None
        longest = max(hits, key=len)
        others = {p for name, p in hits.items() if name not in longest}
        return hits[longest] if not others - {hits[longest]} else None


def programmes_of(
    rows: RowChecker, programme_code: str, titles: dict[str, str]
) -> list[Programme | None]:
    """The programme of every row: its own column, else the one given, else the title's."""
    resolver = ProgrammeResolver()
    given = resolver.resolve(programme_code) if programme_code else None
    if given is not None:
        _warn_of_other_titles(rows, resolver, given, titles)
    keys = list(zip(rows.texts("programme"), rows.sheets, strict=True))

    def answer(key: tuple[str, str]) -> Programme | Exception:
        text, sheet = key
        if text:
            try:
                return resolver.resolve(text)
            except UnknownProgramme as refusal:
                return refusal
        if given is not None:
            return given
        return resolver.in_title(f"{titles.get(sheet, '')} {sheet}") or NoProgramme()

    def refuse(index: int, refusal: PortalError) -> None:
        if isinstance(refusal, UnknownProgramme):
            rows.reject(index, "programme-unknown", text=str(refusal))
        else:
            rows.lacks(index, "programme-missing")

    return rows.answers(keys, answer, refuse)


def _warn_of_other_titles(
    rows: RowChecker, resolver: ProgrammeResolver, given: Programme, titles: dict[str, str]
) -> None:
    """Once a sheet: its title names another programme than the one that was chosen."""
    named = rows.texts("programme")
    told: set[str] = set()
    for index, sheet in enumerate(rows.sheets):
        if sheet in told or named[index]:
            continue
        told.add(sheet)
        titled = resolver.in_title(f"{titles.get(sheet, '')} {sheet}")
        if titled is not None and titled != given:
            rows.warn(index, "programme-differs", title=titled.name, given=given.name)


def check_programme_code(code: str) -> None:
    """Refuse a code that the catalogue lacks before a file is kept."""
    if code and not Programme.objects.filter(code=code).exists():
        raise UnknownProgramme(
            _("There is no programme with the code “%(code)s” in the catalogue.") % {"code": code}
        )


def programme_choices() -> list[tuple[str, str]]:
    """Code and name of every programme of the catalogue."""
    return list(Programme.objects.order_by("code").values_list("code", "name"))
