"""Sending a report: words, then who may see them, then the code. Nothing is kept before it is sealed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import public
from complaints.forms import CodeForm, SendForm, TellForm
from complaints.sealing import InvalidCode, grouped, parse_code
from complaints.sealing.contents import Told
from complaints.selectors.results import results
from complaints.selectors.routing import (
    answering_office,
    could_handle,
    names_ring_for,
    route_for,
)
from complaints.services import NobodyReceives, Who, gate, receive
from complaints.services.proof import fresh_challenge, proves
from complaints.uploads import Wishes, enclosed_in
from core.caching import cached_page
from core.exceptions import PortalError
from core.records import record_of
from core.throttling import bucket


@public
@require_safe
@cached_page()
def home(request: HttpRequest) -> HttpResponse:
    """What can be done here, and whom to call instead."""
    context = {"office": answering_office(settings.PORTAL_REGION)}
    return render(request, "complaints/home.html", context)


@public
@require_safe
@cached_page()
def rules(request: HttpRequest) -> HttpResponse:
    """What a reporter should know (反映须知)."""
    context = {"keep_days": settings.COMPLAINT_KEEP_DAYS, "dissent_days": settings.COMPLAINT_DISSENT_DAYS}  # fmt: skip
    return render(request, "complaints/rules.html", context)


@public
@require_safe
@cached_page()
def public_results(request: HttpRequest) -> HttpResponse:
    """What became of reports, office by office, in numbers that give no small one away."""
    return render(request, "complaints/results.html", {"rows": results()})


@public
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    reference = request.POST.get("record", "") or request.GET.get("about", "")
    record = record_of(reference)
    context: dict[str, Any] = {"record": record, "reference": reference if record else ""}
    if request.method != "POST":
        return render(request, "complaints/new.html", context | {"form": TellForm(record=record)})
    step = request.POST.get("step", "")
    tell = TellForm(request.POST, record=record)
    valid = tell.is_valid()
    if valid and tell.cleaned_data["website"]:
        tell.add_error(None, _("Leave the field that says so empty."))
    if tell.errors or step == "back":
        status = 400 if tell.errors else 200
        return render(request, "complaints/new.html", context | {"form": tell}, status=status)
    return _second(request, tell, context, sending=step == "send")


def _second(
    request: HttpRequest, tell: TellForm, context: dict[str, Any], *, sending: bool
) -> HttpResponse:
    offices = could_handle(tell.told().region)
    token, question = request.POST.get("token", ""), ""
    if sending:
        try:
            question = gate.question_of(token)
        except gate.UsedForm:
            sending, context["stale"] = False, True
    if not sending:
        token, question = gate.fresh_form()
    form = SendForm(
        request.POST if sending else None, request.FILES if sending else None,
        offices=offices, question=question,
    )  # fmt: skip
    seen = request.POST.get("office", "")
    told = tell.told()
    if sending and form.is_valid():
        told = tell.told(tuple(form.cleaned_data.get("distrust", ())))
        try:
            return _send(request, told, form, token, seen)
        except PortalError as refusal:
            form.add_error(None, str(refusal))
    if not form.errors and not sending:
        told = tell.told(tuple(request.POST.getlist("distrust")))
        form.initial["distrust"] = list(told.excluded)
    route = route_for(told)
    context |= {
        "tell": tell,
        "form": form,
        "token": token,
        "office": route.office if route else None,
        "names": names_ring_for(route.office, told) if route else None,
        "call": answering_office(told.region),
        "challenge": fresh_challenge(),
    }
    status = 400 if form.errors else 200
    return render(request, "complaints/send.html", context, status=status)


def _send(request: HttpRequest, told: Told, form: SendForm, token: str, seen: str) -> HttpResponse:
    """The page with the code; nothing of it exists anywhere else."""
    route = route_for(told)
    if route is None:
        raise NobodyReceives
    if seen != route.office.code:
        raise PortalError(
            _("With this choice it goes to %(office)s. Look at it once more, and send it.")
            % {"office": route.office.name}
        )
    gate.count_visitor(bucket(request), "send")
    screened = proves(request.POST.get("proof", ""))
    if not screened and not gate.answers(token, form.cleaned_data["question"]):
        raise PortalError(_("Answer the little question, so that we know you are no program."))
    if not gate.within_office_cap(route.office.pk, screened=screened):
        if not screened:
            raise gate.TooMany
        screened = False
    values = form.cleaned_data
    wishes = Wishes(deeper=values["deeper"], keep=values["keep"])
    enclosed = enclosed_in(values["photos"], wishes)
    who = Who(values["name"].strip(), values["phone"].strip()) if values["named"] == "yes" else None
    gate.spend(token)
    report, code = receive(told=told, who=who, enclosed=enclosed, screened=screened)
    context = {"groups": grouped(code.whole), "whole": code.whole, "office": report.office}
    return render(request, "complaints/code.html", context)


@public
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """The code typed once more before leaving. Both come with the form; nothing is looked up."""
    form, whole = CodeForm(request.POST), request.POST.get("whole", "")
    try:
        groups = grouped(parse_code(whole).whole)
    except InvalidCode:
        groups = []
    right = form.is_valid() and form.cleaned_data["code"].whole == whole
    if right or not groups:
        return render(request, "complaints/kept.html", {"right": right})
    context = {"groups": groups, "whole": whole, "wrong": True}
    return render(request, "complaints/code.html", context, status=400)
