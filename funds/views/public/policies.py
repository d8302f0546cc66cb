"""Policy documents: the list and one document."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from funds.filters import PolicyFilter
from funds.models import PolicyAttachment, PolicyDocument
from funds.views.public import params


@public
@require_safe
@cached_page()
def policy_list(request: HttpRequest) -> HttpResponse:
    if params.holds_a_number(request):
        return redirect("search:search")
    form = PolicyFilter(request.GET, PolicyDocument.objects.all())
    return render(request, "funds/policy_list.html", {"filter": form, "policies": form.qs[:200]})


@public
@require_safe
@cached_page()
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(
        PolicyDocument.objects.prefetch_related("attachments", "programmes"), pk=slug
    )
    return render(request, "funds/policy.html", {"policy": shown})


@public
@require_safe
def policy_attachment(request: HttpRequest, number: int) -> FileResponse:
    """The file itself, always as a download: an attachment is never run in the portal's origin."""
    shown = get_object_or_404(PolicyAttachment, pk=number)
    return FileResponse(
        shown.file.open("rb"),
        as_attachment=True,
        filename=shown.name,
        content_type="application/octet-stream",
    )
