"""The documents that programmes rest on, and their files."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import CharField, CodeField, SlugField, TextField
from core.redaction import office_words
from funds.choices import Level


class PolicyDocumentQuerySet(models.QuerySet["PolicyDocument"]):
    def matching(self, words: str) -> Self:
        """Documents whose title or number holds the words."""
        return self.filter(Q(title__icontains=words) | Q(number__icontains=words))


class PolicyDocument(models.Model):
    """A law, notice or scheme that a programme rests on, told in the portal's own words."""

    slug = SlugField(
        _("address"),
        max_length=60,
        primary_key=True,
        help_text=_("Part of the page's address, e.g. guofa-2015-52."),
    )
    number = CharField(
        _("document number"), max_length=60, blank=True, help_text=_("Empty for laws.")
    )
    title = CharField(_("title"), max_length=200, kept_as=office_words)
    issuer = CharField(_("issued by"), max_length=120)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    expires_on = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("Last day; empty: still in force.")
    )
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    body = TextField(_("content"), kept_as=office_words)
    source_note = CharField(
        _("source"),
        max_length=300,
        blank=True,
        help_text=_("Where it was read; shown below it."),
        kept_as=office_words,
    )

    objects = PolicyDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy document")
        verbose_name_plural = _("policy documents")
        ordering = [F("issued_on").desc(nulls_last=True), "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="policy_number_once"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("effective_on")), name="policy_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})" if self.number else self.title

    def get_absolute_url(self) -> str:
        return reverse("funds:policy", args=[self.pk])


class PolicyAttachment(models.Model):
    """A file that belongs to a policy document; public, unlike uploaded sheets."""

    policy = models.ForeignKey(
        PolicyDocument,
        models.CASCADE,
        related_name="attachments",
        verbose_name=_("policy document"),
    )
    name = CharField(_("file name"), max_length=200)
    content_type = CodeField(_("content type"), max_length=100)
    file = models.FileField(_("file"), upload_to="policies/")
    sha256 = CodeField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["policy", "name"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "sha256"], name="attachment_once"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="attachment_sha256_hex"
            ),
        ]

    def __str__(self) -> str:
        return self.name
