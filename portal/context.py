"""What every template knows of the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "site_name": settings.PORTAL_NAME or _("Mingbai"),
        "site_tagline": _("People's-benefit money in the open"),
        "portal_region": settings.PORTAL_REGION,
        # A cached page tells when it was made, so it is the version of its data.
        "page_made": timezone.localtime(),
        "large_text": request.COOKIES.get("text-size") == "large",
        "on_desk": request.path.startswith("/desk/"),
    }
