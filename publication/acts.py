"""What the log's acts mean to readers of the audit trail."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


ACTS: dict[str, str | Promise] = {
    "publication.change-outer-key": _("wrapped the portal's keys by a new PORTAL_DATA_KEY"),
    "publication.new-key": _("made a new key for files or addresses"),
    "publication.adopt": _("took over leaves that an old backup did not know"),
    "publication.alarm": _("found that published data differ from the log"),
    "publication.take-cosignature": _("kept the signature of an outside witness on the log"),
}
