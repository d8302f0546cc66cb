"""The column 证件类型: every identity number may have one beside it that says what paper it is of."""

from __future__ import annotations

from collections.abc import Sequence

from core.papers import WRITTEN
from intake.reading import headings as wording
from intake.reading.mapping import Field, Heading, Mapping


_BARE = ("证件类型", "证件种类", "证件名称", "证照类型", "身份证件类型")


def with_papers(fields: Sequence[Field]) -> list[Field]:
    """The fields of a sheet, and for each identity number the column that says its kind of paper."""
    papers = []
    for spec in fields:
        if spec.kind == "identity":
            whose = str(spec.label).replace("身份证号", "")
            own = (f"{whose}证件种类", f"{whose}证件名称") if whose else ()
            papers.append(
                Field(
                    f"{spec.name}_paper", f"{whose}证件类型", "choice", (*own, *_BARE),
                    choices=WRITTEN, role=spec.person() or "", paper_of=spec.name,
                )
            )  # fmt: skip
    return [*fields, *papers]


def attach_papers(mapping: Mapping, headings: Sequence[Heading], fields: Sequence[Field]) -> None:
    """A bare 证件类型 among several persons' columns belongs to the number that it stands beside."""
    papers = {spec.paper_of: spec for spec in fields if spec.paper_of}
    bare = {wording.key(text) for text in _BARE}
    found = [h for h in headings if h.candidates()[-1] in bare and wording.role_in(h.key) is None]
    for spec in papers.values():
        if mapping.assigned.get(spec.name) in {heading.index for heading in found}:
            del mapping.assigned[spec.name]
    for heading in found:
        numbers = [
            (abs(index - heading.index), heading.index > index, name)
            for name, index in mapping.assigned.items()
            if name in papers and papers[name].name not in mapping.assigned
        ]
        if numbers:
            mapping.assigned[papers[min(numbers)[2]].name] = heading.index
            mapping.unknown = [each for each in mapping.unknown if each.index != heading.index]
