"""Keys of the portal, each wrapped by PORTAL_DATA_KEY."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import CodeField


class Key(models.Model):
    """One key for one purpose; the highest version is used for what is new (core.keys)."""

    purpose = CodeField(_("purpose"), max_length=20)
    version = models.PositiveSmallIntegerField(_("version"))
    wrapped = models.BinaryField(_("key, wrapped"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("key")
        verbose_name_plural = _("keys")
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="key_once")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
