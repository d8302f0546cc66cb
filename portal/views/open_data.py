"""The open data as people and as programs first meet them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import public
from core.caching import cached_page
from portal.open_data import LISTS


@public
@require_safe
@cached_page()
def open_data(request: HttpRequest) -> HttpResponse:
    """What may be taken away, how, and what the columns mean."""
    context = {
        "lists": LISTS,
        "rows_most": settings.EXPORT_ROWS_MAX,
        "page_most": settings.PAGE_SIZE_MAX,
        "a_minute": settings.RATE_LIMITS["api"],
    }
    return render(request, "portal/open_data.html", context)


@public
class ApiRoot(APIView):
    """What there is: every list with its address."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        lists: dict[str, Any] = {
            each.name: {
                "says": str(each.says),
                "address": request.build_absolute_uri(each.address),
                "needs_one_of": list(each.needs),
            }
            for each in LISTS
        }
        return Response(
            {
                "lists": lists,
                "schema": request.build_absolute_uri(reverse("api-schema")),
                "for_people": request.build_absolute_uri(reverse("portal:open-data")),
            }
        )
