"""A column 方向 that says on which side a balance stands, not what an entry does."""

from intake.reading import headings as wording
from intake.reading.mapping import Heading, Mapping, Vocabulary


_SIDES = frozenset(["方向", "借贷", "借或贷", "借贷方向", "余额方向"])


def settle_sides(mapping: Mapping, headings: list[Heading], vocabulary: Vocabulary) -> None:
    """Beside a column for each side, 借 or 平 before the balance tells only of the balance."""
    summed = [
        name
        for name, spec in vocabulary.fields.items()
        if spec.kind == "amount" and spec.summed and name in mapping.assigned
    ]
    if len(summed) < 2:
        return
    for heading in headings:
        if wording.key((heading.path or (heading.text,))[-1]) not in _SIDES:
            continue
        for name in [name for name, at in mapping.assigned.items() if at == heading.index]:
            if vocabulary.fields[name].kind == "choice" and not vocabulary.fields[name].required:
                del mapping.assigned[name]
                mapping.ignored.append(heading)
