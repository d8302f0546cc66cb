"""What the office means by headings: seen, changed, forgotten."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from core.exceptions import PortalError
from core.pagination import keyset_page
from intake import services
from intake.forms import MemoryForm
from intake.models import HeadingMemory
from intake.sheets import all_sheets


@requires(Permission.UPLOAD_SHEETS)
@never_cache
@require_safe
def memory_list(request: StaffRequest) -> HttpResponse:
    found = HeadingMemory.objects.filter(office=request.user.office_id)
    page = keyset_page(found, ("kind", "id"), request.GET.get("after", ""))
    sheets = {sheet.kind: sheet for sheet in all_sheets()}
    context = {
        "page": page,
        "lines": [
            (memory, sheets[memory.kind].title, MemoryForm(memory=memory))
            for memory in page
            if memory.kind in sheets
        ],
    }
    return render(request, "intake/memories.html", context)


@requires(Permission.UPLOAD_SHEETS)
@require_POST
def change_memory(request: StaffRequest, number: int) -> HttpResponse:
    """Another meaning, or none at all."""
    own = HeadingMemory.objects.filter(office=request.user.office_id)
    memory = get_object_or_404(own, pk=number)
    try:
        if request.POST.get("act") == "forget":
            services.forget_memory(memory=memory, by=request.user)
            messages.success(
                request, _("Forgotten. The next sheet with this heading is asked about.")
            )
        else:
            services.change_memory(
                memory=memory, by=request.user, field=request.POST.get("field", "")[:60]
            )
            messages.success(request, _("Kept. It counts for the sheets that come from now on."))
    except PortalError as refusal:
        messages.error(request, str(refusal))
    return redirect("intake:memory-list")
