"""What the log's acts mean to readers of the audit trail."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


ACTS: dict[str, str | Promise] = {
    "publication.alarm": _("found that published data differ from the log"),
    "publication.take-cosignature": _("kept the signature of an outside witness on the log"),
}
