"""What every template knows of the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import fully_signed_in
from core.desk_page import Link, links_for
from core.display import chosen
from core.redaction import is_repeatable


def site(request: HttpRequest) -> dict[str, object]:
    address = request.get_full_path()
    on_desk = request.path.startswith("/desk/")
    return {
        "site_name": settings.PORTAL_NAME or _("Mingbai"),
        "site_tagline": _("People's-benefit money in the open"),
        "portal_region": settings.PORTAL_REGION,
        "operator": settings.PORTAL_OPERATOR,
        # A cached page tells when it was made, so it is the version of its data.
        "page_made": timezone.localtime(),
        "display": chosen(request.COOKIES),
        # For ways back to this page.
        "own_address": address if is_repeatable(address) else "/",
        "on_desk": on_desk,
        # Only there: a public page must not touch the session, or it could not be cached.
        "desk_links": _desk_links(request) if on_desk else [],
    }


def _desk_links(request: HttpRequest) -> list[Link]:
    user = getattr(request, "user", None)
    return links_for(user) if user is not None and fully_signed_in(user) else []
