"""Keys at the desk: made at the first sign-in, unlocked by the password, given to colleagues."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from auditing.services import record
from complaints.forms import UnlockForm
from complaints.models import Escrow, MemberKey, Ring
from complaints.permissions import purposes_of
from complaints.selectors.opening import keys_of
from complaints.selectors.readiness import readiness_for, waiting_in, works_here
from complaints.services import gate, members, rings
from complaints.views.desk.session import forget, keys_in, remember
from core.exceptions import PortalError
from core.throttling import within_limit


@requires(Permission.USE_DESK)
@never_cache
@sensitive_post_parameters("password", "former")
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: StaffRequest) -> HttpResponse:
    """Make the own key, or open it; then on to where the member came from."""
    enrolled = MemberKey.objects.filter(user=request.user).exists()
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and not works_here(request.user):
        form.add_error(None, _("Reports are not your work here."))
    elif request.method == "POST" and not within_limit(request, "sign-in"):
        form.add_error(None, _("Too many tries. Wait a minute."))
    elif request.method == "POST" and form.is_valid():
        try:
            private = _private(request, form, enrolled)
        except PortalError as refusal:
            form.add_error(None, str(refusal))
        else:
            response = redirect(_onward(request))
            remember(request, response, private)
            return response
    status = 400 if form.errors else 200
    context = {"form": form, "enrolled": enrolled, "next": _onward(request), "holds": works_here(request.user)}  # fmt: skip
    return render(request, "complaints/desk/unlock.html", context, status=status)


def _private(request: StaffRequest, form: UnlockForm, enrolled: bool) -> bytes:
    user, password = request.user, form.cleaned_data["password"]
    # Whoever sits down at an open session guesses no faster than at the sign-in.
    gate.count_visitor(f"user:{user.pk}", "unlock")
    if not enrolled:
        members.enrol(by=user, password=password)
        messages.success(request, _("Your key is made. It opens by your password alone."))
    elif request.POST.get("anew"):
        members.make_anew(by=user, password=password)
        messages.warning(request, _("Your new key is made. A colleague, or two custodians, give you the office's key again."))  # fmt: skip
    if former := form.cleaned_data["former"]:
        private = members.bring_across(by=user, password=password, former=former)
    else:
        private = members.unlocked(by=user, password=password)
    for purpose in purposes_of(user):
        ring = Ring.objects.filter(office=user.office_id, purpose=purpose).first()
        if ring is None:
            rings.found(by=user, purpose=purpose)
        else:
            _renew(user, private, ring)
    record(action="complaints.unlock", by=user, target=f"user:{user.pk}")
    return private


def _renew(user: object, private: bytes, ring: Ring) -> None:
    """Each month, and when somebody left, whoever comes first makes the office's key anew."""
    keys = keys_of(user, private)  # type: ignore[arg-type]
    if ring.pk in keys.rings and rings.needs_renewing(ring):
        rings.renew(by=keys.user, keys=keys, ring=ring)


def _onward(request: StaffRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or "/desk/reports/"
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if safe and target.startswith("/desk/reports/") else "/desk/reports/"


@requires(Permission.USE_DESK)
@require_POST
def lock(request: StaffRequest) -> HttpResponse:
    response = redirect("portal:desk")
    forget(request, response)
    messages.info(request, _("Reports are locked again."))
    return response


@requires(Permission.USE_DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def colleagues(request: StaffRequest) -> HttpResponse:
    """Who of the office holds its key, who waits for it; halves of keys, for custodians."""
    keys = keys_in(request)
    if keys is None:
        return redirect("complaints-desk:unlock")
    if request.method == "POST":
        try:
            if "half" in request.POST:
                _half(request, keys.member)
            else:
                ring = get_object_or_404(Ring, pk=request.POST.get("ring"))
                member = get_object_or_404(MemberKey, pk=request.POST.get("member"))
                rings.grant(by=request.user, keys=keys, ring=ring, member=member)
                messages.success(request, _("%(name)s holds the office's key now.") % {"name": member.user})  # fmt: skip
        except PortalError as refusal:
            messages.error(request, str(refusal))
        return redirect("complaints-desk:colleagues")
    own = Ring.objects.filter(office=request.user.office_id).prefetch_related(
        "grants__member__user"
    )
    context = {
        "rings": own,
        "waiting": [(ring, member, ring.pk in keys.rings) for ring, member in waiting_in(request.user.office_id)],
        "locked_out": [purpose for purpose in purposes_of(request.user)
                       if not any(ring.purpose == purpose and ring.pk in keys.rings for ring in own)],
        "halves": _halves(request),
    }  # fmt: skip
    return render(request, "complaints/desk/colleagues.html", context)


def _halves(request: StaffRequest) -> list[dict[str, Any]]:
    """What this custodian may do for members of offices who wait and have no colleague."""
    own = Escrow.objects.select_related(
        "ring__office", "first__user", "second__user", "half_for__user"
    )
    second = own.filter(second__user=request.user).exclude(half=None)
    first = own.filter(first__user=request.user, half=None)
    return [
        *({"escrow": escrow, "member": escrow.half_for, "act": "hand"} for escrow in second),
        *(
            {"escrow": escrow, "member": member, "act": "open"}
            for escrow in first
            for ring, member in waiting_in(escrow.ring.office_id)
            if ring.pk == escrow.ring_id
        ),
    ]


def _half(request: StaffRequest, private: bytes) -> None:
    escrow = get_object_or_404(
        Escrow.objects.select_related("ring__office", "first", "second", "half_for__user"),
        pk=request.POST["half"],
    )
    if request.POST.get("act") == "hand":
        rings.hand_over(by=request.user, member_private=private, escrow=escrow)
        messages.success(request, _("The office's key is handed over."))
    else:
        member = get_object_or_404(MemberKey, pk=request.POST.get("member"))
        rings.open_half(by=request.user, member_private=private, escrow=escrow, to=member)
        messages.success(request, _("Your half is open. The second custodian hands the key over."))


@requires(Permission.KEEP_STAFF)
@never_cache
@require_safe
def offices(request: StaffRequest) -> HttpResponse:
    """Which offices could open what they would receive; the rest receives nothing."""
    return render(request, "complaints/desk/offices.html", {"offices": readiness_for(request.user)})
