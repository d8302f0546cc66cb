"""A rule names what it reads."""

import re

import pytest

from matching.models import REGISTRIES
from matching.rules.format import all_rules


@pytest.mark.parametrize("code", sorted(all_rules()))
def test_a_rule_names_every_registry_that_it_reads(code):
    """Only what its header names makes it look again when a registry changes."""
    rule = all_rules()[code]
    tables = set(re.findall(r"matching_[a-z]+", rule.sql))
    read = {name for name, model in REGISTRIES.items() if model._meta.db_table in tables}
    assert read == set(rule.registries)
