from search.selectors.answers import Answers, answer_identity, answer_words, sealed_forms
from search.selectors.question import Question, understand
from search.selectors.suggestions import suggestions


__all__ = [
    "Answers",
    "Question",
    "answer_identity",
    "answer_words",
    "sealed_forms",
    "suggestions",
    "understand",
]
