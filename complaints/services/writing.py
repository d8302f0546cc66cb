"""Entries into a report's boxes: sealing needs its public key only, so anybody may add, nobody read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone

from complaints.choices import Side
from complaints.models import Attachment, Entry, Report
from complaints.sealing import padded, seal_to
from complaints.sealing.contents import Content, Kind


def locked(report: Report) -> Report:
    """The report as it stands, locked to the end of the transaction."""
    return Report.objects.select_for_update().get(pk=report.pk)


def write(report: Report, side: str, kind: str, text: str = "", **data: Any) -> None:
    """Add an entry to a report whose row the caller has locked, or just made."""
    content = Content(side=side, kind=kind, day=timezone.localdate(), text=text, data=data)
    write_content(report, content)


def write_content(report: Report, content: Content) -> None:
    last = report.entries.aggregate(last=Max("place"))["last"]
    place = 0 if last is None else last + 1
    box = seal_to(bytes(report.public), content.encoded(), report.pk, "entry", place)
    Entry.objects.create(report=report, place=place, box=box)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What came with words: pictures as JPEG and voice notes as Ogg, both drawn anew, the words of
    papers, and papers as they were where the reporter wants them kept.
    """

    pictures: Sequence[bytes] = ()
    voices: Sequence[bytes] = ()
    papers: Sequence[str] = ()
    originals: Sequence[bytes] = ()

    @property
    def files(self) -> list[bytes]:
        return [*self.pictures, *self.voices, *self.originals]

    def __bool__(self) -> bool:
        return bool(self.files or self.papers)


NOTHING = Enclosed()


def enclose(report: Report, enclosed: Enclosed) -> None:
    """Keep what came in boxes of the report; which of them are no pictures is sealed as well."""
    files = enclosed.files
    last = report.attachments.aggregate(last=Max("place"))["last"]
    first = 0 if last is None else last + 1
    Attachment.objects.bulk_create(
        Attachment(
            report=report, place=place,
            box=seal_to(bytes(report.public), padded(file), report.pk, "file", place),
        )
        for place, file in enumerate(files, start=first)
    )  # fmt: skip
    voices = first + len(enclosed.pictures)
    originals = voices + len(enclosed.voices)
    if enclosed.voices or enclosed.originals:
        write(
            report, Side.REPORTER, Kind.FILES,
            voices=list(range(voices, originals)),
            originals=list(range(originals, first + len(files))),
        )  # fmt: skip
    for words in enclosed.papers:
        write(report, Side.REPORTER, Kind.FILES, words)
