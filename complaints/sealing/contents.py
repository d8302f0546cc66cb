"""What lies in the boxes of a report, as JSON: who wrote it, what kind it is, on which day."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from complaints.sealing.boxes import padded, unpadded


class Kind(StrEnum):
    TOLD = "told"  # the report itself; always the first
    SAID = "said"
    FILES = "files"
    ACCEPTED = "accepted"
    PASSED_ON = "passed-on"
    EXTENDED = "extended"
    URGED = "urged"
    CLUE = "clue"
    ANSWERED = "answered"
    JUDGED = "judged"
    GONE_UP = "gone-up"
    NOBODY_ABOVE = "nobody-above"
    RELEASE_ASKED = "release-asked"
    RELEASE_GRANTED = "release-granted"
    RELEASE_REFUSED = "release-refused"
    NAME_STRUCK = "name-struck"
    WARNED = "warned"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Content:
    side: str
    kind: str
    day: date
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """Filled up to one of a few sizes."""
        values = asdict(self) | {"day": self.day.isoformat()}
        return padded(json.dumps(values, ensure_ascii=False).encode())

    @classmethod
    def decoded(cls, data: bytes) -> Content:
        """Raises SealBroken, or ValueError where it is none of ours."""
        values = json.loads(unpadded(data))
        return cls(**values | {"day": date.fromisoformat(values["day"])})


@dataclass(frozen=True, slots=True)
class Told:
    """What a reporter told: the data of the first entry, and before that what routing asks about."""

    text: str
    subject: str
    about: str
    region: str
    accused: str = ""
    # Offices, by code, that must never see it: named by the record, or not trusted.
    excluded: tuple[str, ...] = ()
    record: dict[str, str] | None = None
    helper: bool = False

    def content(self, day: date, side: str) -> Content:
        values = asdict(self)
        text = values.pop("text")
        return Content(side=side, kind=Kind.TOLD, day=day, text=text, data=values)

    @classmethod
    def of(cls, content: Content) -> Told:
        data = dict(content.data)
        data["excluded"] = tuple(data.get("excluded", ()))
        return cls(text=content.text, **data)
