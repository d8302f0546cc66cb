from clues.selectors.cards import Guidance, guidance_for, headline_of, neighbours, questions_of
from clues.selectors.deadlines import Calendar, calendar, due_after
from clues.selectors.evidence import others_of, pairs_of, payments_of, registry_rows
from clues.selectors.groups import groups_by, groups_of
from clues.selectors.history import history_of


__all__ = [
    "Calendar",
    "Guidance",
    "calendar",
    "due_after",
    "groups_by",
    "groups_of",
    "guidance_for",
    "headline_of",
    "history_of",
    "neighbours",
    "others_of",
    "pairs_of",
    "payments_of",
    "questions_of",
    "registry_rows",
]
