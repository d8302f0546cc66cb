"""Forms of reporters and of the desk."""

from complaints.forms.desk import (
    AnswerForm,
    ClueForm,
    PassOnForm,
    UnlockForm,
    WordsForm,
)
from complaints.forms.public import CodeForm, SendForm, TellForm


__all__ = [
    "AnswerForm", "ClueForm", "CodeForm", "PassOnForm", "SendForm", "TellForm", "UnlockForm",
    "WordsForm",
]  # fmt: skip
