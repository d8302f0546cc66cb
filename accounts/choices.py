from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import Machine


class Role(models.TextChoices):
    """What a member of staff is there for; one person has one role."""

    UPLOADER = "uploader", _("Uploader")
    REVIEWER = "reviewer", _("Reviewer")
    INSPECTOR = "inspector", _("Inspector")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


# Who sees clues, changes accounts or lets something be published proves it with a second factor at
# every sign-in.
SECOND_FACTOR_ROLES = frozenset({Role.REVIEWER, Role.INSPECTOR, Role.ADMINISTRATOR, Role.AUDITOR})


class OfficeKind(models.TextChoices):
    BUREAU = "bureau", _("Department")
    TOWNSHIP = "township", _("Township government")
    VILLAGE = "village", _("Village committee")
    DISCIPLINE = "discipline", _("Discipline inspection office")
    OPERATOR = "operator", _("Operator of the portal")


class ChangeKind(models.TextChoices):
    """What two administrators do to staff, offices and tokens together."""

    MAKE_OFFICE = "make-office", _("New office")
    CHANGE_OFFICE = "change-office", _("Change of an office")
    MAKE_USER = "make-user", _("New member of staff")
    CHANGE_USER = "change-user", _("Change of a member of staff")
    RENEW_ACCESS = "renew-access", _("New password and second factor")
    ISSUE_TOKEN = "issue-token", _("New office token")
    REVOKE_TOKEN = "revoke-token", _("End of an office token")


class ChangeState(models.TextChoices):
    WAITING = "waiting", _("Waiting for the second administrator")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")
    RECALLED = "recalled", _("Taken back")


TRANSITIONS: dict[str, frozenset[str]] = {
    ChangeState.WAITING: frozenset({ChangeState.AGREED, ChangeState.REFUSED, ChangeState.RECALLED}),
    ChangeState.AGREED: frozenset(),
    ChangeState.REFUSED: frozenset(),
    ChangeState.RECALLED: frozenset(),
}
CHANGES = Machine(
    TRANSITIONS,
    impossible=_("This change has been decided already."),
    overtaken=_("This change has been decided already."),
    field="state",
)
