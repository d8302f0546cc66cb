"""Notes, files and looks at the whole number: what is kept about a clue beside its way."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record_sensitive_access
from clues.choices import Act
from clues.models import Attachment, Check, Clue
from clues.permissions import check_can_attach, check_can_look, check_can_note
from clues.services.recording import write_line
from core import vault
from core.exceptions import PortalError
from core.free_text import require_text
from core.papers import bare_number
from core.redaction import clean_free_text
from core.sealing import IDENTITY, unseal


# What a file may be, by how its content begins.
_KINDS = {
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    b"PK\x03\x04": "docx, xlsx, zip",
    b"\xd0\xcf\x11\xe0": "doc, xls, wps, et",
}


@transaction.atomic
def add_note(*, clue: Clue, by: User, words: str) -> None:
    """An internal note; only those who see the clue read it."""
    check_can_note(by, clue)
    write_line(clue, act=Act.NOTE, by=by, words=require_text(words, _("The note is empty.")))


@transaction.atomic
def attach(*, clue: Clue, by: User, name: str, data: bytes) -> Attachment:
    """Keep a file with the clue, encrypted."""
    check_can_attach(by, clue)
    return keep_file(clue, by, name, data)


def keep_file(
    clue: Clue, by: User, name: str, data: bytes, check: Check | None = None
) -> Attachment:
    """Keep it, encrypted, inside the caller's transaction; the last step, for the vault forgets
    nothing that is rolled back.
    """
    if not data:
        raise PortalError(_("This file is empty."))
    if len(data) > settings.CLUE_MAX_FILE_BYTES:
        raise PortalError(
            _("This file is larger than %(size)s MB.")
            % {"size": settings.CLUE_MAX_FILE_BYTES // 2**20}
        )
    if not any(data.startswith(opening) for opening in _KINDS):
        raise PortalError(_("Only PDF, pictures (PNG, JPEG) and office documents are kept."))
    attachment = Attachment(
        clue=clue, given_with=check, key=secrets.token_hex(16),
        name=clean_free_text(name.replace("/", "_").replace("\\", "_"))[-150:], size=len(data),
        digest=hashlib.sha256(data).hexdigest(), added_by=by,
    )  # fmt: skip
    vault.store(attachment.vault_name, data)
    attachment.save()
    write_line(clue, act=Act.ATTACH, by=by, words=attachment.name)
    return attachment


@transaction.atomic
def open_attachment(*, attachment: Attachment, by: User) -> bytes:
    """The file's content; the look is written down first."""
    record_sensitive_access(
        by=by,
        subject=f"clue:{attachment.clue.number}",
        reason=_("file %(name)s") % {"name": attachment.name},
    )
    return vault.load(attachment.vault_name)


@transaction.atomic
def look_at_identity(*, clue: Clue, by: User, reason: str) -> str:
    """The whole identity number, of two people both, for a stated reason that is kept."""
    check_can_look(by, clue)
    text = require_text(reason, _("Say why you need the number; the reason is kept."))
    numbers = [unseal(sealed, IDENTITY) for sealed in clue.sealed_numbers()]
    number = " / ".join(map(bare_number, numbers))
    record_sensitive_access(by=by, subject=f"clue:{clue.number}:identity", reason=text)
    write_line(clue, act=Act.LOOK, by=by, words=text)
    return number
