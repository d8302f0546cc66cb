"""Confidential registries, the runs of the cross-checks over them, rules' parameters and trials."""

from matching.models.near_numbers import ComparedNumber, NearNumbers
from matching.models.parameters import RuleParameter, Trial, TrialHit
from matching.models.registries import (
    REGISTRIES,
    BankAccount,
    Business,
    DeathRecord,
    DibaoMember,
    DisabledPerson,
    HouseholdMember,
    InsuredIncome,
    LandRight,
    Orphan,
    Prisoner,
    Property,
    PublicEmployee,
    RegistryRecord,
    RegistrySource,
    Resident,
    TekunPerson,
    Vehicle,
    VillageCadre,
)
from matching.models.runs import RuleResult, RuleShard, Run, SeenChange
from matching.models.several import FirstValue, Several


__all__ = [
    "REGISTRIES",
    "BankAccount",
    "Business",
    "ComparedNumber",
    "DeathRecord",
    "DibaoMember",
    "DisabledPerson",
    "HouseholdMember",
    "InsuredIncome",
    "LandRight",
    "FirstValue",
    "NearNumbers",
    "Orphan",
    "Prisoner",
    "Property",
    "PublicEmployee",
    "RegistryRecord",
    "RegistrySource",
    "Resident",
    "RuleParameter",
    "RuleResult",
    "RuleShard",
    "Run",
    "SeenChange",
    "Several",
    "TekunPerson",
    "Trial",
    "TrialHit",
    "Vehicle",
    "VillageCadre",
]
