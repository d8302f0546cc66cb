"""Which column of a sheet is which field."""

from collections.abc import Iterable, Mapping as Lookup, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from intake.reading import headings as wording


Kind = Literal[
    "text", "name", "identity", "account", "phone", "amount", "number", "integer", "date",
    "month", "period", "region", "choice",
]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A column that a kind of sheet may have.

    `aliases` are headings that mean it, the surest first. `choices` (kind "choice") maps what a
    cadre may write to the stored value. `role` says whose it is ("head", "payee",
    "beneficiary"); left empty it is taken from label and aliases. `summed` is False for amounts
    whose totals row means nothing (a standard, a balance). `signed` amounts may be below zero
    (an entry that takes another back). A `yearless` date such as 10月9日 gets the sheet's year.
    `paper_of` names the identity field whose kind of paper (证件类型) a column says. What only stands
    `aside` of the money (a standard, a level) is left out and told where it cannot be read.
    `month_ok`: a month may stand for a day; then a column `<name>_is_month` tells it. Of a `strict`
    one a value that cannot be read rejects the row although the field is optional: its lack would
    say something (no end: still in force).
    """

    name: str
    label: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: dict[str, Any] | None = None
    max_length: int | None = None
    role: str = ""
    summed: bool = True
    signed: bool = False
    yearless: bool = False
    paper_of: str = ""
    aside: bool = False
    month_ok: bool = False
    strict: bool = False

    def keys(self) -> list[str]:
        """The heading keys that mean this field, the surest first."""
        return list(dict.fromkeys(wording.key(text) for text in (str(self.label), *self.aliases)))

    def person(self) -> str | None:
        """Whose column this is, or None."""
        if self.role:
            return self.role
        roles = (wording.role_in(key) for key in self.keys())
        return next((role for role in roles if role and role != "other"), None)


@dataclass(frozen=True, slots=True)
class Heading:
    """One column's heading: its place, its whole text, and its parts from top to bottom."""

    index: int
    letter: str
    text: str
    unit: str | None = None
    path: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What to remember a heading by."""
        return wording.key(self.text)

    def candidates(self) -> list[str]:
        """Keys to try, the fullest first; a group that names a person is never dropped."""
        parts = self.path or (self.text,)
        found = [wording.key("".join(parts))]
        for start in range(1, len(parts)):
            dropped, kept = "".join(parts[:start]), wording.key("".join(parts[start:]))
            whose = wording.role_in(wording.key(dropped))
            if whose is None or wording.role_in(kept) == whose:
                found.append(kept)
        if len(parts) > 1 and wording.key(parts[-1]) in wording.WHOLE:
            # 补贴金额 over 合计 and 其中: the whole is what the group is called.
            found.append(wording.key("".join(parts[:-1])))
        if len(parts) > 1 and wording.role_in(found[0]) is None:
            found.append(wording.key(parts[0] + parts[-1]))
        return list(dict.fromkeys(filter(None, found)))


@dataclass(slots=True)
class Mapping:
    """What each heading means: field name -> column index; what is unknown; what is missing."""

    assigned: dict[str, int] = field(default_factory=dict)
    unknown: list[Heading] = field(default_factory=list)
    missing: list[Field] = field(default_factory=list)
    ignored: list[Heading] = field(default_factory=list)


class Vocabulary:
    """All headings that are known for a list of fields."""

    def __init__(self, fields: Sequence[Field], remembered: Lookup[str, str] | None = None) -> None:
        self.fields = {spec.name: spec for spec in fields}
        self.people = {spec.name: spec.person() for spec in fields}
        self.known: dict[str, list[tuple[int, str]]] = {}
        for spec in fields:
            for rank, key in enumerate(spec.keys()):
                self.known.setdefault(key, []).append((rank, spec.name))
        self.remembered = {wording.whole(text): name for text, name in (remembered or {}).items()}

    def meanings(self, heading: Heading) -> list[tuple[int, str]]:
        """(rank, field name) of each field the heading may mean, best first."""
        for depth, candidate in enumerate(heading.candidates()):
            if candidate in self.known:
                return sorted((rank + depth * 100, name) for rank, name in self.known[candidate])
        return []

    def recalls(self, heading: Heading) -> str | None:
        """The field this office chose for the heading last time, "" for ignore, else None."""
        name = self.remembered.get(wording.whole(heading.text))
        return name if name is None or not name or name in self.fields else None

    def knows(self, heading: Heading) -> bool:
        """Whether the heading means anything known, a row number included."""
        if self.meanings(heading) or self.recalls(heading) is not None:
            return True
        return any(candidate in wording.SERIAL for candidate in heading.candidates())


def map_headings(
    table_headings: Sequence[Heading],
    fields: Sequence[Field],
    remembered: Lookup[str, str] | None = None,
) -> Mapping:
    """Known names first, then what this office remembered; the rest is unknown.

    A bare identity number among several persons' columns belongs to the name it stands beside;
    where that leaves a doubt it stays unknown, so that the caller asks.
    """
    vocabulary = Vocabulary(fields, remembered)
    mapping = Mapping()
    wishes: dict[str, list[tuple[int, int]]] = {}
    by_index = {heading.index: heading for heading in table_headings}
    meant = _persons(table_headings, vocabulary)
    for heading in table_headings:
        recalled = vocabulary.recalls(heading)
        if recalled is not None and vocabulary.meanings(heading):
            # What the office said of this very name is surer than the list of names.
            options = [(-1, recalled)] if recalled else []
        elif heading.index in meant:
            options = meant[heading.index]
        else:
            options = vocabulary.meanings(heading)[:1]
        for rank, name in options:
            wishes.setdefault(name, []).append((rank, heading.index))
    taken: set[int] = set()
    for name, places in wishes.items():
        places.sort()
        # Two headings equally sure of one field: only asking can tell them apart.
        if len(places) > 1 and places[0][0] == places[1][0]:
            continue
        mapping.assigned[name] = places[0][1]
        taken.add(places[0][1])
    for heading in table_headings:
        if heading.index in taken:
            continue
        recalled = vocabulary.recalls(heading)
        serial = any(candidate in wording.SERIAL for candidate in heading.candidates())
        if recalled and recalled not in mapping.assigned:
            mapping.assigned[recalled] = heading.index
        elif recalled == "" or serial:
            mapping.ignored.append(heading)
        else:
            mapping.unknown.append(by_index[heading.index])
    mapping.missing = [
        spec for spec in fields if spec.required and spec.name not in mapping.assigned
    ]
    return mapping


@dataclass(slots=True)
class _People:
    """The persons whom a row of headings names, and the numbers that do not say whose they are."""

    # Each heading of a name, and whose it says it is.
    names: list[tuple[Heading, str | None]] = field(default_factory=list)
    # Each bare number: its field by default, and the name that it follows.
    numbers: list[tuple[Heading, str, Heading | None]] = field(default_factory=list)
    # Persons whose number has a heading of its own.
    numbered: set[str | None] = field(default_factory=set)


def _collect(table_headings: Iterable[Heading], vocabulary: Vocabulary) -> _People:
    """All names and numbers of a row of headings."""
    people = _People()
    nearest: Heading | None = None
    for heading in table_headings:
        name = next((name for _, name in vocabulary.meanings(heading)), None)
        spec = vocabulary.fields.get(name or "")
        said = wording.role_in(heading.candidates()[0])
        if spec and spec.kind == "name":
            nearest = heading
            people.names.append((heading, said and vocabulary.people[spec.name]))
        elif spec and spec.kind == "identity" and said is None:
            people.numbers.append((heading, spec.name, nearest))
        elif spec and spec.kind == "identity":
            people.numbered.add(vocabulary.people[spec.name])
        elif said == "other" and "身份证" in heading.key:
            # Another person, such as a guardian: a number beside that name is not ours.
            people.numbered.add("other")
        elif said == "other" and ("名" in heading.key or heading.key.endswith("人")):
            nearest = heading
            people.names.append((heading, "other"))
    return people


def _persons(
    table_headings: Iterable[Heading], vocabulary: Vocabulary
) -> dict[int, list[tuple[int, str]]]:
    """For bare identity-number headings: whose number it is, by the name it follows."""
    people = _collect(table_headings, vocabulary)
    whose = dict(people.names)
    resolved: dict[int, list[tuple[int, str]]] = {}
    # With one bare number and one bare name the two belong together, wherever they stand.
    bare_name = any(role is None for _heading, role in people.names)
    lacking = {role for _, role in people.names if role} - people.numbered
    for heading, default, left in people.numbers:
        role = whose.get(left) if left else None
        if len(people.numbers) == 1:
            if bare_name:
                continue
            if len(lacking) > 1 and not (left and left.index == heading.index - 1):
                # One number, several persons without one, and none of them directly before it.
                resolved[heading.index] = []
                continue
            role = next(iter(lacking)) if len(lacking) == 1 else role
        # A person whose number has a heading of its own needs no bare one.
        if role is not None and role not in people.numbered:
            resolved[heading.index] = _number_of(role, default, vocabulary)
    return resolved


def _number_of(role: str, default: str, vocabulary: Vocabulary) -> list[tuple[int, str]]:
    """The field of a person's number; where the kind of sheet has only one person, that one's."""
    if vocabulary.people[default] == role:
        return [(50, default)]
    identities = [spec.name for spec in vocabulary.fields.values() if spec.kind == "identity"]
    if identities == [default] and vocabulary.people[default] is None and role != "other":
        return [(50, default)]
    return [(0, name) for name in identities if vocabulary.people[name] == role][:1]
