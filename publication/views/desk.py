"""The log at the desk: what the verifications found, row by row, and a new one at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, requires
from publication.log.kinds import all_kinds
from publication.models import Verification
from publication.selectors.overview import overview_of
from publication.services.verifying.differences import What
from publication.tasks import verify


_SHOWN = 14


@requires(Permission.SEE_LOG)
@never_cache
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The last verifications, and every place that the newest found."""
    verifications = list(Verification.objects.all()[:_SHOWN])
    newest = verifications[0] if verifications else None
    context = {
        "overview": overview_of(),
        "verifications": verifications,
        "newest": newest,
        "found": [_told(each) for each in newest.found] if newest else [],
    }
    return render(request, "publication/desk/log.html", context)


@requires(Permission.SEE_LOG)
@never_cache
@require_POST
def verify_now(request: HttpRequest) -> HttpResponse:
    """Have a worker compare everything at once; nothing is answered until it has."""
    verify.delay()
    messages.success(request, _("The comparison has begun. Load the page again in a few minutes."))
    return redirect("publication-desk:log")


def _told(each: dict[str, Any]) -> dict[str, Any]:
    """A difference in the reader's words."""
    labels = {kind.name: str(kind.label) for kind in all_kinds().values()} | {
        "total": _("kept total"), "statement": _("monthly statement"), "batch": _("batch"),
        "picture": _("picture of a voucher"),
        "trail": _("audit trail"), "log": _("publication log"),
    }  # fmt: skip
    what = What(each["what"])
    return each | {
        "label": labels.get(each["kind"], each["kind"]),
        "words": what.words_of_trail if each["kind"] == "trail" else what.words,
    }
