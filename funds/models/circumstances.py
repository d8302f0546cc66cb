"""What may be so of a person or home, and which programmes ask for it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import CharField, SlugField, TextField
from core.naming import in_language
from core.redaction import office_words
from funds.choices import CircumstanceGroup
from funds.models.catalogue import Programme


class Circumstance(models.Model):
    """One thing that a visitor may say of himself or his home: draws dibao, farms land of his own.

    Nothing that anybody says is kept; here stand the questions.
    """

    code = SlugField(_("code"), max_length=40, primary_key=True)
    group = models.CharField(_("group"), max_length=10, choices=CircumstanceGroup.choices)
    place = models.PositiveSmallIntegerField(_("place in the group"), default=0)
    words = CharField(
        _("in a villager's words"), max_length=80,
        help_text=_("What he would say of himself, as short as possible."), kept_as=office_words,
    )  # fmt: skip
    words_en = CharField(
        _("the same in English"), max_length=120, blank=True, default="", kept_as=office_words
    )
    recipient_classes = TextField(
        _("classes"), blank=True, default="",
        help_text=_("Classes of standards that it puts people in, one per line: 一级."),
        kept_as=office_words,
    )  # fmt: skip
    in_mu = models.BooleanField(
        _("measured in mu"), default=False, help_text=_("It is asked how many mu there are.")
    )

    class Meta:
        verbose_name = _("circumstance")
        verbose_name_plural = _("circumstances")
        ordering = ["group", "place", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(group__in=CircumstanceGroup.values),
                name="circumstance_group_known",
            )
        ]

    def __str__(self) -> str:
        return in_language(self.words, self.words_en)

    @property
    def classes(self) -> list[str]:
        return [line.strip() for line in self.recipient_classes.splitlines() if line.strip()]


class Condition(models.Model):
    """One thing that a programme asks for; whoever has all of its programme's may apply.

    A programme without any is not asked about: what it asks for fits no question.
    """

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="conditions", verbose_name=_("programme")
    )
    any_of = models.ManyToManyField(
        Circumstance, blank=True, related_name="+", verbose_name=_("any of these"),
        help_text=_("Nothing chosen: everybody of the programme's age."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["programme", "pk"]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.pk}"
