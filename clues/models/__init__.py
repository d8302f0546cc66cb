"""Suspected matters, their evidence, and the work on them. Confidential: nothing here is public."""

from clues.models.calendar import Holiday
from clues.models.clue import Clue, ClueQuerySet
from clues.models.concerned import ClueBatch, ConcernedOffice, concerned_offices
from clues.models.outcomes import PersonOutcome, Recovery, Rectification
from clues.models.second import DecisionRequest, Recheck
from clues.models.units import InspectionProposal, UnitTalk
from clues.models.work import Attachment, BureauTask, Check, Finding, HistoryLine


__all__ = [
    "Attachment",
    "BureauTask",
    "Check",
    "Clue",
    "ClueBatch",
    "ClueQuerySet",
    "ConcernedOffice",
    "DecisionRequest",
    "Finding",
    "HistoryLine",
    "Holiday",
    "InspectionProposal",
    "PersonOutcome",
    "Recheck",
    "Recovery",
    "Rectification",
    "UnitTalk",
    "concerned_offices",
]
