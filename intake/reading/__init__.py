"""Turns the bytes of any sheet a cadre has into typed, checked rows and a list of problems.

Knows no model and no domain: a caller passes `Field` specs and gets a `Reading`.
"""

from intake.reading.formats import Format, recognise
from intake.reading.limits import Limits
from intake.reading.mapping import Field, Heading, Mapping, map_headings
from intake.reading.problems import Problem, UnusableFile
from intake.reading.read import Reading, TableSummary, Unmapped, read_sheet


__all__ = [
    "Field",
    "Format",
    "Heading",
    "Limits",
    "Mapping",
    "Problem",
    "Reading",
    "TableSummary",
    "Unmapped",
    "UnusableFile",
    "map_headings",
    "read_sheet",
    "recognise",
]
