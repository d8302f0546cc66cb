"""Holding everything published against the log."""

from publication.services.verifying.whole import Report, verify


__all__ = ["Report", "verify"]
