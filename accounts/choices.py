from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member of staff is there for; one person has one role."""

    UPLOADER = "uploader", _("Uploader")
    REVIEWER = "reviewer", _("Reviewer")
    INSPECTOR = "inspector", _("Inspector")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


# Who sees clues or can change accounts proves it with a second factor at every sign-in.
SECOND_FACTOR_ROLES = frozenset({Role.INSPECTOR, Role.ADMINISTRATOR, Role.AUDITOR})


class OfficeKind(models.TextChoices):
    BUREAU = "bureau", _("Department")
    TOWNSHIP = "township", _("Township government")
    VILLAGE = "village", _("Village committee")
    DISCIPLINE = "discipline", _("Discipline inspection office")
    OPERATOR = "operator", _("Operator of the portal")
