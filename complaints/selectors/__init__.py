"""Reads: who may see a report, to which office it goes, what lies in its boxes."""
