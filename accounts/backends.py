"""Django's model permissions, derived from the role: nothing is granted by hand."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from accounts.choices import Role
from accounts.models import User


# What an administrator keeps by hand in the admin; everything else there is for reading.
_KEPT_BY_HAND = {
    "funds.programme",
    "funds.standard",
    "funds.policydocument",
    "funds.policyattachment",
    "funds.circumstance",
    "funds.condition",
    "regions.population",
    "matching.registrysource",
    "clues.holiday",
    "complaints.clock",
    "complaints.dispatch",
}


class RoleBackend(ModelBackend):
    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Model | None = None) -> bool:
        if not user_obj.is_active or user_obj.role != Role.ADMINISTRATOR:
            return False
        app, _, codename = perm.partition(".")
        action, _, model = codename.partition("_")
        return action == "view" or f"{app}.{model}" in _KEPT_BY_HAND

    def get_all_permissions(
        self, user_obj: User | AnonymousUser, obj: Model | None = None
    ) -> set[str]:
        return set()

    def get_user_permissions(
        self, user_obj: User | AnonymousUser, obj: Model | None = None
    ) -> set[str]:
        return set()

    def get_group_permissions(
        self, user_obj: User | AnonymousUser, obj: Model | None = None
    ) -> set[str]:
        return set()

    def get_user(self, user_id: int) -> User | None:
        return User.objects.select_related("office").filter(pk=user_id, is_active=True).first()
