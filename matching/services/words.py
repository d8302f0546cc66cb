"""Saying what a word of a registry or a roster means in a region; one person does, and it is kept."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, holds
from auditing.services import record
from core.divisions import contains, pad
from core.exceptions import NotAllowed, PortalError
from matching.models import StatusWord
from matching.rules.vocabulary import NEUTRAL, country


@transaction.atomic
def give_meaning(
    *, registry: str, column: str, word: str, meaning: str, region_code: str, by: User
) -> StatusWord:
    """Say what a word means in a region, or say otherwise; the next night reads it so.

    Raises PortalError for a column or meaning that there is not, NotAllowed for another region.
    """
    known = country().get((registry, column))
    if known is None or meaning not in (*known.meanings, NEUTRAL, known.plain):
        raise PortalError(_("There is no such meaning of a word in this column."))
    region = pad(region_code)
    _check_may_say(by, region)
    said, _created = StatusWord.objects.update_or_create(
        registry=registry, column=column, word=word, region_code=region,
        defaults={"meaning": meaning, "said_by_id": by.pk},
    )  # fmt: skip
    record(
        action="matching.give-meaning",
        by=by,
        target=f"word:{said.pk}",
        detail={
            "registry": registry, "column": column, "word": said.word, "region": region,
            "meaning": meaning,
        },
    )  # fmt: skip
    return said


@transaction.atomic
def take_meaning_back(*, said: StatusWord, by: User) -> None:
    """Let the country's list, or a wider region's, hold again. Raises NotAllowed elsewhere."""
    _check_may_say(by, said.region_code)
    record(
        action="matching.take-meaning-back",
        by=by,
        target=f"word:{said.pk}",
        detail={
            "registry": said.registry, "column": said.column, "word": said.word,
            "region": said.region_code, "meaning": said.meaning,
        },
    )  # fmt: skip
    said.delete()


def _check_may_say(by: User, region: str) -> None:
    if not holds(by, Permission.TRY_RULES) or not contains(by.region_code, region):
        raise NotAllowed(_("What words mean is said by those who answer for the region."))
