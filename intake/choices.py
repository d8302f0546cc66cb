"""A batch's states and the only ways between them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.transitions import Machine


class Status(models.TextChoices):
    RECEIVED = "received", _("Received")
    READING = "reading", _("Being read")
    REFUSED = "refused", _("Refused")
    NEEDS_MAPPING = "needs-mapping", _("A heading is not known")
    CHECKED = "checked", _("Checked")
    SUBMITTED = "submitted", _("Waiting for the second person")
    RETURNED = "returned", _("Sent back")
    APPROVED = "approved", _("Approved, being published")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISCARDED = "discarded", _("Discarded")


TRANSITIONS: dict[str, frozenset[str]] = {
    Status.RECEIVED: frozenset({Status.READING, Status.DISCARDED}),
    Status.READING: frozenset(
        {Status.REFUSED, Status.NEEDS_MAPPING, Status.CHECKED, Status.DISCARDED}
    ),
    Status.NEEDS_MAPPING: frozenset({Status.READING, Status.DISCARDED}),
    Status.CHECKED: frozenset({Status.SUBMITTED, Status.READING, Status.DISCARDED}),
    Status.SUBMITTED: frozenset({Status.APPROVED, Status.RETURNED}),
    Status.RETURNED: frozenset({Status.SUBMITTED, Status.READING, Status.DISCARDED}),
    Status.APPROVED: frozenset({Status.PUBLISHED, Status.RETURNED}),
    Status.PUBLISHED: frozenset({Status.WITHDRAWN}),
    Status.REFUSED: frozenset({Status.RECEIVED, Status.DISCARDED}),
    Status.WITHDRAWN: frozenset(),
    Status.DISCARDED: frozenset(),
}
BATCHES = Machine(
    TRANSITIONS,
    impossible=_("Batch %(number)s is “%(state)s”; this is not possible now."),
    overtaken=_("Somebody else has just changed this batch; load the page again."),
)

# The same file may come again only after its first coming led to nothing.
ENDED_WITHOUT_TRACE = (Status.REFUSED, Status.WITHDRAWN, Status.DISCARDED)


class ChangeKind(models.TextChoices):
    """What became of published rows; the cross-checks look again at what changed."""

    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    VOUCHERS = "vouchers", _("Vouchers published or withdrawn")
    CORRECTED = "corrected", _("Corrected")
    FACT = "fact", _("A fact was confirmed")


class RedactionKind(models.TextChoices):
    """What a text was that must not stand where it stood."""

    IDENTITY = "identity", _("identity number")
    ACCOUNT = "account", _("bank account")
    PHONE = "phone", _("telephone of a person")
    HEALTH = "health", _("illness or disability")
    MINOR = "minor", _("name of a minor")
    OTHER = "other", _("other personal data")
