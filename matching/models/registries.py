"""Confidential registries: one table each. Replaced lines stay, ended, as evidence of old clues.

A line names its person by sealed number and by name; where a registry belongs to a household, an
account or a cadre it says so in columns of its own. Nothing here is ever public.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from core.fields import CharField, CodeField, MoneyField, SealedField
from core.redaction import public_reference
from intake.models import Batch


class RegistrySourceQuerySet(models.QuerySet["RegistrySource"]):
    def visible_to(self, user: User) -> RegistrySourceQuerySet:
        """Those of the offices of the reader's region."""
        return self.filter(office__in=Office.objects.visible_to(user))


class RegistrySource(models.Model):
    """What one office last loaded of one registry, and how long that stays good."""

    name = CodeField(_("registry"), max_length=40)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name=_("source office")
    )
    as_of = models.DateField(_("as of"))
    stale_after_days = models.PositiveIntegerField(_("stale after days"), default=45)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", verbose_name=_("batch"))
    rows = models.PositiveIntegerField(_("rows"))
    loaded_at = models.DateTimeField(_("loaded"), auto_now=True)

    objects = RegistrySourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("registry source")
        verbose_name_plural = _("registry sources")
        constraints = [
            models.UniqueConstraint(fields=["name", "office"], name="registry_source_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.office})"

    def is_stale(self, today: date) -> bool:
        return today > self.as_of + timedelta(days=self.stale_after_days)


class RegistryRecord(models.Model):
    """What every line of every registry has: where it came from, who it is about, if it stands."""

    batch = models.ForeignKey(
        Batch, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("batch")
    )
    office = models.ForeignKey(
        Office, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+",
        verbose_name=_("source office"),
    )  # fmt: skip
    sheet = CharField(_("sheet"), max_length=100, kept_as=public_reference)
    row_number = models.PositiveIntegerField(_("row in the sheet"))
    person_id = SealedField(_("identity number, sealed"))
    name = CharField(_("name"), max_length=60)
    ended = models.BooleanField(_("ended"), db_default=False)
    ended_by = models.BigIntegerField(
        _("ended by"), null=True, help_text=_("the batch that replaced this line")
    )

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["person_id"], condition=Q(ended=False), name="%(class)s_person"),
            models.Index(
                fields=["ended_by"], condition=Q(ended_by__isnull=False), name="%(class)s_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}!{self.row_number}"


def _since() -> models.DateField[Any, Any]:
    return models.DateField(_("since"), null=True)


def _until() -> models.DateField[Any, Any]:
    return models.DateField(_("until"), null=True)


def _text(label: Any, length: int = 60) -> CharField:
    return CharField(label, max_length=length, blank=True, db_default="")


class DeathRecord(RegistryRecord):
    """Deaths (死亡人员): police, civil affairs, crematoria, health."""

    died_on = models.DateField(_("died on"))
    source = _text(_("source"))


class PublicEmployee(RegistryRecord):
    """People on the public payroll (财政供养人员)."""

    unit = _text(_("unit"), 100)
    status = _text(_("status"), 30)
    since = _since()
    until = _until()


class VillageCadre(RegistryRecord):
    """Village cadres and, one line each, their relatives (村干部及近亲属).

    On a cadre's own line `cadre_id` is empty. `filed` says whether the relationship was put on
    record where a benefit was granted (备案).
    """

    cadre_id = SealedField(_("the cadre's identity number, sealed"), null=True)
    cadre_name = _text(_("the cadre's name"))
    relation = _text(_("relation"), 20)
    post = _text(_("post"), 60)
    filed = models.BooleanField(_("on record"), db_default=False)
    since = _since()
    until = _until()


class HouseholdMember(RegistryRecord):
    """Members of households (户籍、低保家庭)."""

    household = CodeField(_("household number"), max_length=40)
    relation = _text(_("relation to the head"), 20)

    class Meta(RegistryRecord.Meta):
        indexes = [
            *RegistryRecord.Meta.indexes,
            models.Index(
                fields=["household"], condition=Q(ended=False), name="householdmember_household"
            ),
        ]


class Vehicle(RegistryRecord):
    """Motor vehicles by owner (机动车)."""

    vehicle_type = _text(_("kind of vehicle"), 40)
    use = _text(_("use"), 30)
    status = _text(_("status"), 30)
    price = MoneyField(_("price in yuan"), null=True)
    registered_on = models.DateField(_("registered on"), null=True)


class Property(RegistryRecord):
    """Real estate by owner (不动产)."""

    kind = _text(_("kind of property"), 40)
    area = models.DecimalField(
        _("area in square metres"), max_digits=10, decimal_places=2, null=True
    )
    registered_on = models.DateField(_("registered on"), null=True)
    acquired_by = _text(_("acquired by"), 30)


class Business(RegistryRecord):
    """Companies, sole traders and shares (市场主体)."""

    business = _text(_("business"), 100)
    role = _text(_("role"), 30)
    status = _text(_("status"), 30)
    capital = MoneyField(_("subscribed capital in yuan"), null=True)


class InsuredIncome(RegistryRecord):
    """Housing fund and social insurance: what a month's contribution is based on."""

    kind = _text(_("kind of contribution"), 40)
    unit = _text(_("unit"), 100)
    base = MoneyField(_("monthly base in yuan"))
    since = _since()
    until = _until()


class Prisoner(RegistryRecord):
    """People serving a sentence or in compulsory treatment (服刑、强制隔离戒毒)."""

    measure = _text(_("measure"), 30)
    since = models.DateField(_("since"))
    until = _until()


class DisabledPerson(RegistryRecord):
    """Certificates of disability (残疾人证)."""

    category = _text(_("kind of disability"), 30)
    level = models.PositiveSmallIntegerField(_("degree, 1 to 4"))
    issued_on = models.DateField(_("issued on"), null=True)
    expires_on = models.DateField(_("expires on"), null=True)


class DibaoMember(RegistryRecord):
    """People in households on the minimum living allowance (低保对象)."""

    household = CodeField(_("household number"), max_length=40, blank=True, db_default="")
    kind = _text(_("town or countryside"), 20)
    since = models.DateField(_("since"))
    until = _until()


class TekunPerson(RegistryRecord):
    """People in special hardship (特困人员)."""

    care = _text(_("care"), 30)
    since = models.DateField(_("since"))
    until = _until()


class Orphan(RegistryRecord):
    """Orphans and children without care (孤儿、事实无人抚养儿童)."""

    kind = _text(_("kind"), 40)
    since = models.DateField(_("since"))
    until = _until()


class Resident(RegistryRecord):
    """The population register: which name belongs to which number, and where they live."""

    region_id = CodeField(_("region code"), max_length=12)
    status = _text(_("status"), 30)


class LandRight(RegistryRecord):
    """Confirmed areas of farmland and forest (确权面积)."""

    kind = _text(_("kind of land"), 30)
    area = models.DecimalField(_("area in mu"), max_digits=12, decimal_places=4)
    plot = CodeField(
        _("plot, as a digest"), max_length=40, blank=True, db_default="",
        help_text=_("of its code: nineteen digits look like a bank card"),
    )  # fmt: skip

    class Meta(RegistryRecord.Meta):
        indexes = [
            *RegistryRecord.Meta.indexes,
            models.Index(
                fields=["plot"], condition=~Q(plot="") & Q(ended=False), name="landright_plot"
            ),
        ]


class BankAccount(RegistryRecord):
    """Accounts and their holders (一卡通账户)."""

    account = SealedField(_("account, sealed"))
    bank = _text(_("bank"))

    class Meta(RegistryRecord.Meta):
        indexes = [
            *RegistryRecord.Meta.indexes,
            models.Index(fields=["account"], condition=Q(ended=False), name="bankaccount_account"),
        ]


# By the name that sheets (registry:<name>) and rules give it.
REGISTRIES: dict[str, type[RegistryRecord]] = {
    "deaths": DeathRecord,
    "public-employees": PublicEmployee,
    "village-cadres": VillageCadre,
    "households": HouseholdMember,
    "vehicles": Vehicle,
    "properties": Property,
    "businesses": Business,
    "insured-income": InsuredIncome,
    "prisoners": Prisoner,
    "disabled-persons": DisabledPerson,
    "dibao": DibaoMember,
    "tekun": TekunPerson,
    "orphans": Orphan,
    "population": Resident,
    "land": LandRight,
    "bank-accounts": BankAccount,
}
