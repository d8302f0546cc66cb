"""What every template knows of the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.redaction import is_repeatable
from portal.desk import desk_links


def site(request: HttpRequest) -> dict[str, object]:
    address = request.get_full_path()
    on_desk = request.path.startswith("/desk/")
    return {
        "site_name": settings.PORTAL_NAME or _("Mingbai"),
        "site_tagline": _("People's-benefit money in the open"),
        "portal_region": settings.PORTAL_REGION,
        # A cached page tells when it was made, so it is the version of its data.
        "page_made": timezone.localtime(),
        "large_text": request.COOKIES.get("text-size") == "large",
        # For ways back to this page.
        "own_address": address if is_repeatable(address) else "/",
        "on_desk": on_desk,
        # Only there: a public page must not touch the session, or it could not be cached.
        "desk_links": desk_links(request.user) if on_desk and hasattr(request, "user") else [],
    }
