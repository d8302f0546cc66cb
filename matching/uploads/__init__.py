"""Registries as kinds of sheets, named in settings.INTAKE_SHEETS."""

from matching.uploads.sheets import (
    BankAccountSheet,
    BusinessSheet,
    DeathSheet,
    DibaoSheet,
    DisabledPersonSheet,
    HouseholdSheet,
    InsuredIncomeSheet,
    LandSheet,
    OrphanSheet,
    PopulationSheet,
    PrisonerSheet,
    PropertySheet,
    PublicEmployeeSheet,
    TekunSheet,
    VehicleSheet,
    VillageCadreSheet,
)


__all__ = [
    "BankAccountSheet",
    "BusinessSheet",
    "DeathSheet",
    "DibaoSheet",
    "DisabledPersonSheet",
    "HouseholdSheet",
    "InsuredIncomeSheet",
    "LandSheet",
    "OrphanSheet",
    "PopulationSheet",
    "PrisonerSheet",
    "PropertySheet",
    "PublicEmployeeSheet",
    "TekunSheet",
    "VehicleSheet",
    "VillageCadreSheet",
]
