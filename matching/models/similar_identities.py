"""Which numbers of a village were compared with each other, and which are almost equal.

Kept, because comparing opens seals: only who is new in a village causes that village's to be
opened. Both tables hold sealed numbers and nothing else; what stands here may be of people whose
payments were withdrawn since, so a rule must ask the payments as well.
"""

from __future__ import annotations

from django.db import models

from core.divisions import CODE_LENGTH
from core.fields import CodeField, SealedField


class ComparedNumber(models.Model):
    """That a person was compared with everybody who stands in this list for the village."""

    region_id = CodeField(max_length=CODE_LENGTH)
    person_id = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region_id", "person_id"], name="compared_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.pk}"


class SimilarIdentityPair(models.Model):
    """Two numbers of one village that differ in one or two digits; the first sorts before.

    `key` is a digest of the three, by which rules and clues know the pair. Its last byte is the
    village's, so that a shard's pairs are those of whole villages.
    """

    key = models.BinaryField()
    region_id = CodeField(max_length=CODE_LENGTH)
    first_id = SealedField()
    second_id = SealedField()
    edits = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="similar_identity_pair_once")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.pk}"
