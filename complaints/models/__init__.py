"""Sealed reports. What stands here in the clear is listed in docs/complaints.md, and nothing else may."""

from complaints.models.keys import Escrow, Grant, MemberKey, Ring, RingQuerySet
from complaints.models.releases import Release, ReleaseQuerySet
from complaints.models.reports import (
    Attachment,
    Entry,
    Fact,
    Handling,
    Identity,
    Report,
    ReportQuerySet,
    Wrap,
)
from complaints.models.routing import Clock, Dispatch


__all__ = [
    "Attachment", "Clock", "Dispatch", "Entry", "Escrow", "Fact", "Grant", "Handling", "Identity",
    "MemberKey", "Release", "ReleaseQuerySet", "Report", "ReportQuerySet", "Ring", "RingQuerySet",
    "Wrap",
]  # fmt: skip
