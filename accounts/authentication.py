"""`Authorization: Token mb_…` of a department's automatic feed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import OfficeToken, User


class OfficeTokenAuthentication(BaseAuthentication):
    keyword = "Token"

    def authenticate(self, request: Request) -> tuple[User, OfficeToken] | None:
        words = get_authorization_header(request).decode("latin-1").split()
        if not words or words[0] != self.keyword:
            return None
        token = (
            OfficeToken.objects.usable()
            .select_related("user__office")
            .filter(digest=OfficeToken.digest_of(words[-1]))
            .first()
        )
        if token is None:
            raise AuthenticationFailed(_("This office token is unknown, revoked or expired."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return self.keyword


class OfficeTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # drf-spectacular has no types
    target_class = OfficeTokenAuthentication
    name = "officeToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization"}
