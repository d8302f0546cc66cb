"""Taking a text out that slipped through: asked for at the desk, decided by another, seen by all."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, public, requires
from accounts.requests import StaffRequest
from core.caching import cached_page
from core.exceptions import PortalError
from core.pagination import keyset_page
from intake import services, tasks
from intake.forms import RedactionForm
from intake.models import Redaction
from intake.permissions import can_decide_redaction, can_request_redaction


@requires(Permission.SEE_BATCHES)
@never_cache
@sensitive_post_parameters("text")
@sensitive_variables("form")
@require_http_methods(["GET", "HEAD", "POST"])
def redaction_list(request: StaffRequest) -> HttpResponse:
    """Those of the office and its region, and the form; what was typed is never shown again."""
    form = RedactionForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.request_redaction(by=request.user, **form.cleaned_data)
        except PortalError as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Asked for. A second person now decides."))
            return redirect("intake:redaction-list")
    if form.errors:
        status = 400
    found = Redaction.objects.visible_to(request.user).for_desk()
    page = keyset_page(found, ("-id",), request.GET.get("after", ""))
    context = {
        "form": form,
        "page": page,
        "may_ask": can_request_redaction(request.user),
        "to_decide": [
            redaction.pk for redaction in page if can_decide_redaction(request.user, redaction)
        ],
    }
    return render(request, "intake/redaction_list.html", context, status=status)


@requires(Permission.SEE_BATCHES)
@never_cache
@sensitive_variables("text")
@require_http_methods(["POST"])
def redaction(request: StaffRequest, number: int) -> HttpResponse:
    """The text, to whoever may decide; by POST, because the look is recorded."""
    shown = get_object_or_404(Redaction.objects.visible_to(request.user), pk=number)
    text = services.text_of(redaction=shown, by=request.user)
    context = {"redaction": shown, "text": text}
    return render(request, "intake/redaction.html", context)


@requires(Permission.SEE_BATCHES)
@require_POST
def decide_redaction(request: StaffRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(Redaction.objects.visible_to(request.user), pk=number)
    approved = request.POST.get("decision") == "approve"
    try:
        services.decide_redaction(redaction=shown, by=request.user, approved=approved)
    except PortalError as refusal:
        messages.error(request, str(refusal))
    else:
        if approved:
            tasks.carry_out_redaction.delay_on_commit(shown.pk)
        messages.success(
            request,
            _("The text is being taken out everywhere.") if approved else _("The text stays."),
        )
    return redirect("intake:redaction-list")


@public
@require_safe
@cached_page()
def public_list(request: HttpRequest) -> HttpResponse:
    """That something was taken out of what was published, where, when and by whom; never what."""
    page = keyset_page(Redaction.objects.public(), ("-id",), request.GET.get("after", ""))
    return render(request, "intake/redactions.html", {"page": page})
