"""One's own access: a new password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from accounts.services import change_own_password
from accounts.views.signing_in import locked_out
from core.throttling import within_limit


@requires(Permission.USE_DESK)
@never_cache
@sensitive_post_parameters("old_password", "new_password1", "new_password2")
@require_http_methods(["GET", "POST"])
def change_password(request: StaffRequest) -> HttpResponse:
    if request.method == "POST" and not within_limit(request, "sign-in"):
        return locked_out(request, {}, minutes=1)
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_own_password(password=form.cleaned_data["new_password1"], by=request.user)
        update_session_auth_hash(request, request.user)
        messages.success(
            request, _("Your new password is set. Other sessions of yours have ended.")
        )
        return redirect("portal:desk")
    status = 400 if form.errors else 200
    return render(request, "accounts/change_password.html", {"form": form}, status=status)
