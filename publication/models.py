"""The log of everything published: a tree over leaves that are only ever added to.

What a row's leaf commits to stays secret in `Block.seeds`; the public reads leaves, checkpoints and
statements. Triggers refuse UPDATE, DELETE and TRUNCATE of all but `Head`.
"""

from __future__ import annotations

import base64

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import CodeField
from publication.log.leaves import facts_of


class Head(models.Model):
    """How far a tree goes: one row each, locked last by whoever adds to it."""

    # The log of publications, and the private tree over the audit trail.
    LOG, TRAIL = 1, 2

    id = models.PositiveSmallIntegerField(primary_key=True, default=LOG)
    size = models.BigIntegerField(_("leaves"))
    root = models.BinaryField(_("root"))
    # The unfinished tile of every level, from the leaves upwards.
    partial = ArrayField(models.BinaryField(), verbose_name=_("right edge"))

    class Meta:
        verbose_name = _("head of the log")
        verbose_name_plural = _("heads of the log")
        constraints = [models.CheckConstraint(condition=Q(id__in=(1, 2)), name="log_heads_known")]

    def __str__(self) -> str:
        return str(self.size)


class Tile(models.Model):
    """A full tile of level 1 or higher; those of level 0 are worked out from the leaves."""

    level = models.PositiveSmallIntegerField(_("level"))
    number = models.BigIntegerField(_("number"))
    hashes = models.BinaryField(_("hashes"))

    class Meta:
        verbose_name = _("tile")
        verbose_name_plural = _("tiles")
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="log_tile_once")]

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class Statement(models.Model):
    """A leaf in clear words: what was published, corrected, withdrawn, marked."""

    index = models.BigIntegerField(_("place in the log"), primary_key=True)
    entry = models.BinaryField(_("entry"))
    verb = CodeField(_("what it says"), max_length=20)
    kind = CodeField(_("kind"), max_length=30, blank=True)
    batch = models.BigIntegerField(_("batch"), null=True)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ("index",)
        indexes = [models.Index(fields=["verb", "kind", "index"], name="log_statement_verb")]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What it says, without the byte that marks statements."""
        return bytes(self.entry)[1:].decode()

    @property
    def facts(self) -> dict[str, str]:
        """Its name=value pairs."""
        return facts_of(self.words)


class Run(models.Model):
    """Neighbouring leaves of rows that came into the log at once."""

    first = models.BigIntegerField(_("first leaf"), unique=True)
    count = models.PositiveIntegerField(_("rows"))
    # Leaves behind the rows that stand for nothing, so that a count tells nothing.
    padding = models.PositiveIntegerField(_("empty leaves"), default=0)
    kind = CodeField(_("kind"), max_length=30)
    batch = models.BigIntegerField(_("batch"), null=True)
    # Whether its rows were in the log before, with other words.
    renews = models.BooleanField(_("written anew"), default=False)
    # Names of the sheets, sealed: people write them.
    sheets = models.BinaryField(_("sheets, sealed"), default=b"")

    class Meta:
        verbose_name = _("run of rows")
        verbose_name_plural = _("runs of rows")
        ordering = ("first",)
        indexes = [models.Index(fields=["kind", "batch", "first"], name="log_run_batch")]

    def __str__(self) -> str:
        return f"{self.first} {self.kind}"


class Block(models.Model):
    """Up to 1,024 rows of a run: what their leaves hold, and the seeds that open them."""

    run_id = models.BigIntegerField(_("run"))
    offset = models.PositiveIntegerField(_("rows of the run before it"))
    kind = CodeField(_("kind"), max_length=30)
    first_key = models.BigIntegerField(_("first row"))
    last_key = models.BigIntegerField(_("last row"))
    # Eight bytes a row, the lowest first; places four (publication.log.leaves.place_of).
    keys = models.BinaryField(_("rows"))
    places = models.BinaryField(_("places in the sheet"))
    commitments = models.BinaryField(_("commitments"))
    seeds = models.BinaryField(_("seeds"))

    class Meta:
        verbose_name = _("block of rows")
        verbose_name_plural = _("blocks of rows")
        constraints = [models.UniqueConstraint(fields=["run_id", "offset"], name="log_block_once")]
        indexes = [models.Index(fields=["kind", "first_key"], name="log_block_rows")]

    def __str__(self) -> str:
        return f"{self.run_id}+{self.offset}"


class Checkpoint(models.Model):
    """What the portal signed: a size has one root for ever."""

    size = models.BigIntegerField(_("leaves"), primary_key=True)
    root = models.BinaryField(_("root"))
    note = CodeField(_("signed note"), max_length=4_000)
    signed_at = models.DateTimeField(_("signed"), auto_now_add=True)

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ("-size",)

    def __str__(self) -> str:
        return str(self.size)

    @property
    def root_text(self) -> str:
        """The root as checkpoints write it."""
        return base64.b64encode(bytes(self.root)).decode()


class PublishedFiles(models.Model):
    """Up to which checkpoint all files lie in the public folder."""

    size = models.BigIntegerField(_("leaves"), primary_key=True)
    written_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("published files")
        verbose_name_plural = _("published files")

    def __str__(self) -> str:
        return str(self.size)


class Cosignature(models.Model):
    """An outside witness's word for a checkpoint."""

    size = models.BigIntegerField(_("leaves"))
    witness = CodeField(_("witness"), max_length=120)
    line = CodeField(_("signature"), max_length=500)
    seen_at = models.DateTimeField(_("seen by the witness"))
    taken_at = models.DateTimeField(_("taken in"), auto_now_add=True)

    class Meta:
        verbose_name = _("cosignature")
        verbose_name_plural = _("cosignatures")
        ordering = ("-size", "witness")
        constraints = [
            models.UniqueConstraint(fields=["size", "witness"], name="log_cosigned_once")
        ]

    def __str__(self) -> str:
        return f"{self.size} {self.witness}"


class Verification(models.Model):
    """One comparison of everything published with the log, and what differed."""

    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), auto_now_add=True)
    size = models.BigIntegerField(_("leaves"))
    root = models.BinaryField(_("root"))
    rows = models.BigIntegerField(_("rows compared"))
    # Whether every row was compared, or those of batches touched since the one before.
    whole = models.BooleanField(_("everything"), default=True)
    # The oldest transaction that was still running when it looked.
    seen_until = models.BigIntegerField(_("seen until transaction"), null=True)
    differences = models.PositiveIntegerField(_("differences"))
    # The first of them: kind, batch, sheet, row and what.
    found = models.JSONField(_("what differs"), default=list)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.ended_at:%Y-%m-%d %H:%M} {self.differences}"


class TrailSeal(models.Model):
    """Where an event of the audit trail, or a look at persons' data, stands in the private tree.

    What has no seal is sealed next, whatever its number: events of long transactions come late.
    An event whose text was taken out by two persons gets a second one.
    """

    # auditevent or sensitiveaccess.
    kind = CodeField(_("kind"), max_length=20)
    event = models.BigIntegerField(_("event"))
    index = models.BigIntegerField(_("place in the tree"), primary_key=True)
    salt = models.BinaryField(_("salt"))
    leaf = models.BinaryField(_("leaf"))

    class Meta:
        verbose_name = _("seal of the trail")
        verbose_name_plural = _("seals of the trail")
        ordering = ("index",)
        indexes = [models.Index(fields=["kind", "event"], name="trail_seal_event")]

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"
