"""Policy attachments: what a file is, by its content, and what is kept about it."""

from __future__ import annotations

import hashlib
import io
import zipfile

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from core.exceptions import PortalError
from funds.models import PolicyAttachment


MOST_BYTES = 20 * 2**20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
}


class UnknownAttachment(PortalError):
    """The file is none of the kinds that the portal gives to the public."""


def kind_of(content: bytes) -> str:
    """pdf, doc, docx, xls, xlsx, jpg or png, by content; raises UnknownAttachment."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    kind = None
    if content.startswith(_OLE):
        kind = _ole_kind(content)
    elif content.startswith(b"PK\x03\x04"):
        kind = _zip_kind(content)
    if kind is None:
        raise UnknownAttachment(
            _("Only PDF, Word, Excel, JPEG and PNG files without macros can be attached.")
        )
    return kind


def _ole_kind(content: bytes) -> str | None:
    """Names of streams stand in the directory as UTF-16."""
    if any(name.encode("utf-16-le") in content for name in ("VBA", "_VBA_PROJECT", "Macros")):
        return None
    if "WordDocument".encode("utf-16-le") in content:
        return "doc"
    return "xls" if "Workbook".encode("utf-16-le") in content else None


def _zip_kind(content: bytes) -> str | None:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except zipfile.BadZipFile:
        return None
    if "[Content_Types].xml" not in names or any("vbaproject" in name.lower() for name in names):
        return None
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else None


def fill_in(attachment: PolicyAttachment, content: bytes, name: str) -> PolicyAttachment:
    """Set what is known of an attachment from its content; the stored name is never the sender's.

    Raises UnknownAttachment, and PortalError when it is empty or too large. Saves nothing.
    """
    if not 0 < len(content) <= MOST_BYTES:
        raise PortalError(
            _("An attachment has at most %(megabytes)s MB and is not empty.")
            % {"megabytes": MOST_BYTES // 2**20}
        )
    kind = kind_of(content)
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0].strip()
    attachment.name = f"{stem[:190] or 'attachment'}.{kind}"
    attachment.sha256 = hashlib.sha256(content).hexdigest()
    attachment.size = len(content)
    attachment.content_type = CONTENT_TYPES[kind]
    attachment.file = ContentFile(content, name=f"{attachment.sha256[:32]}.{kind}")
    return attachment
