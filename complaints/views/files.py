"""A file of an opened report, sent so that a browser shows it as what it is and never runs it."""

from __future__ import annotations

from django.http import HttpResponse

from complaints.reading import is_drawn_voice, is_office_file


def file_shown(content: bytes, place: int) -> HttpResponse:
    """A picture or a voice note in the page; a paper that is as it was only to be taken away."""
    if is_drawn_voice(content):
        return HttpResponse(content, content_type="audio/ogg")
    if is_office_file(content):
        return HttpResponse(
            content,
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": f'attachment; filename="{place + 1}{_ending(content)}"'
            },
        )
    return HttpResponse(content, content_type="image/jpeg")


def _ending(content: bytes) -> str:
    """By what is in it; the name that it was sent with was never kept."""
    kinds = (
        (b"word/", ".docx"),
        (b"xl/", ".xlsx"),
        (b"ppt/", ".pptx"),
        (b"opendocument.text", ".odt"),
    )
    return next((ending for mark, ending in kinds if mark in content), ".bin")
