"""Offices, staff and the tokens of offices that feed data automatically."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import OfficeKind, Role
from core.divisions import CODE_LENGTH, code_range
from core.fields import CharField, CodeField, SlugField, UserNameField
from core.redaction import office_words


class OfficeQuerySet(models.QuerySet["Office"]):
    def visible_to(self, user: User) -> OfficeQuerySet:
        """Those that serve a part of the reader's region."""
        return self.filter(region_code__range=user.region_range)

    def operators(self) -> OfficeQuerySet:
        """Those that run the portal, whom the public may call."""
        return self.filter(kind=OfficeKind.OPERATOR)


class Office(models.Model):
    """A unit that publishes, checks or inspects."""

    code = SlugField(_("code"), max_length=40, unique=True)
    name = CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=OfficeKind.choices)
    region_code = CodeField(
        _("region code"), max_length=CODE_LENGTH, help_text=_("12 digits; the subtree it serves")
    )
    phone = CharField(_("public telephone"), max_length=40, blank=True, kept_as=office_words)
    email = models.EmailField(
        _("address for reminders"), blank=True, help_text=_("Never shown to the public.")
    )

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=Q(region_code__regex=r"^\d{12}$"), name="office_region_code_digits"
            )
        ]

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> UserQuerySet:
        """The staff of the reader's region."""
        return self.filter(region_code__range=user.region_range)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: User) -> UserQuerySet:
        return self.get_queryset().visible_to(user)

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.select_related("office").get(username=username)


class User(AbstractBaseUser):
    """A member of staff. Citizens have no accounts."""

    username = UserNameField(_("user name"), max_length=60, unique=True)
    full_name = CharField(_("full name"), max_length=60)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="staff", verbose_name=_("office")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    region_code = CodeField(
        _("region scope"), max_length=CODE_LENGTH, help_text=_("12 digits; sees this subtree only")
    )
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)

    # django_otp's middleware gives it to the user of a request.
    is_verified: Callable[[], bool]

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        ordering = ("username",)
        constraints = [
            models.CheckConstraint(
                condition=Q(region_code__regex=r"^\d{12}$"), name="user_region_code_digits"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def is_staff(self) -> bool:
        """What Django's admin asks; see accounts.backends for what it lets each role do."""
        return self.role == Role.ADMINISTRATOR

    @property
    def is_superuser(self) -> bool:
        """Nobody is above the roles."""
        return False

    @property
    def region_range(self) -> tuple[str, str]:
        return code_range(self.region_code)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        from django.contrib.auth import get_backends

        return self.is_active and any(
            backend.has_perm(self, perm, obj)
            for backend in get_backends()
            if hasattr(backend, "has_perm")
        )

    def has_perms(self, perms: list[str], obj: models.Model | None = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff


class OfficeTokenQuerySet(models.QuerySet["OfficeToken"]):
    def visible_to(self, user: User) -> OfficeTokenQuerySet:
        """Those that act as somebody of the reader's region."""
        return self.filter(user__in=User.objects.visible_to(user))

    def usable(self) -> OfficeTokenQuerySet:
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=timezone.now()),
            revoked_at=None,
            collected_at__isnull=False,
            user__is_active=True,
        )

    def to_collect(self, user: User) -> OfficeTokenQuerySet:
        """Agreed on for this person, and its secret not fetched yet."""
        return self.filter(user=user, collected_at=None, revoked_at=None)


class OfficeToken(models.Model):
    """A department's key to the upload API. Only its digest is kept; it acts as its user."""

    name = CharField(_("name"), max_length=60)
    user = models.ForeignKey(
        User, models.PROTECT, related_name="tokens", verbose_name=_("answers for it")
    )
    digest = CodeField(_("digest"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    # Until the one who answers for it has fetched it, its secret is known to nobody.
    collected_at = models.DateTimeField(_("collected"), null=True, blank=True)

    objects = OfficeTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("office token")
        verbose_name_plural = _("office tokens")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def digest_of(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()

    @staticmethod
    def fresh_secret() -> str:
        return f"mb_{secrets.token_urlsafe(32)}"
