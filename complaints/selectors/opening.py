"""What lies in the boxes, for whoever holds a key. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from accounts.models import User
from complaints.choices import Purpose
from complaints.models import Attachment, Grant, Report, Ring, Wrap
from complaints.sealing import SealBroken, open_box, unpadded
from complaints.sealing.contents import Content, Told


@dataclass(frozen=True, slots=True)
class Keys:
    """A member's unlocked keys: the own one, and the offices' that were granted."""

    user: User
    member: bytes
    rings: dict[int, bytes]


@dataclass(frozen=True, slots=True)
class Opened:
    """A report with its key."""

    report: Report
    private: bytes

    def contents(self) -> list[Content]:
        """All entries in order; raises SealBroken for one that was moved or changed."""
        return [
            Content.decoded(open_box(self.private, entry.box, self.report.pk, "entry", entry.place))
            for entry in self.report.entries.all()
        ]

    def told(self) -> Told:
        first = next(entry for entry in self.report.entries.all() if entry.place == 0)
        box = open_box(self.private, first.box, self.report.pk, "entry", 0)
        return Told.of(Content.decoded(box))

    def files(self) -> dict[str, list[int]]:
        """The places of what came with it: `pictures`, `voices` and `originals`."""
        kinds: dict[str, list[int]] = {"pictures": [], "voices": [], "originals": []}
        for content in self.contents():
            for kind in ("voices", "originals"):
                kinds[kind] += content.data.get(kind, [])
        others = {*kinds["voices"], *kinds["originals"]}
        places = self.report.attachments.values_list("place", flat=True)
        kinds["pictures"] = [place for place in places if place not in others]
        return kinds

    def file(self, attachment: Attachment) -> bytes:
        """A picture, a voice note or a paper. Raises SealBroken."""
        about = (self.report.pk, "file", attachment.place)
        return unpadded(open_box(self.private, attachment.box, *about))


def keys_of(user: User, member: bytes) -> Keys:
    """The keys of the member's own office that were granted and still fit."""
    grants = Grant.objects.filter(member__user=user, ring__office=user.office_id).select_related(
        "ring", "member"
    )
    rings = {}
    for grant in grants:
        if grant.epoch == grant.ring.epoch:
            rings[grant.ring_id] = open_box(
                member, grant.box, "ring", grant.ring_id, grant.epoch, grant.member_id
            )
    return Keys(user, member, rings)


def opened(report: Report, keys: Keys) -> Opened:
    """Raises SealBroken where none of the keys opens it."""
    for wrap in report.wraps.all():
        if (private := keys.rings.get(wrap.ring_id)) is not None:
            return Opened(report, key_in(wrap, private))
    raise SealBroken


def key_in(wrap: Wrap, ring_private: bytes) -> bytes:
    """A report's private key. Raises SealBroken."""
    return open_box(ring_private, wrap.box, wrap.report_id, "key", wrap.ring_id, wrap.epoch)


def open_all(reports: Iterable[Report], keys: Keys) -> Iterator[tuple[Report, Content | None]]:
    """Each report with its first entry; None where a box does not open, which a page must say."""
    for report in reports:
        try:
            found = opened(report, keys)
            first = next(iter(report.entries.all()))
            box = open_box(found.private, first.box, report.pk, "entry", first.place)
            yield report, Content.decoded(box)
        except (SealBroken, StopIteration):
            yield report, None


def ring_of(user: User, purpose: str = Purpose.REPORTS) -> Ring | None:
    return Ring.objects.filter(office=user.office_id, purpose=purpose).first()
