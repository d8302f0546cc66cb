"""Whether an office stands behind a clue, in the database: what `permissions.units_concerned` says
of one clue, asked of many.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Func, Q, Value
from django.db.models.functions import Coalesce

from accounts.choices import OfficeKind
from accounts.models import Office
from core.divisions import ancestors, code_range
from intake.models import Batch


# What a village's books are made of, as evidence names it.
BOOKS = ("ledger", "voucher", "contract", "works", "decision")
CADRES = "village-cadres"


class _Concerns(Func):
    """Of the clue that stands for it and of all merged into that one."""

    output_field = models.BooleanField()
    template = f"""EXISTS (
        SELECT FROM (VALUES (%(expressions)s))
            AS asked (whole, duty, office, keeps, village, lowest, highest, above)
        JOIN clues_clue AS part ON asked.whole IN (part.id, part.merged_into_id)
        WHERE NOT asked.duty AND CASE
            WHEN EXISTS (
                SELECT FROM jsonb_array_elements(part.evidence) AS piece
                JOIN intake_batch AS batch ON batch.id = (piece ->> 'batch')::bigint
                WHERE batch.office_id = asked.office
                    AND NOT (asked.keeps AND starts_with(batch.kind, 'registry:'))
            ) THEN true
            WHEN asked.village AND part.region_code = asked.lowest AND EXISTS (
                SELECT FROM jsonb_array_elements(part.evidence) AS piece
                WHERE piece ->> 'kind' IN {BOOKS} OR piece ->> 'registry' = '{CADRES}'
            ) THEN true
            WHEN part.programme_code = '' OR jsonb_path_exists(
                part.evidence, '$[*].batch ? (@ != null)'
            ) THEN false
            ELSE (
                part.region_code BETWEEN asked.lowest AND asked.highest
                OR part.region_code = ANY(asked.above)
            ) AND EXISTS (
                SELECT FROM intake_batch AS batch
                WHERE batch.office_id = asked.office AND batch.kind = 'payments'
                    AND batch.programme_code = part.programme_code
                    AND batch.published_at IS NOT NULL
            )
        END
    )"""


def not_about(office: Office) -> Q:
    """Clues behind which this office does not stand."""
    lowest, highest = code_range(office.region_code)
    keeps = office.kind == OfficeKind.DISCIPLINE
    village = office.kind == OfficeKind.VILLAGE
    concerned = _Concerns(
        Coalesce(F("merged_into_id"), F("id")), F("duty"), Value(office.pk), Value(keeps),
        Value(village), Value(lowest), Value(highest),
        Value(ancestors(office.region_code), output_field=ArrayField(models.TextField())),
    )  # fmt: skip
    if village:
        return Q(~Q(concerned))
    # Most offices that look at clues never sent a sheet; then no clue has to be opened.
    sent = Batch.objects.filter(office=office.pk)
    if keeps:
        sent = sent.exclude(kind__startswith="registry:")
    return Q(~Exists(sent)) | ~Q(concerned)
