"""Changes of staff, offices and tokens: asked by one administrator, decided by another."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.choices import ChangeKind, ChangeState
from accounts.models.staff import Office, OfficeToken, User
from core.divisions import CODE_LENGTH
from core.fields import CharField, CodeField


# Without what is taken for one another on paper.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


class StaffChangeQuerySet(models.QuerySet["StaffChange"]):
    def visible_to(self, user: User) -> StaffChangeQuerySet:
        """Those that lie wholly within the reader's region."""
        return self.filter(reach__range=user.region_range)

    def waiting(self) -> StaffChangeQuerySet:
        return self.filter(state=ChangeState.WAITING)

    def to_be_told(self, user: User) -> StaffChangeQuerySet:
        """What was done to this person and they have not seen yet."""
        return self.filter(user=user, state=ChangeState.AGREED, told_at=None).select_related(
            "requested_by", "decided_by"
        )

    def for_desk(self) -> StaffChangeQuerySet:
        return self.select_related(
            "user", "office", "token", "requested_by", "decided_by"
        ).order_by("-id")


class StaffChange(models.Model):
    """One change with its old and new values. Nothing is changed before the second person agrees."""

    kind = models.CharField(_("what is asked for"), max_length=16, choices=ChangeKind.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=ChangeState.choices, default=ChangeState.WAITING
    )
    user = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("member of staff")
    )
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, related_name="+", verbose_name=_("office")
    )
    token = models.ForeignKey(
        OfficeToken, models.PROTECT, null=True, related_name="+", verbose_name=_("office token")
    )
    old = models.JSONField(_("old values"), default=dict)
    new = models.JSONField(_("new values"), default=dict)
    # The smallest region that holds what was and what would be: who decides must cover it.
    reach = CodeField(_("region concerned"), max_length=CODE_LENGTH)
    reason = CharField(_("reason"), max_length=300)
    requested_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    told_at = models.DateTimeField(_("seen by the person"), null=True)

    objects = StaffChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of staff")
        verbose_name_plural = _("changes of staff")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="staffchange_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.MAKE_USER)
                | Q(user=None)
                | (~Q(user=F("requested_by")) & (Q(decided_by=None) | ~Q(user=F("decided_by")))),
                name="staffchange_never_the_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ChangeState.AGREED, ChangeState.REFUSED))
                | Q(decided_by__isnull=False),
                name="staffchange_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ChangeKind.values) & Q(state__in=ChangeState.values),
                name="staffchange_known",
            ),
            *(
                models.UniqueConstraint(
                    fields=[thing, "kind"],
                    condition=Q(state=ChangeState.WAITING, **{f"{thing}__isnull": False}),
                    name=f"staffchange_one_waiting_{thing}",
                )
                for thing in ("user", "office", "token")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class OneTimeAccess(models.Model):
    """Two codes that open one new password, once. Each administrator knows one of them.

    Only keyed digests are kept, so neither a dump nor one administrator opens it.
    """

    change = models.OneToOneField(StaffChange, models.PROTECT, related_name="access")
    first_digest = CodeField(max_length=64, editable=False)
    second_digest = CodeField(max_length=64, editable=False, blank=True)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("one-time access")
        verbose_name_plural = _("one-time accesses")

    def __str__(self) -> str:
        return str(self.change_id)

    @staticmethod
    def fresh_code() -> str:
        """Ten letters in two groups, about 49 bits."""
        letters = "".join(secrets.choice(_LETTERS) for _place in range(10))
        return f"{letters[:5]}-{letters[5:]}"

    @staticmethod
    def digest_of(code: str) -> str:
        plain = "".join(letter for letter in code.upper() if letter.isalnum())
        return salted_hmac("accounts.one-time-access", plain, algorithm="sha256").hexdigest()

    def opens(self, first: str, second: str) -> bool:
        """Whether both codes are right; both are compared, whichever is wrong."""
        right = [
            constant_time_compare(self.digest_of(first), self.first_digest),
            constant_time_compare(self.digest_of(second), self.second_digest or "-"),
        ]
        return all(right)
