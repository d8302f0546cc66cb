"""Signing how far the log goes, and only ever one root for a size.

The order is: leaves are committed, then signed here, then written into the public folder
(publication.services.files). The newest checkpoint in that folder is asked first: a database that
knows less than was published before is an old copy, and signs nothing.
"""

from __future__ import annotations

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core import keys, public_files
from publication.exceptions import LogFork, NotSigned
from publication.log import notes
from publication.log.tree import root_at
from publication.models import Checkpoint, Cosignature
from publication.selectors.leaves import StoredTree


CHECKPOINT = "log/checkpoint"


def signing_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.key(keys.LOG))


def verifier() -> notes.Verifier:
    """The key by which anybody checks what this log signed."""
    return notes.log_verifier(settings.PUBLICATION_ORIGIN, signing_key())


@transaction.atomic
def sign() -> Checkpoint | None:
    """Sign the log as far as it goes; the checkpoint, or None while nothing stands in it.

    Safe to call at any time. Raises LogFork when what was published before is not its beginning.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT size FROM publication_head WHERE id = 1 FOR UPDATE")
        tree = StoredTree(cursor)
        if not tree.size:
            return None
        last = Checkpoint.objects.order_by("-size").first()
        published = published_checkpoint()
        if published is not None:
            check_known(tree, published.size, published.root)
        if last is not None:
            check_known(tree, last.size, bytes(last.root))
            if last.size == tree.size:
                return last
        signed = notes.sign_checkpoint(
            settings.PUBLICATION_ORIGIN, tree.size, tree.root, signing_key()
        )
        return Checkpoint.objects.create(size=tree.size, root=tree.root, note=signed.text)


def published_checkpoint() -> notes.Checkpoint | None:
    """The newest checkpoint in the public folder, None where there is none yet.

    Raises LogFork for one that this log's key did not sign.
    """
    path = public_files.path_of(CHECKPOINT)
    try:
        found = notes.parse_checkpoint(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (notes.BadNote, UnicodeDecodeError) as error:
        raise LogFork(_("The published checkpoint %(path)s cannot be read.") % {"path": path}) from error  # fmt: skip
    if found.signature_of(verifier()) is None:
        raise LogFork(
            _("The published checkpoint %(path)s was signed by another key than the portal's.")
            % {"path": path}
        )
    return found


def check_known(tree: StoredTree, size: int, root: bytes) -> None:
    """Raises LogFork unless the log once had this root at this size."""
    if size > tree.size:
        raise LogFork(
            _(
                "The log was longer once: %(size)s leaves were signed, the database has %(own)s. It is an old copy. Restore a newer one; until then nothing is signed."
            )
            % {"size": size, "own": tree.size}
        )
    try:
        known = root_at(tree, size) == root
    except LookupError:
        # A tile is gone.
        known = False
    if not known:
        raise LogFork(
            _(
                "The log says something else than was signed at %(size)s leaves. Nothing is signed until somebody has looked into it."
            )
            % {"size": size}
        )


def checkpoint_over(index: int) -> notes.Checkpoint:
    """The newest checkpoint, if it covers the leaf; with its cosignatures. Raises NotSigned."""
    newest = Checkpoint.objects.first()
    if newest is None or newest.size <= index:
        raise NotSigned(_("This was published a moment ago and is being sealed. Load the page again in a minute."))  # fmt: skip
    lines = Cosignature.objects.filter(size=newest.size).values_list("line", flat=True)
    return notes.parse_checkpoint(newest.note + "".join(lines))
