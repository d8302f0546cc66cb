"""What a sheet is called, as it is kept and published beside each of its rows."""

from collections.abc import Sequence

from core.redaction import public_reference
from intake.reading.cells import CONTROL


# As many characters as the `sheet` columns hold; Excel itself allows 31.
LONGEST = 100


def kept_names(names: Sequence[str]) -> list[str]:
    """The names of a workbook's sheets without numbers of persons and conditions, each once."""
    kept: list[str] = []
    for name in names:
        base = public_reference(CONTROL.sub("", name))[:LONGEST] or "-"
        text, number = base, 2
        while text in kept:
            end = f" ({number})"
            text, number = base[: LONGEST - len(end)] + end, number + 1
        kept.append(text)
    return kept
