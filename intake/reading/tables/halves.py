"""Tells a table in two halves side by side, which the columns of one half would cut in two."""

from collections import Counter

from intake.reading import headings as wording
from intake.reading.cells import row_list
from intake.reading.mapping import Field, Heading, Vocabulary
from intake.reading.problems import UnusableFile
from intake.reading.tables.header import Header
from intake.reading.workbooks import RawSheet


def refuse_halves(sheet: RawSheet, header: Header, vocabulary: Vocabulary) -> None:
    """Raises UnusableFile where the same headings stand twice or more in one line.

    A row has one place in Excel, so two people in it could not be told apart later on.
    """
    words = [
        (wording.key((heading.path or (heading.text,))[-1]), heading) for heading in header.headings
    ]
    said = Counter(word for word, _heading in words if word not in wording.SERIAL)
    twice = {word for word, count in said.items() if count > 1}
    if not twice or not _whole_rows(words, twice, vocabulary):
        return
    letters = "、".join(heading.letter for word, heading in words if word in twice)
    raise UnusableFile(
        "sheet-in-halves", sheet=sheet.name, columns=letters,
        row=row_list([header.bottom + sheet.first_row]),
    )  # fmt: skip


def _whole_rows(words: list[tuple[str, Heading]], twice: set[str], vocabulary: Vocabulary) -> bool:
    """Whether the repeated headings by themselves are enough for rows of their own."""
    kinds = set()
    for word in twice:
        alike = [heading for each, heading in words if each == word]
        specs = [_meant(heading, vocabulary) for heading in alike]
        spec = specs[0] or _known(word, vocabulary)
        # 户主/姓名 beside 收款人/姓名 are two persons of one row.
        if spec is None or (spec.kind in {"name", "identity"} and _roles(alike) > 1):
            continue
        kinds.add("own" if spec.kind == "text" and spec.required else spec.kind)
    return (
        {"name", "identity"} <= kinds or {"name", "amount"} <= kinds or {"own", "amount"} <= kinds
    )


def _meant(heading: Heading, vocabulary: Vocabulary) -> Field | None:
    meanings = vocabulary.meanings(heading)
    return vocabulary.fields[meanings[0][1]] if meanings else None


def _known(word: str, vocabulary: Vocabulary) -> Field | None:
    known = vocabulary.known.get(word)
    return vocabulary.fields[known[0][1]] if known else None


def _roles(headings: list[Heading]) -> int:
    """How many different persons these headings name."""
    return len({wording.role_in(wording.key(heading.text)) for heading in headings})
