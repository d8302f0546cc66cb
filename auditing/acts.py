"""What the acts on the administration's lists mean to readers of the audit trail."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


ACTS: dict[str, str | Promise] = {
    "admin.add": _("added an entry"),
    "admin.change": _("changed an entry"),
    "admin.delete": _("deleted an entry"),
    "admin.import": _("imported a list"),
    "admin.export": _("exported a list"),
}
