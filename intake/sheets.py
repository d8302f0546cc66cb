"""What a kind of sheet is: its columns, its checks, its publish function.

To intake a new kind is a subclass, named by its dotted path in settings.INTAKE_SHEETS; intake never
imports the app it lives in. Its table and the rest: docs/howto.md.
"""

from __future__ import annotations

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

import pandas as pd

from accounts.models import Office
from core.cursors import Cursor
from core.fields import WrittenField
from intake.evidence import REGISTRY, EvidenceKind, Row
from intake.exceptions import UnknownSheetKind
from intake.models import Batch
from intake.reading.mapping import Field
from intake.reading.papers import with_papers
from intake.reading.problems import Problem


@dataclass(slots=True)
class Prepared:
    """Accepted rows in the columns of their table, in sheet order, and what is wrong.

    `columns` maps each of the sheet's COPY columns to its values: str, int, Decimal, date,
    sealed bytes or None; all of the same length.
    """

    columns: dict[str, Sequence[Any]]
    problems: list[Problem] = field(default_factory=list)
    # Column and row (index into the columns) of what was taken out of texts, see `hide`.
    hidden: list[tuple[str, int]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))


@dataclass(slots=True)
class Difference:
    """One line of the preview: what changed for one recipient. Names only, no numbers."""

    kind: str
    name: str
    place: str
    before: str = ""
    after: str = ""


@dataclass(slots=True)
class Comparison:
    """What a draft changes against the last period, and what of it stands published already."""

    previous_batch: int | None = None
    previous_period: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    examples: list[Difference] = field(default_factory=list)
    duplicates_inside: int = 0
    already_published: int = 0
    # How much of recipients who are not named would be shown: villages by kind.
    disclosure: dict[str, int] = field(default_factory=dict)
    # Persons of a registry that stand until this one takes their place.
    replaces: int = 0
    # What has to be told or asked because of it; kept with the batch's other problems.
    problems: list[Problem] = field(default_factory=list)
    # (sheet, row, batch, row there) of some of them, to be pointed out in the sheet.
    published_rows: list[tuple[str, int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Preview:
    """Some prepared rows as a reviewer may read them: never a number of a person."""

    headings: list[str] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)
    # Which columns are amounts, set to the right.
    amounts: frozenset[int] = frozenset()

    @property
    def lines(self) -> list[list[tuple[str, Any]]]:
        """Each row as pairs of heading and value, for cards on a narrow screen."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]


# Tables, and keys of their rows.
Marked = list[tuple[str, list[int]]]


class Sheet(ABC):
    """One kind of sheet. Instances hold no state of a batch."""

    kind: ClassVar[str]
    label: ClassVar[Any]
    fields: ClassVar[tuple[Field, ...]]
    table: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    # Text columns in which nothing means "" and not NULL.
    empty_text: ClassVar[tuple[str, ...]] = ()
    confidential: ClassVar[bool] = False
    needs_period: ClassVar[bool] = False
    takes_programme: ClassVar[bool] = False
    # Whether a published sheet is a start for the next one, and which fields are filled in anew.
    starts_next: ClassVar[bool] = False
    left_to_fill_in: ClassVar[tuple[str, ...]] = ()
    # What its rows, and what is worked out of them, say as evidence of a matter.
    evidence: ClassVar[tuple[EvidenceKind, ...]] = ()
    # Kinds of offices (accounts.choices.OfficeKind) that may send it; none named: all.
    office_kinds: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def prepare(self, frame: pd.DataFrame, batch: Batch, titles: dict[str, str]) -> Prepared:
        """Resolve and check the readable rows of `frame` (see intake.reading.read.Reading)."""

    def arrange(self, prepared: Prepared) -> None:
        """Put the rows into the order in which they are stored; sheet order unless it would tell."""

    def lacks_column(self, assigned: set[str]) -> bool:
        """Whether the found columns (field names) cannot do, beyond the required ones."""
        return False

    def compare(self, cursor: Cursor, draft: str, batch: Batch) -> Comparison:
        """Compare the temporary table `draft` (shaped like `table`) with what is published."""
        return Comparison()

    def amount(self, prepared: Prepared) -> Decimal:
        """The money that the rows bring, in yuan."""
        return sum(prepared.columns.get("amount", ()), start=Decimal(0))

    def draft_amount(self, cursor: Cursor, draft: str) -> Decimal:
        """The same of the temporary table `draft`."""
        return Decimal(0)

    def leave_out_published(self, cursor: Cursor, draft: str, batch: Batch) -> int:
        """Delete from `draft` the rows that stand published already; returns how many."""
        return 0

    def on_publish(self, cursor: Cursor, batch: Batch) -> Marked | None:
        """What has to follow the COPY inside the publishing transaction (kept sums); returns which
        rows of other batches it marked.
        """
        return None

    def on_withdraw(self, cursor: Cursor, batch: Batch) -> Marked | None:
        """Take the batch's rows out of what stands, inside the withdrawing transaction; returns
        which rows of other batches it marked.
        """
        return None

    def check_reason(self, batch: Batch, reason: str) -> None:
        """Raise PortalError for a public reason that says more than the sheet's lists show."""

    def check_parameters(self, *, programme_code: str, region_code: str) -> None:
        """Refuse impossible parameters before a file is kept; raises a PortalError."""

    def check_decision(self, batch: Batch) -> None:
        """Refuse to submit or approve what has been overtaken meanwhile; raises a PortalError."""

    def programmes(self) -> list[tuple[str, str]]:
        """Codes and names to choose from when uploading."""
        return []

    def preview(self, rows: list[dict[str, str]]) -> Preview:
        """Prepared rows (text by column, as in the COPY file) in a reviewer's words."""
        return Preview()

    def standing_lines(self, batch: Batch) -> list[dict[str, Any]]:
        """The standing rows of a published batch by field, whole numbers included."""
        return []

    def public_pages(self, batch: Batch) -> list[tuple[str, str]]:
        """Words and addresses of the pages on which a published batch's lines stand."""
        return []

    def may_come_from(self, office: Office) -> bool:
        return not self.office_kinds or office.kind in self.office_kinds

    @property
    def fields_read(self) -> list[Field]:
        """Its fields, and for each identity number the column that says its kind of paper."""
        return with_papers(self.fields)

    @property
    def title(self) -> str:
        return str(self.label)


@lru_cache(maxsize=1)
def _sheets() -> dict[str, Sheet]:
    sheets = [import_string(path)() for path in settings.INTAKE_SHEETS]
    return {sheet.kind: sheet for sheet in sheets}


def sheet_of(kind: str) -> Sheet:
    try:
        return _sheets()[kind]
    except KeyError as error:
        raise UnknownSheetKind(
            _("There is no kind of sheet “%(kind)s”. Known kinds: %(known)s.")
            % {"kind": kind, "known": ", ".join(sorted(_sheets()))}
        ) from error


def all_sheets() -> list[Sheet]:
    return list(_sheets().values())


@cache
def model_of(table: str) -> type[models.Model]:
    """The model whose rows a sheet publishes."""
    return next(each for each in apps.get_models() if each._meta.db_table == table)


@cache
def _written_fields(table: str) -> dict[str, WrittenField]:
    """The columns of a table that people's words reach."""
    return {
        each.attname: each
        for each in model_of(table)._meta.concrete_fields
        if isinstance(each, WrittenField)
    }


def hide(sheet: Sheet, prepared: Prepared) -> None:
    """Take out of every text what its column may not keep: numbers of persons, and conditions
    where the public reads it. Idempotent; `prepared.hidden` says where.
    """
    for name, written in _written_fields(sheet.table).items():
        values = prepared.columns.get(name)
        if values is None:
            continue
        kept = {text: written.kept(text) for text in set(values) if text}
        changed = {text for text, left in kept.items() if left != text}
        if changed:
            prepared.hidden += [(name, at) for at, text in enumerate(values) if text in changed]
            prepared.columns[name] = [kept.get(text, text) for text in values]


def copy_text(sheet: Sheet, prepared: Prepared) -> bytes:
    """The rows as CSV for COPY: None and "" are empty fields, bytes are hexadecimal."""
    hide(sheet, prepared)
    sheet.arrange(prepared)
    ready = [_copy_column(prepared.columns[name]) for name in sheet.columns]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(zip(*ready, strict=True))
    return text.getvalue().encode()


def copy_statement(sheet: Sheet, table: str) -> str:
    """COPY of such rows into `table`; see `copy_text`."""
    filled = f", FORCE_NOT_NULL ({', '.join(sheet.empty_text)})" if sheet.empty_text else ""
    return f"COPY {table} ({', '.join(sheet.columns)}) FROM STDIN WITH (FORMAT csv{filled})"


def _copy_column(values: Sequence[Any]) -> Sequence[Any]:
    sample = next((value for value in values if value is not None), None)
    if isinstance(sample, bytes):
        return [None if value is None else "\\x" + value.hex() for value in values]
    if isinstance(sample, date):
        words = {value: value.isoformat() for value in set(values) if value is not None}
        return [words.get(value) for value in values]
    return values


@lru_cache(maxsize=1)
def evidence_kinds() -> dict[str, EvidenceKind]:
    """All kinds of evidence by name; a registry's is “registry:” and the registry's name."""
    return {kind.name: kind for sheet in all_sheets() for kind in sheet.evidence}


def evidence_kind(row: Row) -> EvidenceKind:
    """The kind of a piece of evidence; one without fields where nobody knows it any more."""
    name = title = str(row.get("kind", ""))
    if name == REGISTRY:
        title = str(row.get("registry", ""))
        name = f"{REGISTRY}:{title}"
    return evidence_kinds().get(name) or _unknown_evidence(name, title)


@lru_cache(maxsize=32)
def _unknown_evidence(name: str, title: str) -> EvidenceKind:
    return EvidenceKind(name, title)
