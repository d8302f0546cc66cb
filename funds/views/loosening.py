"""Loosening a programme's class: asked for at the desk, decided by a second administrator."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from core.exceptions import PortalError
from core.pagination import keyset_page
from funds import tasks
from funds.forms import LooseningForm
from funds.models import Loosening
from funds.permissions import can_ask_loosening, can_decide_loosening
from funds.services.loosening import decide_loosening, request_loosening


@requires(Permission.USE_ADMIN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def loosening_list(request: StaffRequest) -> HttpResponse:
    """What was asked for and decided, and the form."""
    form = LooseningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            request_loosening(by=request.user, **form.cleaned_data)
        except PortalError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Asked for. A second administrator now decides."))
            return redirect("funds-desk:loosening-list")
    page = keyset_page(Loosening.objects.for_desk(), ("-id",), request.GET.get("after", ""))
    context = {
        "form": form,
        "page": page,
        "may_ask": can_ask_loosening(request.user),
        "to_decide": [each.pk for each in page if can_decide_loosening(request.user, each)],
    }
    status = 400 if form.errors else 200
    return render(request, "funds/desk/loosening_list.html", context, status=status)


@requires(Permission.USE_ADMIN)
@require_POST
def decide(request: StaffRequest, number: int) -> HttpResponse:
    loosening = get_object_or_404(Loosening, pk=number)
    approved = request.POST.get("decision") == "approve"
    try:
        decide_loosening(loosening=loosening, by=request.user, approved=approved)
    except PortalError as refusal:
        messages.error(request, str(refusal))
    else:
        if approved:
            tasks.loosen.delay_on_commit(loosening.pk)
        messages.success(
            request, _("It is being carried out.") if approved else _("The class stays as it is.")
        )
    return redirect("funds-desk:loosening-list")
