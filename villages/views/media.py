"""Published pictures where no web server stands in front: at the very same addresses.

With nginx in front this is never reached (docker/nginx.conf). What is not published has no file.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core import public_files


_NAME = re.compile(r"([0-9a-f]{2})([0-9a-f]{2})[0-9a-f]{44}(-s)?\.jpg")


@public
@require_safe
def picture(request: HttpRequest, first: str, second: str, name: str) -> HttpResponseBase:
    match = _NAME.fullmatch(name)
    if match is None or match.group(1, 2) != (first, second):
        raise Http404
    try:
        file = public_files.path_of(f"vouchers/{first}/{second}/{name}").open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/jpeg")
    # Its content never changes, but it may be withdrawn, which has to take effect soon.
    response.headers["Cache-Control"] = f"public, max-age={settings.VOUCHER_CACHE_SECONDS}"
    return response
