"""Tells a table in two halves side by side, which the columns of one half would cut in two."""

import re
from collections import Counter

import numpy as np

from intake.reading import headings as wording
from intake.reading.cells import column_letter, row_list
from intake.reading.mapping import Field, Heading, Vocabulary
from intake.reading.problems import UnusableFile
from intake.reading.tables.header import Header
from intake.reading.tables.plain import with_valid_identity
from intake.reading.workbooks import RawSheet


def refuse_halves(sheet: RawSheet, header: Header, vocabulary: Vocabulary) -> None:
    """Raises UnusableFile where the same headings stand twice or more in one line.

    A row has one place in Excel, so two people in it could not be told apart later on.
    """
    words = [(_word(heading), heading) for heading in header.headings]
    said = Counter(word for word, _heading in words if word not in wording.SERIAL)
    twice = {word for word, count in said.items() if count > 1}
    if not twice or not _whole_rows(words, twice, vocabulary):
        return
    letters = "、".join(heading.letter for word, heading in words if word in twice)
    raise UnusableFile(
        "sheet-in-halves", sheet=sheet.name, columns=letters,
        row=row_list([header.bottom + sheet.first_row]),
    )  # fmt: skip


def refuse_headless_half(sheet: RawSheet, header: Header, body: np.ndarray, row: int) -> None:
    """Raises UnusableFile where people stand in columns that have no heading at all."""
    headed = {heading.index for heading in header.headings}
    bare = [column for column in range(body.shape[1]) if column not in headed]
    filled = [column for column in bare if (body[:, column] != "").any()]
    if filled and with_valid_identity(body[:, filled]).any():
        letters = "、".join(column_letter(column + sheet.first_column) for column in filled)
        raise UnusableFile("half-without-headings", sheet=sheet.name, columns=letters, row=row)


def _word(heading: Heading) -> str:
    """A heading's last part without what only numbers or places it: 姓名2, 姓名(右)."""
    word = wording.key((heading.path or (heading.text,))[-1])
    return re.sub(r"(?<=.)(?:[0-9一二三四]|[左右]|续)$", "", word)


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
