"""What acts on cross-checks mean to readers of the audit trail."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


ACTS: dict[str, str | Promise] = {
    "matching.run": _("a cross-check was started"),
    "matching.ask-for-trial": _("asked to try out a rule"),
    "matching.try-out": _("a rule was tried out"),
    "matching.judge": _("judged a hit of a trial"),
    "matching.sign-trial": _("signed a trial"),
    "matching.drop-trial": _("dropped a trial"),
    "matching.give-meaning": _("said what a word of a registry means"),
    "matching.take-meaning-back": _("took the meaning of a word back"),
}
