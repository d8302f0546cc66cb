from intake.forms.batches import (
    DecideForm,
    HeadingsForm,
    MemoryForm,
    RedactionForm,
    SubmitForm,
    UploadForm,
    WithdrawForm,
)
from intake.forms.reading import MendableRow, ReadingForm, mendable_rows, typed_values


__all__ = [
    "DecideForm",
    "HeadingsForm",
    "MemoryForm",
    "MendableRow",
    "ReadingForm",
    "RedactionForm",
    "SubmitForm",
    "UploadForm",
    "WithdrawForm",
    "mendable_rows",
    "typed_values",
]
