"""Outside witnesses: what they are asked to confirm, by net, USB stick or newspaper, and their word.

Without a witness whoever owns the server could rewrite the log with all its seals.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from auditing.services import Actor, record
from core.exceptions import PortalError
from publication.log import notes
from publication.log.tree import consistency
from publication.models import Checkpoint, Cosignature
from publication.selectors.leaves import StoredTree


# So far back a witness may be late.
_LOOKED_THROUGH = 200


def request_text(*, since: int) -> str:
    """What a witness who last saw `since` leaves needs (c2sp.org/tlog-witness, add-checkpoint).

    Raises PortalError where nothing is signed yet, or the witness has seen more than there is.
    """
    newest = Checkpoint.objects.first()
    if newest is None:
        raise PortalError(_("Nothing is signed yet."))
    if since > newest.size:
        raise PortalError(
            _("The witness has seen %(size)s leaves, the log has %(own)s.")
            % {"size": since, "own": newest.size}
        )
    with connection.cursor() as cursor:
        path = consistency(StoredTree(cursor), since, newest.size)
    lines = [f"old {since}", *(base64.b64encode(step).decode() for step in path)]
    return "\n".join(lines) + "\n\n" + newest.note


def witnesses() -> list[notes.Verifier]:
    """Those whose word counts (PORTAL_LOG_WITNESSES)."""
    return [notes.verifier_of(vkey) for vkey in settings.PUBLICATION_WITNESSES]


@transaction.atomic
def take(*, text: str, by: Actor | None) -> list[Cosignature]:
    """Keep the signatures of known witnesses in a text; each must be over a checkpoint of ours.

    Raises PortalError when none of them is, so that nothing passes for confirmed in silence.
    """
    try:
        signatures = notes.parse_signatures(
            "\n".join(line for line in text.splitlines() if line.startswith("— "))
        )
    except notes.BadNote as error:
        raise PortalError(_("This is no signature of a witness.")) from error
    taken = []
    for checkpoint in Checkpoint.objects.all()[:_LOOKED_THROUGH]:
        signed = notes.parse_checkpoint(checkpoint.note)
        offered = notes.Checkpoint(
            signed.origin, signed.size, signed.root, signed.body, tuple(signatures)
        )
        for witness in witnesses():
            signature = offered.signature_of(witness)
            if signature is not None:
                taken.append(_keep(checkpoint, witness, signature))
    if not taken:
        raise PortalError(
            _(
                "None of these signatures is by a known witness (PORTAL_LOG_WITNESSES) over a checkpoint of this log."
            )  # fmt: skip
        )
    record(
        action="publication.take-cosignature", by=by, target=f"checkpoint:{taken[0].size}",
        detail={"witnesses": [each.witness for each in taken]},
    )  # fmt: skip
    return taken


def _keep(
    checkpoint: Checkpoint, witness: notes.Verifier, signature: notes.Signature
) -> Cosignature:
    seconds = int.from_bytes(signature.value[:8], "big")
    kept, _made = Cosignature.objects.get_or_create(
        size=checkpoint.size,
        witness=witness.name,
        defaults={"line": signature.line, "seen_at": datetime.fromtimestamp(seconds, UTC)},
    )
    return kept
