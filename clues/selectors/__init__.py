from clues.selectors.cards import (
    Guidance,
    fact_in_words,
    guidance_for,
    headline_of,
    masked_number_of,
    neighbours,
    questions_of,
    sentence_of,
)
from clues.selectors.deadlines import Calendar, calendar, due_after
from clues.selectors.evidence import others_of, pairs_of, payments_of, registry_rows
from clues.selectors.groups import groups_by, groups_of
from clues.selectors.history import history_of


__all__ = [
    "Calendar",
    "Guidance",
    "calendar",
    "due_after",
    "fact_in_words",
    "groups_by",
    "groups_of",
    "guidance_for",
    "headline_of",
    "history_of",
    "masked_number_of",
    "neighbours",
    "others_of",
    "pairs_of",
    "payments_of",
    "questions_of",
    "registry_rows",
    "sentence_of",
]
