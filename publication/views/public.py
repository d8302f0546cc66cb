"""The log for everybody: how far it goes, receipts, its files, and the page that checks offline."""

from __future__ import annotations

import re

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core import public_files
from publication.exceptions import NotSigned
from publication.log.receipted import Receipted, receipted
from publication.selectors.labels import labels_of, words_of
from publication.selectors.overview import overview_of
from publication.services.offline import offline_page
from publication.services.receipting import Receipt, receipts_of
from publication.services.signing import verifier
from publication.views.codes import paper_code


_TILE = re.compile(r"tile/(?:\d{1,2}|entries)/(?:x\d{3}/)*\d{3}(?:\.p/\d{1,3})?")
# Files of finished tiles never change.
_FOR_EVER = "public, max-age=31536000, immutable"


@public
@require_safe
@never_cache
def log(request: HttpRequest) -> HttpResponse:
    """Checkpoints, witnesses, and what the last verification found."""
    context = {"overview": overview_of(), "vkey": verifier().vkey}
    return render(request, "publication/log.html", context)


@public
@require_safe
@never_cache
def receipts(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """What proves that a record stood in the log, to look at and to print."""
    about = _about(kind, key)
    context = {"about": about, "kind": kind, "key": key, "vkey": verifier().vkey}
    try:
        found = receipts_of(about)
    except NotSigned as error:
        return render(request, "publication/receipts.html", context | {"waiting": str(error)})
    labels = labels_of(about.kind)
    words = words_of(about.kind)
    shown = [
        {
            "receipt": receipt,
            "fields": [
                (labels[name], words.get((name, text), text))
                for name, text in receipt.fields.items()
                if text
            ],
            "code": paper_code(receipt.paper.text),
        }
        for receipt in found
    ]
    checkpoint = found[0].proof.checkpoint if found else None
    context |= {"receipts": shown, "checkpoint": checkpoint}
    if checkpoint:
        context["witnesses"] = len(checkpoint.signatures) - 1
    return render(request, "publication/receipts.html", context)


@public
@require_safe
@never_cache
def receipt_file(request: HttpRequest, kind: str, key: str, index: int) -> HttpResponse:
    """One receipt as a file (c2sp.org/tlog-proof@v1)."""
    try:
        found = receipts_of(_about(kind, key))
    except NotSigned as error:
        raise Http404 from error
    receipt = _at(found, index)
    response = HttpResponse(receipt.file, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{index}.tlog-proof"'
    return response


@public
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that checks receipts without a net: to be kept, opened from the disk."""
    response = HttpResponse(offline_page())
    response.headers["Content-Disposition"] = 'attachment; filename="verify-receipt.html"'
    return response


@public
@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the log where no web server stands in front (docker/nginx.conf)."""
    checkpoint = name == "checkpoint"
    if not checkpoint and not _TILE.fullmatch(name):
        raise Http404
    try:
        found = public_files.path_of(f"log/{name}").open("rb")
    except OSError as error:
        raise Http404 from error
    kind = "text/plain; charset=utf-8" if checkpoint else "application/octet-stream"
    response = FileResponse(found, content_type=kind)
    response.headers["Cache-Control"] = "no-cache" if checkpoint else _FOR_EVER
    return response


def _about(kind: str, key: str) -> Receipted:
    about = receipted(kind, key)
    if about is None:
        raise Http404
    return about


def _at(found: list[Receipt], index: int) -> Receipt:
    for receipt in found:
        if receipt.proof.index == index:
            return receipt
    raise Http404
