"""Of explained matters a share is drawn at random for the level above to look at again (复核抽查)."""

from __future__ import annotations

from random import SystemRandom

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clues.choices import RECHECKS, Act, RecheckState, Status
from clues.models import Clue, Recheck
from clues.permissions import check_can_recheck
from clues.services.recording import change, locked, status_when_released, write_line
from core.free_text import require_reason


# Nobody foresees what it draws.
_LOT = SystemRandom()


def draw(clue: Clue, *, by: User, region: str) -> None:
    """Draw for an explanation just written; what was drawn for the same facts stands."""
    drawn = _LOT.random() < settings.CLUE_RECHECK_SHARE
    # Whose explanation did not hold is looked at again whatever the lot says.
    before = Recheck.objects.filter(clue=clue, facts_digest=clue.facts_digest)
    if standing := before.exclude(state=RecheckState.OVERTURNED).first():
        if standing.state == RecheckState.WAITING:
            _hand_on(standing, clue, by, region)
        return
    drawn = drawn or before.exists()
    Recheck.objects.create(
        clue=clue, facts_digest=clue.facts_digest, finding=clue.explanation, region_code=region,
        state=RecheckState.WAITING if drawn else RecheckState.NOT_DRAWN,
        explained_by=by, explained_at=timezone.now(),
    )  # fmt: skip


def _hand_on(standing: Recheck, clue: Clue, by: User, region: str) -> None:
    """It was explained anew before anybody looked: who looks is above whoever explained it last."""
    Recheck.objects.filter(pk=standing.pk, state=RecheckState.WAITING).update(
        finding=clue.explanation, region_code=region, explained_by=by, explained_at=timezone.now()
    )


@transaction.atomic
def record_recheck(*, recheck: Recheck, by: User, upheld: bool, words: str) -> Recheck:
    """Somebody above has looked again; what is not upheld is open again."""
    fresh = locked(recheck.clue)
    found = Recheck.objects.select_related("explained_by").get(pk=recheck.pk)
    found.clue = fresh
    check_can_recheck(by, found)
    text = require_reason(words, _("Say what you looked at and what you found."))
    RECHECKS.move(
        found, RecheckState.UPHELD if upheld else RecheckState.OVERTURNED,
        decided_by=by, decided_at=timezone.now(), words=text,
    )  # fmt: skip
    if upheld or fresh.status != Status.EXPLAINED:
        write_line(fresh, act=Act.UPHELD if upheld else Act.OVERTURNED, by=by, words=text)
        return found
    change(
        fresh, act=Act.OVERTURNED, by=by, words=text, status=status_when_released(fresh),
        explanation="", explained_digest="", clean_until=None, checked_at=None,
    )  # fmt: skip
    return found
