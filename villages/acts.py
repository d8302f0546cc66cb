"""What acts on villages' books and boards mean to readers of the audit trail."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


ACTS: dict[str, str | Promise] = {
    "villages.request-correction": _("asked to correct a row"),
    "villages.correct": _("agreed to correct a row"),
    "villages.keep-row": _("did not agree to correct a row"),
    # Until the corrections of all rows had one way.
    "villages.keep-line": _("did not agree to correct a row"),
    "villages.arrive-voucher": _("a file with vouchers arrived"),
    "villages.draw-again": _("had a file of vouchers drawn once more"),
    "villages.give-up-file": _("gave up a file of vouchers"),
    "villages.receive-voucher": _("added a picture of a voucher"),
    "villages.mask-voucher": _("masked a picture of a voucher"),
    "villages.submit-voucher": _("submitted a picture of a voucher"),
    "villages.approve-voucher": _("approved a picture of a voucher"),
    "villages.approve-voucher-at-console": _("a picture of a voucher was approved at the console"),
    "villages.send-back-voucher": _("sent back a picture of a voucher"),
    "villages.publish-voucher": _("a picture of a voucher was published"),
    "villages.withdraw-voucher": _("withdrew a picture of a voucher"),
    "villages.discard-voucher": _("discarded a picture of a voucher"),
    "villages.submit-posting": _("wrote a posting and submitted it"),
    "villages.publish-posting": _("approved a posting"),
    "villages.return-posting": _("sent back a posting"),
    "villages.withdraw-posting": _("withdrew a posting"),
    "villages.post-at-console": _("postings were published at the console"),
}
