"""Pages that corrections of all kinds of rows share: one person asks, another one decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.requests import StaffRequest
from core.exceptions import PortalError
from core.pagination import keyset_page
from intake.models import RowCorrection, RowCorrectionQuerySet
from intake.permissions import can_decide_correction
from intake.selectors import ChangedColumn


@dataclass(frozen=True, slots=True)
class Pages:
    """The view names of one kind: a batch's rows, and corrections: all, one, and its decision."""

    rows: str
    all: str
    one: str
    decide: str


def asking(
    request: StaffRequest,
    pages: Pages,
    *,
    row: Any,
    about: str,
    form: forms.BaseForm,
    ask: Callable[[], RowCorrection],
) -> HttpResponse:
    """The form for one published row, `about` says of what; `ask` asks for what it says."""
    if request.method == "POST" and form.is_valid():
        try:
            correction = ask()
        except PortalError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Asked for. A second person of your office now decides."))
            return redirect(pages.one, number=correction.pk)
    context = {"pages": pages, "batch": row.batch, "row": row, "about": about, "form": form}
    status = 400 if form.errors else 200
    return render(request, "intake/correct.html", context, status=status)


def listing(request: StaffRequest, pages: Pages, found: RowCorrectionQuerySet) -> HttpResponse:
    """Corrections that wait for a second person, or all of them."""
    show_all = request.GET.get("show") == "all"
    page = keyset_page(
        found if show_all else found.waiting(), ("-id",), request.GET.get("after", "")
    )
    context = {"pages": pages, "page": page, "show_all": show_all}
    return render(request, "intake/correction_list.html", context)


def showing(
    request: StaffRequest,
    pages: Pages,
    correction: RowCorrection,
    *,
    about: Sequence[str],
    columns: Sequence[ChangedColumn],
) -> HttpResponse:
    """One correction: what was, what shall be, why, and who decides."""
    context = {
        "pages": pages,
        "correction": correction,
        "about": about,
        "columns": columns,
        "can_decide": can_decide_correction(request.user, correction),
        "own_request": correction.requested_by_id == request.user.pk,
    }
    return render(request, "intake/correction.html", context)


def deciding(
    request: StaffRequest, pages: Pages, correction: RowCorrection, *, decide: Callable[..., Any]
) -> HttpResponse:
    """What the second person pressed, carried out; a refusal is said in words."""
    approved = request.POST.get("decision") == "approve"
    try:
        decide(correction=correction, by=request.user, approved=approved)
    except PortalError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Corrected. The public page shows the new row, the old one and the reason.")
            if approved
            else _("The row stays as it was."),
        )
    return redirect(pages.one, number=correction.pk)
