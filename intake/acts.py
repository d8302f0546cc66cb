"""What acts on sheets mean to readers of the audit trail and of a batch's history."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


ACTS: dict[str, str | Promise] = {
    "intake.take-into-log": _("took what was published before into the publication log"),
    "intake.receive": _("uploaded the file"),
    "intake.check": _("the sheet was read and checked"),
    "intake.refuse": _("the file was refused"),
    "intake.read-again": _("had it read once more"),
    "intake.return-by-itself": _("it could not be published and was sent back"),
    "intake.answer-headings": _("said what the headings mean"),
    "intake.choose-reading": _("said how the sheet is to be read"),
    "intake.mend-cells": _("mended cells on the page"),
    "intake.answer-question": _("answered a question about the sheet"),
    "intake.change-memory": _("changed what a heading means"),
    "intake.forget-memory": _("had the meaning of a heading forgotten"),
    "intake.take-start": _("took its rows as a start for the next sheet"),
    "intake.submit": _("submitted it"),
    "intake.approve": _("approved it"),
    "intake.approve-at-console": _("approved at the console"),
    "intake.send-back": _("sent it back"),
    "intake.discard": _("discarded it"),
    "intake.publish": _("the rows were published"),
    "intake.request-withdrawal": _("asked to withdraw it"),
    "intake.withdraw": _("agreed to withdraw it"),
    "intake.keep": _("did not agree to withdraw it"),
    "intake.request-redaction": _("asked to take a text out"),
    "intake.redact": _("agreed to take a text out"),
    "intake.keep-text": _("did not agree to take a text out"),
    "intake.redacted": _("the text was taken out"),
}
# What the portal does by itself, whoever stands for it in the audit trail.
BY_THE_PORTAL = frozenset(
    {"intake.check", "intake.refuse", "intake.publish", "intake.return-by-itself"}
)
