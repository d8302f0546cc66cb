"""What no rule found but somebody told: a call, a letter, a visit."""

from __future__ import annotations

import hashlib
import json
import secrets
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, holds
from clues.choices import BY_HAND, Act, Came, Grade, Severity
from clues.models import Clue
from clues.services.recording import write_line
from core.divisions import contains
from core.exceptions import NotAllowed, PortalError
from core.free_text import require_reason
from core.redaction import clean_free_text
from core.sealing import IDENTITY, seal


@transaction.atomic
def open_by_hand(
    *, by: User, came: str, region: str, words: str, severity: str, amount: Decimal = Decimal(0),
    name: str = "", number: str = "", programme: str = "",
) -> Clue:  # fmt: skip
    """Open a suspected matter. `number` is a checked identity number and is kept sealed only."""
    if not holds(by, Permission.WORK_CLUES):
        raise NotAllowed(_("Only an inspector works on clues."))
    if not contains(by.region_code, region):
        raise NotAllowed(_("This place lies outside your region."))
    if came not in Came.values or severity not in Severity.values or amount < 0:
        raise PortalError(_("Say how it came, how heavy it is and what it is worth."))
    told = require_reason(words, _("Say what was told."))
    facts: dict[str, Any] = {"told": told, "came": came}
    if name := clean_free_text(name):
        facts["name"] = name
    groups = {"village": region}
    if number:
        groups["person"] = seal(number, IDENTITY).hex()
    digest = hashlib.sha256(json.dumps([facts, str(amount)], sort_keys=True).encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('clues_clue_number')")
        serial = cursor.fetchone()[0]
    clue = Clue.objects.create(
        number=f"YD{timezone.localdate().year}-{serial:06d}", source=BY_HAND,
        source_key=secrets.token_hex(16), severity=severity, grade=Grade.TOLD,
        region_code=region, programme_code=programme, amount=amount, facts=facts, evidence=[],
        groups=groups, facts_digest=digest.hexdigest()[:32], first_run=0, last_run=0,
    )  # fmt: skip
    write_line(clue, act=Act.OPEN, by=by, words=f"{Came(came).label}: {told}")
    return clue
