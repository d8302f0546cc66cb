"""Whom to call about a place, for pages of every app (core.records)."""

from complaints.selectors.routing import answering_office as office_for


__all__ = ["office_for"]
