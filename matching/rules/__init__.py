"""The rules: one .sql file each, with a commented header that says what it asks and why."""

from matching.rules.filling import Setting, Subjects
from matching.rules.loader import Parameter, Rule, RuleFileError, all_rules, rule_faults, rule_of


__all__ = [
    "Parameter", "Rule", "RuleFileError", "Setting", "Subjects", "all_rules", "rule_faults",
    "rule_of",
]  # fmt: skip
