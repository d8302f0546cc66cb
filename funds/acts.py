"""What acts on payments and programmes mean to readers of the audit trail."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


ACTS: dict[str, str | Promise] = {
    "funds.request-correction": _("asked to correct a row"),
    "funds.correct": _("agreed to correct a row"),
    "funds.keep-row": _("did not agree to correct a row"),
    "funds.mark-returned": _("marked what the bank sent back"),
    "funds.load_catalogue": _("loaded the catalogue of programmes"),
    "funds.set_standard": _("set a standard"),
    "funds.request-loosening": _("asked to show more of a programme's recipients"),
    "funds.agree-loosening": _("agreed to show more of a programme's recipients"),
    "funds.refuse-loosening": _("did not agree to show more of a programme's recipients"),
    "funds.carry-out-loosening": _("more is shown of a programme's recipients now"),
    "funds.drop-loosening": _("not carried out: the programme was changed meanwhile"),
}
