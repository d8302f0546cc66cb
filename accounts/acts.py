"""What acts on staff and access mean to readers of the audit trail."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


ACTS: dict[str, str | Promise] = {
    "accounts.sign-in": _("signed in"),
    "accounts.sign-out": _("signed out"),
    "accounts.sign-in-failed": _("a sign-in failed"),
    "accounts.sign-in-held": _("a sign-in had to wait after many that failed"),
    "accounts.sign-in-alarm": _("alarm: very many sign-ins failed"),
    "accounts.second-factor": _("gave the second factor"),
    "accounts.second-factor-failed": _("gave a wrong second factor"),
    "accounts.confirm-second-factor": _("set up the second factor"),
    "accounts.refused": _("was refused a page"),
    "accounts.change-password": _("changed the own password"),
    "accounts.create-user": _("made an account"),
    "accounts.issue-token": _("made an office token"),
    "accounts.collect-token": _("fetched the secret of an office token"),
    "accounts.use-one-time-access": _("chose a password with the codes for it"),
    "accounts.one-time-access-failed": _("the codes for a new password were wrong"),
    "accounts.request-staff-change": _("asked to change staff, an office or a token"),
    "accounts.agree-staff-change": _("agreed to a change of staff, an office or a token"),
    "accounts.refuse-staff-change": _("did not agree to a change of staff, an office or a token"),
    "accounts.recall-staff-change": _("took back what was asked about staff, an office or a token"),
    "accounts.read-staff-changes": _("read what was changed about their own access"),
}
