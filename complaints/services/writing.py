"""Entries into a report's boxes: sealing needs its public key only, so anybody may add, nobody read."""

from __future__ import annotations

from collections.abc import Sequence
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


def keep_papers(report: Report, papers: Sequence[str]) -> None:
    """The words of papers that came with it, an entry each."""
    for words in papers:
        write(report, Side.REPORTER, Kind.FILES, words)


def attach(report: Report, pictures: list[bytes]) -> None:
    """Keep pictures (JPEG, drawn anew) in boxes of the report."""
    last = report.attachments.aggregate(last=Max("place"))["last"]
    first = 0 if last is None else last + 1
    Attachment.objects.bulk_create(
        Attachment(
            report=report, place=place,
            box=seal_to(bytes(report.public), padded(jpeg), report.pk, "file", place),
        )
        for place, jpeg in enumerate(pictures, start=first)
    )  # fmt: skip
