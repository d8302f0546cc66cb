"""What the acts on reports mean to readers of the audit trail; never what a report says."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


ACTS: dict[str, str | Promise] = {
    "complaints.enrol": _("made a key for reports"),
    "complaints.bring-across": _("brought the key for reports to a new password"),
    "complaints.make-anew": _("made a new key for reports"),
    "complaints.unlock": _("unlocked reports"),
    "complaints.found": _("made the office's key for reports"),
    "complaints.grant": _("gave a colleague the office's key"),
    "complaints.renew": _("renewed the office's key for reports"),
    "complaints.open-half": _("opened half of an office's key as a custodian"),
    "complaints.hand-over": _("handed over an office's key as the second custodian"),
    "complaints.accept": _("took up a report"),
    "complaints.let-in": _("let a report in"),
    "complaints.message": _("wrote to a reporter"),
    "complaints.answer": _("answered a report"),
    "complaints.extend": _("extended the time for a report"),
    "complaints.pass-on": _("passed a report on"),
    "complaints.urge": _("urged an office about a report"),
    "complaints.put-aside": _("put a report aside as abuse"),
    "complaints.make-clue": _("made a suspected matter of a report"),
    "complaints.confirm-fact": _("confirmed a fact that a report told"),
    "complaints.ask-name": _("asked for a reporter's name"),
    "complaints.give-name": _("opened a reporter's name for one handler"),
    "complaints.refuse-name": _("refused to open a reporter's name"),
    "complaints.strike-name": _("destroyed a name that was not the reporter's"),
}
