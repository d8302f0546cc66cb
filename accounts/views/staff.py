"""Staff, offices and tokens at the desk: one administrator asks, another decides."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.choices import ChangeKind
from accounts.forms import OfficeForm, ReasonedForm, StaffForm, TokenForm
from accounts.models import Office, OfficeToken, StaffChange, User
from accounts.permissions import (
    Permission,
    can,
    check_can_decide_change,
    check_can_recall,
    requires,
)
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from core.exceptions import NotAllowed, PortalError
from core.pagination import keyset_page


MOST_WAITING = 50
MOST_OFFICES = 200
Asked = tuple[StaffChange, str]


@requires(Permission.KEEP_STAFF)
@never_cache
@require_safe
def staff_list(request: StaffRequest) -> HttpResponse:
    """What waits, and the staff of the region; `q` is a part of a name."""
    words = request.GET.get("q", "").strip()
    found = User.objects.visible_to(request.user).select_related("office")
    if words:
        found = found.filter(Q(full_name__icontains=words) | Q(username__icontains=words))
    record_sensitive_access(by=request.user, subject="staff", reason=_("list of staff"))
    changes = StaffChange.objects.visible_to(request.user).for_desk()
    context = {
        "q": words,
        "page": keyset_page(found, ("username",), request.GET.get("after", "")),
        "waiting": changes.waiting()[:MOST_WAITING],
        "decided": changes.exclude(pk__in=changes.waiting().values("pk"))[:10],
        "offices": Office.objects.visible_to(request.user)[:MOST_OFFICES] if not words else (),
    }
    return render(request, "accounts/staff_list.html", context)


@requires(Permission.KEEP_STAFF)
@never_cache
@require_http_methods(["GET", "POST"])
def new_user(request: StaffRequest) -> HttpResponse:
    form = StaffForm(request.POST or None, by=request.user)
    return _asked(
        request, form, _("New member of staff"),
        lambda: services.ask_for_user(
            values=form.values, reason=form.cleaned_data["reason"], by=request.user
        ),
    )  # fmt: skip


@requires(Permission.KEEP_STAFF)
@never_cache
@require_http_methods(["GET", "POST"])
def user(request: StaffRequest, number: int) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user).select_related("office"), pk=number)  # fmt: skip
    form = StaffForm(request.POST or None, by=request.user, user=person)
    tokens = OfficeToken.objects.filter(user=person)
    return _asked(
        request, form, person.full_name,
        lambda: services.ask_for_user(
            values=form.values, reason=form.cleaned_data["reason"], by=request.user, user=person
        ),
        person=person, tokens=tokens, own=person.pk == request.user.pk,
    )  # fmt: skip


@requires(Permission.KEEP_STAFF)
@never_cache
@require_http_methods(["GET", "POST"])
def renew_access(request: StaffRequest, number: int) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), pk=number)
    form = ReasonedForm(request.POST or None)
    return _asked(
        request, form, _("New password and second factor for %(name)s") % {"name": person},
        lambda: services.ask_for_access(
            user=person, reason=form.cleaned_data["reason"], by=request.user
        ),
    )  # fmt: skip


@requires(Permission.KEEP_STAFF)
@never_cache
@require_http_methods(["GET", "POST"])
def new_token(request: StaffRequest, number: int) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), pk=number)
    form = TokenForm(request.POST or None)
    return _asked(
        request, form, _("Office token for %(name)s") % {"name": person},
        lambda: (
            services.ask_for_token(
                user=person, name=form.cleaned_data["name"], expires_at=form.expires_at,
                reason=form.cleaned_data["reason"], by=request.user,
            ),
            "",
        ),
    )  # fmt: skip


@requires(Permission.KEEP_STAFF)
@never_cache
@require_http_methods(["GET", "POST"])
def revoke_token(request: StaffRequest, number: int) -> HttpResponse:
    token = get_object_or_404(OfficeToken.objects.visible_to(request.user).select_related("user"), pk=number)  # fmt: skip
    form = ReasonedForm(request.POST or None)
    return _asked(
        request, form, _("End the token “%(name)s”") % {"name": token.name},
        lambda: (
            services.ask_to_revoke(
                token=token, reason=form.cleaned_data["reason"], by=request.user
            ),
            "",
        ),
    )  # fmt: skip


@requires(Permission.KEEP_STAFF)
@never_cache
@require_http_methods(["GET", "POST"])
def office(request: StaffRequest, number: int | None = None) -> HttpResponse:
    kept = number and get_object_or_404(Office.objects.visible_to(request.user), pk=number)
    form = OfficeForm(request.POST or None, office=kept or None)
    return _asked(
        request, form, kept.name if kept else _("New office"),
        lambda: (
            services.ask_for_office(
                values=form.values, reason=form.cleaned_data["reason"], by=request.user,
                office=kept or None,
            ),
            "",
        ),
    )  # fmt: skip


def _asked(
    request: StaffRequest, form: ReasonedForm, title: str, ask: Callable[[], Asked], **more: object
) -> HttpResponse:
    """The form, or what came of it: the change's own page, or the first code, once."""
    if request.method == "POST" and form.is_valid():
        try:
            change, code = ask()
        except NotAllowed:
            raise
        except PortalError as refusal:
            form.add_error(None, str(refusal))
        else:
            if code:
                return render(request, "accounts/code.html", {"change": change, "code": code, "place": 1})  # fmt: skip
            messages.success(request, _("Asked for. A second administrator decides."))
            return redirect("accounts:staff-change", number=change.pk)
    status = 400 if form.errors else 200
    context = {"form": form, "title": title, **more}
    return render(request, "accounts/staff_form.html", context, status=status)


@requires(Permission.KEEP_STAFF)
@never_cache
@require_safe
def staff_change(request: StaffRequest, number: int) -> HttpResponse:
    change = get_object_or_404(StaffChange.objects.visible_to(request.user).for_desk(), pk=number)
    names = [*change.old, *(name for name in change.new if name not in change.old)]
    context = {
        "change": change,
        "lines": [(name, change.old.get(name), change.new.get(name)) for name in names],
        "can_decide": can(check_can_decide_change, request.user, change),
        "can_recall": can(check_can_recall, request.user, change),
        "gives_codes": change.kind in (ChangeKind.MAKE_USER, ChangeKind.RENEW_ACCESS),
    }
    return render(request, "accounts/staff_change.html", context)


@requires(Permission.KEEP_STAFF)
@never_cache
@require_POST
def decide(request: StaffRequest, number: int) -> HttpResponse:
    """`decision` is agree, refuse or recall."""
    change = get_object_or_404(StaffChange.objects.visible_to(request.user), pk=number)
    decision = request.POST.get("decision")
    if decision == "agree":
        code = services.agree(change=change, by=request.user)
        if code:
            change.refresh_from_db()
            return render(
                request, "accounts/code.html", {"change": change, "code": code, "place": 2}
            )
    elif decision == "refuse":
        services.refuse(change=change, by=request.user)
    elif decision == "recall":
        services.recall(change=change, by=request.user)
    return redirect("accounts:staff-change", number=number)


@requires(Permission.USE_DESK)
@never_cache
@require_POST
def collect_token(request: StaffRequest, number: int) -> HttpResponse:
    """The one who answers for it fetches its secret, once."""
    token = get_object_or_404(OfficeToken.objects.filter(user=request.user), pk=number)
    secret = services.collect_token(token=token, by=request.user)
    return render(request, "accounts/token.html", {"token": token, "secret": secret})


@requires(Permission.USE_DESK)
@never_cache
@require_POST
def told(request: StaffRequest) -> HttpResponse:
    services.mark_told(by=request.user)
    return redirect("portal:desk")
