"""Append-only records of who did what, and of every look at sensitive data.

No foreign keys: the log never blocks a deletion and never follows one. A trigger (first
migration) refuses UPDATE, DELETE and TRUNCATE whoever asks.
"""

from __future__ import annotations

import json
from typing import Any, Protocol, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.divisions import code_range, contains
from core.fields import CharField, CodeField
from core.redaction import kept_reference


# Acts on catalogue and staff, which administrators keep; all others are told by name only.
_KEPT_BY_ADMINISTRATORS = ("accounts.", "admin.")


class Reader(Protocol):
    """A member of staff, of whose model this app knows nothing more."""

    region_code: str


class TrailQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Reader) -> Self:
        """Acts and looks of the staff of the reader's region; of the whole portal also its own."""
        staff = get_user_model()._default_manager.filter(
            region_code__range=code_range(user.region_code)
        )
        shown = Q(actor_id__in=staff.values("pk"))
        if contains(user.region_code, settings.PORTAL_REGION):
            # What nobody did by name: the console, the nights, sign-ins under unknown names.
            shown |= Q(actor_id=None)
        return self.filter(shown)


class AuditEvent(models.Model):
    """One act of one person."""

    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    actor_id = models.BigIntegerField(_("actor"), null=True)
    actor_name = CharField(_("actor's name"), max_length=150)
    action = CodeField(_("action"), max_length=60, help_text=_("app.verb, e.g. intake.publish"))
    target = CodeField(_("target"), max_length=120, blank=True)
    # What was done differs by action and is only ever read by people: foreign JSON in spirit.
    detail = models.JSONField(_("detail"), default=dict)

    objects = TrailQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["target", "-id"], name="auditevent_target"),
            models.Index(fields=["action", "-id"], name="auditevent_action"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.target}"

    @property
    def told_to_administrators(self) -> str:
        """The detail of what administrators keep themselves, else nothing."""
        if not self.action.startswith(_KEPT_BY_ADMINISTRATORS):
            return ""
        return json.dumps(self.detail, ensure_ascii=False, indent=1)


class SensitiveAccess(models.Model):
    """One look at data about a person: who, at what, why."""

    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    actor_id = models.BigIntegerField(_("actor"))
    actor_name = CharField(_("actor's name"), max_length=150)
    # A kind and a code: the twelve digits of a place are no account.
    subject = CharField(_("what was looked at"), max_length=120, kept_as=kept_reference)
    reason = CharField(_("reason"), max_length=300)

    objects = TrailQuerySet.as_manager()

    class Meta:
        verbose_name = _("sensitive access")
        verbose_name_plural = _("sensitive accesses")
        ordering = ("-id",)
        indexes = [models.Index(fields=["subject", "-id"], name="sensitive_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.subject}"
