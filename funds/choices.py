"""Closed lists of the funds app: states of payments, and how programmes are described."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaymentState(models.TextChoices):
    """What a published row is now; rows are marked, never edited or removed."""

    PAID = "paid", _("Paid")
    RETURNED = "returned", _("Returned by the bank")
    REPLACED = "replaced", _("Replaced by a correction")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DatePrecision(models.TextChoices):
    """How far a date of payment can be taken at its word; no rule accuses by what is assumed."""

    DAY = "day", _("the day is known")
    MONTH = "month", _("only the month is known")
    ASSUMED = "assumed", _("not stated; the end of the period is assumed")


class Disclosure(models.TextChoices):
    """How much of a recipient the public sees.

    NAMED shows the full name: subsistence allowance, which the law has published in the
    applicant's village (社会救助暂行办法 article 11), and claims that neighbours check, such as
    shares of land, forest and resettlement money.
    PARTIAL shows 张** at most: disability, illness, minors, unemployment. Support for persons in
    extreme difficulty (article 16) is posted in the village too, but its rolls hold disabled
    persons and minors, so the web masks them.
    PRIVATE shows totals only: orphans, HIV, bereaved parents, where being on the list is
    itself the secret. The administrator of the catalogue may tighten a class at any time;
    to loosen one takes two (funds.services.loosening).
    """

    NAMED = "named", _("Full name")
    PARTIAL = "partial", _("Masked name")
    PRIVATE = "private", _("Totals only")

    @classmethod
    def loosens(cls, old: str, new: str) -> bool:
        """Whether the public would see more of recipients than before."""
        return cls.values.index(new) < cls.values.index(old)


class ShownName(models.TextChoices):
    """What of a masked recipient's name a village's lists show, as the k-test allows."""

    SURNAME = "surname", _("family name")
    HIDDEN = "hidden", _("no name")
    NONE = "none", _("no line")


class Level(models.TextChoices):
    """The highest level of government that carries the programme."""

    CENTRAL = "central", _("Central")
    PROVINCE = "province", _("Provincial")
    CITY = "city", _("Municipal")
    COUNTY = "county", _("County")


class Category(models.TextChoices):
    """The first five digits of the budget code (类款), in a villager's words."""

    SCHOOL = "20502", _("Going to school")
    OLD_AGE = "20805", _("Living in old age")
    WORK = "20807", _("Finding work")
    SERVICE_AND_SACRIFICE = "20808", _("Veterans and early retired workers")
    CARE_IN_OLD_AGE = "20810", _("Care in old age")
    DISABILITY = "20811", _("Living with a disability")
    SUBSISTENCE = "20819", _("Subsistence allowance")
    EMERGENCY = "20820", _("Sudden hardship")
    EXTREME_DIFFICULTY = "20821", _("Persons in extreme difficulty")
    CHILDREN = "20825", _("Children in need and border residents")
    PENSION = "20826", _("Residents' pension")
    OTHER_SECURITY = "20899", _("Other social security")
    FAMILY_PLANNING = "21007", _("Family planning families")
    ECOLOGY = "21104", _("Nature conservation")
    FOREST = "21105", _("Forest protection")
    FARMING = "21301", _("Farming and livestock")
    FORESTRY = "21302", _("Farmland returned to forest")
    RESETTLEMENT = "21303", _("Reservoir resettlement")
    RURAL_REVIVAL = "21305", _("Rural revival")
    VILLAGE_CADRES = "21307", _("Village cadres")
    HOUSING = "22101", _("Housing")
    DISASTER = "22407", _("Disaster relief")
    LOTTERY = "22960", _("Welfare lottery aid")


class CircumstanceGroup(models.TextChoices):
    """Under which heading it is asked what is so of a person or home, in this order."""

    HOME = "1-home", _("The home")
    OLD = "2-old", _("Old age")
    HEALTH = "3-health", _("Disability and illness")
    CHILD = "4-child", _("Children and school")
    LAND = "5-land", _("Land, forest and animals")
    WORK = "6-work", _("Work")
    NEED = "7-need", _("House and sudden need")
    OTHER = "8-other", _("Served the country, family planning, resettled")


class Unit(models.TextChoices):
    """What a programme pays for; `units` of a payment counts these."""

    PERSON = "person", _("Person")
    HOUSEHOLD = "household", _("Household")
    MU = "mu", _("Mu of land")
    VEHICLE = "vehicle", _("Vehicle")
    MACHINE = "machine", _("Machine")
    HEAD = "head", _("Head of livestock")
    HOUSE = "house", _("House")


class PeriodKind(models.TextChoices):
    """How often a programme pays."""

    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every quarter")
    TERM = "term", _("Every school term")
    YEARLY = "yearly", _("Every year")
    ONE_OFF = "one-off", _("Once")
    ON_APPROVAL = "on-approval", _("When approved")


class StandardUnit(models.TextChoices):
    """What the amount of a standard is for."""

    PERSON_MONTH = "person-month", _("yuan per person per month")
    PERSON_QUARTER = "person-quarter", _("yuan per person per quarter")
    PERSON_TERM = "person-term", _("yuan per person per term")
    PERSON_YEAR = "person-year", _("yuan per person per year")
    PERSON_ONCE = "person-once", _("yuan per person, once")
    HOUSEHOLD_MONTH = "household-month", _("yuan per household per month")
    HOUSEHOLD_YEAR = "household-year", _("yuan per household per year")
    HOUSEHOLD_ONCE = "household-once", _("yuan per household, once")
    MU_YEAR = "mu-year", _("yuan per mu per year")
    VEHICLE_YEAR = "vehicle-year", _("yuan per vehicle per year")
    MACHINE_ONCE = "machine-once", _("yuan per machine, once")
    HEAD_ONCE = "head-once", _("yuan per animal, once")
    HOUSE_ONCE = "house-once", _("yuan per house, once")


# Paid for each person; for each mu.
PER_PERSON = frozenset(unit for unit in StandardUnit if unit.value.startswith("person-"))
PER_MU = frozenset({StandardUnit.MU_YEAR})
# An amount and what it is for, as people say it.
PER_UNIT = {
    StandardUnit.PERSON_MONTH: _("%(amount)s a person and month"),
    StandardUnit.PERSON_QUARTER: _("%(amount)s a person and quarter"),
    StandardUnit.PERSON_TERM: _("%(amount)s a person and term"),
    StandardUnit.PERSON_YEAR: _("%(amount)s a person and year"),
    StandardUnit.PERSON_ONCE: _("%(amount)s a person, once"),
    StandardUnit.HOUSEHOLD_MONTH: _("%(amount)s a household and month"),
    StandardUnit.HOUSEHOLD_YEAR: _("%(amount)s a household and year"),
    StandardUnit.HOUSEHOLD_ONCE: _("%(amount)s a household, once"),
    StandardUnit.MU_YEAR: _("%(amount)s a mu and year"),
    StandardUnit.VEHICLE_YEAR: _("%(amount)s a vehicle and year"),
    StandardUnit.MACHINE_ONCE: _("%(amount)s a machine, once"),
    StandardUnit.HEAD_ONCE: _("%(amount)s an animal, once"),
    StandardUnit.HOUSE_ONCE: _("%(amount)s a house, once"),
}


class StandardBasis(models.TextChoices):
    """How a payment follows from the standard."""

    FIXED = "fixed", _("Paid as it stands")
    CEILING = "ceiling", _("At most this much")
    TOP_UP = "top-up", _("Income is topped up to this line")
