"""What somebody outside keeps (a checkpoint, a receipt, a printed square) against the log as it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from core.exceptions import PortalError
from publication.log import notes, proofs
from publication.selectors.leaves import StoredTree, leaf_hashes, root_of_leaves
from publication.services.signing import verifier
from publication.services.verifying.differences import Difference, What


@dataclass(frozen=True, slots=True)
class Known:
    """What the outside paper says, and whether the log still says so."""

    holds: bool
    words: str

    @property
    def difference(self) -> Difference:
        return Difference("log", None, "", None, What.LOG, self.words)


def compare(text: str) -> Known:
    """Raises PortalError for what is none of the three, or is not signed by this log."""
    try:
        if text.strip().startswith(proofs.PAPER_PREFIX):
            return _paper(proofs.parse_paper(text))
        if text.startswith("c2sp.org/tlog-proof"):
            return _checkpoint(proofs.parse_proof(text).checkpoint)
        return _checkpoint(notes.parse_checkpoint(text))
    except notes.BadNote as error:
        raise PortalError(
            _("This is no checkpoint, no receipt and no text of a printed square of this log.")
        ) from error


def _checkpoint(found: notes.Checkpoint) -> Known:
    if found.signature_of(verifier()) is None:
        raise PortalError(_("This was not signed by this log."))
    return _root(found.size, found.root)


def _root(size: int, root: bytes) -> Known:
    with connection.cursor() as cursor:
        own = StoredTree(cursor).size
        if size > own:
            return Known(False, _("The log was longer once: it had %(size)s leaves, now %(own)s.") % {"size": size, "own": own})  # fmt: skip
        if root_of_leaves(cursor, size) != root:
            return Known(False, _("At %(size)s leaves the log had another root: it was rewritten.") % {"size": size})  # fmt: skip
    return Known(True, _("The log still begins with the %(size)s leaves that the paper speaks of.") % {"size": size})  # fmt: skip


def _paper(found: proofs.Paper) -> Known:
    log = verifier()
    body = notes.body_of(log.name, found.size, found.root)
    if not log.accepts(body.encode(), found.signature):
        raise PortalError(_("This was not signed by this log."))
    known = _root(found.size, found.root)
    if known.holds:
        with connection.cursor() as cursor:
            held = leaf_hashes(cursor, found.index, found.index + 1)
        if held != found.leaf:
            return Known(False, _("Leaf %(index)s is another one than the paper shows.") % {"index": found.index})  # fmt: skip
    return known
