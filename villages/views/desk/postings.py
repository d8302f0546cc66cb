"""The desk of the boards: what is due in the office's villages, writing a posting, deciding on it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, holds, requires
from accounts.requests import StaffRequest
from core.exceptions import PortalError
from regions.choices import RegionLevel
from regions.models import Region
from regions.selectors import names_for
from villages import permissions
from villages.choices import PostingState, Proof
from villages.forms import PostingForm, ReasonForm
from villages.models import DisclosureItem, Posting
from villages.selectors.duties import DisclosureStatus, Owed
from villages.services.posting import decide_posting, withdraw_posting, write_posting
from villages.services.reminding import due_soon


VILLAGES_SHOWN = 60
POSTINGS_SHOWN = 40


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def posting_list(request: StaffRequest) -> HttpResponse:
    """What is due or overdue in the villages of this office, and its postings."""
    user = request.user
    villages = Region.objects.none()
    if user.office.kind in permissions.KEEPERS:
        villages = Region.objects.villages().under(user.office.region_code).in_force()
    shown = {village.code: village for village in villages[:VILLAGES_SHOWN]}
    postings = Posting.objects.visible_to(user).select_related("region", "duty", "written_by")
    context = {
        "villages": shown.values(),
        "due": _by_village(shown),
        "duties": DisclosureItem.objects.filter(active=True, proof=Proof.POSTING),
        "waiting": postings.filter(status=PostingState.SUBMITTED),
        "returned": postings.filter(status=PostingState.RETURNED),
        "postings": postings[:POSTINGS_SHOWN],
        "may_write": holds(user, Permission.UPLOAD_SHEETS)
        and user.office.kind in permissions.KEEPERS,
    }
    return render(request, "villages/desk/posting_list.html", context)


def _by_village(villages: dict[str, Region]) -> list[tuple[Region, list[Owed], int]]:
    """Each village with what it owes now, how much of it late; those with most missing first."""
    owed: dict[str, list[Owed]] = {}
    for code, item in due_soon(villages):
        owed.setdefault(code, []).append(item)
    found = [
        (villages[code], items, sum(item.status == DisclosureStatus.MISSING for item in items))
        for code, items in owed.items()
    ]
    return sorted(found, key=lambda row: (-row[2], row[0].code))


@requires(Permission.UPLOAD_SHEETS)
@never_cache
@require_http_methods(["GET", "POST"])
def posting_write(request: StaffRequest, code: str, duty: str) -> HttpResponse:
    """A new posting; ?until=2026-09-30 chooses the period that is due."""
    region = get_object_or_404(Region, pk=code, level=RegionLevel.VILLAGE)
    item = get_object_or_404(DisclosureItem, code=duty, active=True, proof=Proof.POSTING)
    try:
        permissions.check_can_post(request.user, region.code)
    except PortalError as error:
        raise Http404 from error
    return _write(request, region, item, None)


@requires(Permission.UPLOAD_SHEETS)
@never_cache
@require_http_methods(["GET", "POST"])
def posting_rewrite(request: StaffRequest, number: int) -> HttpResponse:
    """A posting that was sent back."""
    posting = _mine(request, number)
    return _write(request, posting.region, posting.duty, posting)


def _write(
    request: StaffRequest, region: Region, duty: DisclosureItem, posting: Posting | None
) -> HttpResponse:
    form = PostingForm(request.POST or None, duty=duty, posting=posting, until=_until(request))
    if request.method == "POST" and form.is_valid():
        try:
            written = write_posting(
                region=region, duty=duty, posting=posting, by=request.user, **form.values()
            )
        except PortalError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Handed to the second person."))
            return redirect("villages-desk:posting", number=written.pk)
    context = {"form": form, "region": region, "duty": duty, "posting": posting}
    return render(request, "villages/desk/posting_write.html", context)


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def posting(request: StaffRequest, number: int) -> HttpResponse:
    shown = _mine(request, number)
    user = request.user

    def may(to: str) -> bool:
        try:
            permissions.check_can_decide_posting(user, shown, to)
        except PortalError:
            return False
        return True

    context = {
        "posting": shown,
        "place": names_for([shown.region_id], start="county")[shown.region_id],
        "may_decide": may(PostingState.PUBLISHED),
        "may_withdraw": may(PostingState.WITHDRAWN),
        "may_rewrite": shown.status == PostingState.RETURNED
        and holds(user, Permission.UPLOAD_SHEETS),
        "form": ReasonForm(),
    }
    return render(request, "villages/desk/posting.html", context)


@requires(Permission.APPROVE_BATCHES)
@require_POST
def posting_decide(request: StaffRequest, number: int) -> HttpResponse:
    """approve publishes, return sends back, withdraw takes it from the board."""
    shown, reason = _mine(request, number), request.POST.get("reason", "")[:300]
    try:
        match request.POST.get("act"):
            case "approve":
                decide_posting(posting=shown, by=request.user, approved=True)
                messages.success(request, _("Published."))
            case "return":
                decide_posting(posting=shown, by=request.user, approved=False, reason=reason)
                messages.success(request, _("Sent back."))
            case "withdraw":
                withdraw_posting(posting=shown, by=request.user, reason=reason)
                messages.success(request, _("Withdrawn."))
    except PortalError as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("villages-desk:posting", args=[number]))


def _mine(request: StaffRequest, number: int) -> Posting:
    mine = Posting.objects.visible_to(request.user).select_related(
        "region", "duty", "office", "written_by", "decided_by"
    )
    return get_object_or_404(mine, pk=number)


def _until(request: StaffRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("until", ""))
    except ValueError:
        return None
