"""Every picture of public figures by one set of addresses: page, table, drawing, embedded."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from csp.decorators import csp_replace

from accounts.permissions import public
from core.caching import cached_page
from core.exports import neutralised
from core.pictures import Cell, Picture, picture_of


_PARAMETERS = ("a", "b", "programme", "region", "year")


def _picture_or_404(request: HttpRequest, kind: str) -> Picture:
    found = picture_of(kind, request.GET.dict())
    if found is None:
        raise Http404
    return found


@public
@require_safe
@cached_page(*_PARAMETERS)
def page(request: HttpRequest, kind: str) -> HttpResponse:
    """The picture alone: to print, to link to, and with what others need to show it."""
    return render(request, "portal/picture.html", {"picture": _picture_or_404(request, kind)})


@public
@require_safe
@cached_page(*_PARAMETERS)
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """The figures as CSV."""
    found = _picture_or_404(request, kind)
    response = _download(found, "csv", "text/csv; charset=utf-8")
    # Excel takes a CSV for UTF-8 only with this mark.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(found.headings)
    writer.writerows(neutralised(map(_plain, row)) for row in found.rows)
    return response


@public
@require_safe
@cached_page(*_PARAMETERS)
def drawing(request: HttpRequest, kind: str) -> HttpResponse:
    """The picture as a file that any program draws: its colours stand in it."""
    found = _picture_or_404(request, kind)
    response = render(request, "portal/picture.svg", {"picture": found, "style": _style()})
    drawn = _download(found, "svg", "image/svg+xml")
    drawn.write(response.content)
    return drawn


@public
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": list(settings.EMBED_ANCESTORS)})
@cached_page(*_PARAMETERS)
def embedded(request: HttpRequest, kind: str) -> HttpResponse:
    """The picture inside somebody else's page; nothing else of the site may be framed."""
    return render(request, "portal/embedded.html", {"picture": _picture_or_404(request, kind)})


def _download(picture: Picture, form: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content_type=content_type)
    name = "-".join([picture.kind, *picture.query.values()])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _plain(cell: Cell) -> Cell:
    return f"{cell:%Y-%m}" if isinstance(cell, date) else cell


@cache
def _style() -> str:
    """The rules by which pages draw pictures; colours as they stand in `var(--name, colour)`."""
    path = finders.find("css/charts.css")
    return Path(path).read_text(encoding="utf-8") if path else ""
