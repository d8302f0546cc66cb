"""Persons and accounts of whom more than one of something was ever paid under one number."""

from __future__ import annotations

from django.db import models

from core.fields import CodeField, SealedField


class MultiValuedKey(models.Model):
    """That payments under a sealed number bear several names, people or programmes, or once did.

    Kept so that a nightly run need not read all payments of everybody to find the few; see
    matching.engine.derived.multi_valued for the kinds.
    """

    kind = CodeField(max_length=30)
    key = SealedField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="multi_valued_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class FirstValue(models.Model):
    """The first name, person or programme that a run saw under a sealed number, as a digest.

    Whoever bears the same ever after has one; a second value makes a MultiValuedKey.
    """

    kind = CodeField(max_length=30)
    key = SealedField()
    value = models.BigIntegerField()

    class Meta:
        # With the value in it, a night's many look-ups are answered by the index alone.
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], include=["value"], name="first_value_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
