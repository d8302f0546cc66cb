"""Turns raw cells into typed values: column by column, each distinct cell looked at once."""

from intake.reading.values.amounts import parse_amounts, parse_integers, parse_numbers
from intake.reading.values.identity import parse_identities
from intake.reading.values.numbers import parse_accounts, parse_phones
from intake.reading.values.parsed import Parsed
from intake.reading.values.periods import parse_dates, parse_months, parse_periods
from intake.reading.values.text import parse_choices, parse_names, parse_regions, parse_texts


__all__ = [
    "Parsed",
    "parse_accounts",
    "parse_amounts",
    "parse_choices",
    "parse_dates",
    "parse_identities",
    "parse_integers",
    "parse_months",
    "parse_names",
    "parse_numbers",
    "parse_periods",
    "parse_phones",
    "parse_regions",
    "parse_texts",
]
