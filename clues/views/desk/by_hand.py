"""Opening a matter that somebody told of."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from clues import services
from clues.forms import OpenForm
from core.exceptions import PortalError


@requires(Permission.WORK_CLUES)
@never_cache
@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
def open_clue(request: StaffRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = OpenForm(data, region=request.user.region_code)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        programme = values["programme"]
        try:
            clue = services.open_by_hand(
                by=request.user, came=values["came"], region=values["place"],
                words=values["words"], severity=values["severity"], name=values["name"],
                amount=values["amount"] or Decimal(0), number=values["number"],
                programme=programme.code if programme else "",
            )  # fmt: skip
        except PortalError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Opened. It is a suspicion until somebody has checked it."))
            return redirect(clue)
    status = 400 if form.is_bound else 200
    return render(request, "clues/open.html", {"form": form}, status=status)
