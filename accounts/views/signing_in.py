"""Signing in and out, with the second factor where the role asks for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

import segno
from django_otp import devices_for_user, login as otp_login, match_token

from accounts.choices import SECOND_FACTOR_ROLES
from accounts.exceptions import InvalidCode
from accounts.forms import CodeForm, FirstAccessForm, SignInForm
from accounts.guarding import record_failure, wait_seconds
from accounts.permissions import signing_in
from accounts.services import check_access, confirm_device, pending_device, use_access
from accounts.sessions import begin, end
from auditing.services import record
from core.exceptions import PortalError
from core.redaction import is_repeatable
from core.throttling import within_limit


def _onward(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    safe = safe and is_repeatable(target)
    return target if safe else reverse(settings.LOGIN_REDIRECT_URL)


@signing_in
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and not within_limit(request, "sign-in"):
        return locked_out(request, {}, minutes=1)
    typed = request.POST.get("username", "").strip()
    if request.method == "POST" and wait_seconds(request, typed):
        record_failure(request, typed, held=True)
        return locked_out(request, {}, minutes=1)
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        begin(request, user)
        if user.role in SECOND_FACTOR_ROLES:
            return redirect(f"{reverse('accounts:second-factor')}?next={_onward(request)}")
        return redirect(_onward(request))
    if form.errors:
        record_failure(request, typed, held=bool(getattr(request, "axes_locked_out", False)))
    status = 400 if form.errors else 200
    context = {"form": form, "next": _onward(request)}
    return render(request, "accounts/sign_in.html", context, status=status)


@signing_in
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    if not any(True for _device in devices_for_user(request.user)):
        return redirect(f"{reverse('accounts:set-up-second-factor')}?next={_onward(request)}")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = match_token(request.user, form.cleaned_data["code"])
        if device is not None:
            otp_login(request, device)
            record(
                action="accounts.second-factor",
                by=request.user,
                target=f"user:{request.user.pk}",
            )
            return redirect(_onward(request))
        record(
            action="accounts.second-factor-failed",
            by=request.user,
            target=f"user:{request.user.pk}",
        )
        form.add_error(
            "code", _("This code does not fit. Wait for the next one and type it again.")
        )
    status = 400 if form.errors else 200
    context = {"form": form, "next": _onward(request)}
    return render(request, "accounts/second_factor.html", context, status=status)


@signing_in
@never_cache
@require_http_methods(["GET", "POST"])
def set_up_second_factor(request: HttpRequest) -> HttpResponse:
    user = request.user
    if not user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    if user.role not in SECOND_FACTOR_ROLES or any(True for _device in devices_for_user(user)):
        return redirect(_onward(request))
    device = pending_device(user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = confirm_device(device=device, code=form.cleaned_data["code"], by=user)
        except InvalidCode as error:
            form.add_error("code", str(error))
        else:
            otp_login(request, device)
            shown = {"codes": codes, "next": _onward(request)}
            return render(request, "accounts/backup_codes.html", shown)
    context = {
        "form": form,
        "next": _onward(request),
        "qr": segno.make(device.config_url, error="m").svg_data_uri(scale=5),
        "secret": device.config_url.partition("secret=")[2].partition("&")[0],
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/set_up_second_factor.html", context, status=status)


@signing_in
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def first_access(request: HttpRequest) -> HttpResponse:
    """Two codes from two administrators open one new password, then the second factor is set up."""
    if request.method == "POST" and not within_limit(request, "sign-in"):
        return locked_out(request, {}, minutes=1)
    form = FirstAccessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            access = check_access(
                username=given["username"], first=given["first"], second=given["second"]
            )
            user = use_access(access=access, password=given["password1"])
        except ValidationError as weak:
            form.add_error("password1", weak)
        except PortalError as refusal:
            form.add_error(None, str(refusal))
        else:
            begin(request, user, backend="accounts.backends.RoleBackend")
            return redirect(_onward(request))
    status = 400 if form.errors else 200
    return render(request, "accounts/first_access.html", {"form": form}, status=status)


@signing_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    end(request)
    messages.info(request, _("You are signed out."))
    return redirect(settings.LOGOUT_REDIRECT_URL)


def locked_out(
    request: HttpRequest,
    credentials: dict[str, Any],
    *args: object,
    minutes: int = 0,
    **kwargs: object,
) -> HttpResponse:
    """What axes shows after too many failures; says how long, never whether the name exists."""
    minutes = minutes or int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
