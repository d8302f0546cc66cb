"""Confidential registries, the runs of the cross-checks over them, rules' parameters and trials."""

from matching.models.multi_valued import FirstValue, MultiValuedKey
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
from matching.models.runs import (
    ProcessedChange,
    RegistryCoverage,
    RuleResult,
    RuleShard,
    Run,
    ThinPlace,
)
from matching.models.similar_identities import ComparedNumber, SimilarIdentityPair
from matching.models.words import StatusWord, WrittenWord


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
    "SimilarIdentityPair",
    "StatusWord",
    "Orphan",
    "Prisoner",
    "Property",
    "PublicEmployee",
    "RegistryCoverage",
    "RegistryRecord",
    "RegistrySource",
    "Resident",
    "RuleParameter",
    "RuleResult",
    "RuleShard",
    "Run",
    "ProcessedChange",
    "MultiValuedKey",
    "TekunPerson",
    "ThinPlace",
    "Trial",
    "TrialHit",
    "Vehicle",
    "VillageCadre",
    "WrittenWord",
]
