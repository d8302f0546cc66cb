"""Two columns that mean one sum of money: read as one where they agree, asked about where not."""

import numpy as np

from intake.reading.mapping import Field, Heading, Mapping, Vocabulary
from intake.reading.values import parse_amounts


def settle_rivals(
    mapping: Mapping, headings: list[Heading], vocabulary: Vocabulary, body: np.ndarray
) -> None:
    """Take the column that the office chose before; else leave the field open, so that it is asked.

    补贴金额 beside 实发金额 says what was due beside what was paid: which of them is published is
    nobody's guess.
    """
    by_index = {heading.index: heading for heading in headings}
    for spec in vocabulary.fields.values():
        if spec.kind != "amount":
            continue
        index = mapping.assigned.get(spec.name)
        if index is None:
            _ask_between_equals(mapping, spec, vocabulary)
            continue
        taken = by_index[index]
        rivals = [
            heading
            for heading in mapping.unknown
            if any(name == spec.name for _rank, name in vocabulary.meanings(heading))
            and _differ(body, taken, heading)
        ]
        if not rivals or vocabulary.recalls(taken) == spec.name:
            continue
        chosen = [heading for heading in rivals if vocabulary.recalls(heading) == spec.name]
        if len(chosen) == 1:
            mapping.assigned[spec.name] = chosen[0].index
            mapping.unknown.remove(chosen[0])
            mapping.ignored.append(taken)
            continue
        del mapping.assigned[spec.name]
        mapping.unknown.append(taken)
        mapping.unknown.sort(key=lambda heading: heading.index)
        # Also what a sheet may lack: of two sums one is the right one.
        mapping.missing.append(spec)


def _ask_between_equals(mapping: Mapping, spec: Field, vocabulary: Vocabulary) -> None:
    """Two headings equally sure of a sum that a sheet may lack: neither was taken, and none is told."""
    equal = [
        heading
        for heading in mapping.unknown
        if any(name == spec.name for _rank, name in vocabulary.meanings(heading)[:1])
    ]
    if len(equal) > 1 and spec not in mapping.missing:
        mapping.missing.append(spec)


def _differ(body: np.ndarray, one: Heading, other: Heading) -> bool:
    """Whether two columns of amounts say different sums in any row; words are no sum."""
    first, second = (
        parse_amounts(body[:, heading.index], heading.unit, signed=True).values
        for heading in (one, other)
    )
    said = np.array([value is not None for value in second], dtype=bool)
    return bool(said.any() and (first[said] != second[said]).any())
