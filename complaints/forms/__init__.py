"""Forms of reporters and of the desk."""

from complaints.forms.desk import (
    AnswerForm,
    ClueForm,
    PassOnForm,
    UnlockForm,
    WordsForm,
)
from complaints.forms.public import ACCEPTED, CodeForm, SendForm, TellForm


__all__ = [
    "ACCEPTED", "AnswerForm", "ClueForm", "CodeForm", "PassOnForm", "SendForm", "TellForm", "UnlockForm",
    "WordsForm",
]  # fmt: skip
