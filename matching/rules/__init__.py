"""The rules: one .sql file each, with a commented header that says what it asks and why."""

from matching.rules.format import all_rules, rule_faults, rule_of
from matching.rules.rule import Parameter, Rule, RuleFileError
from matching.rules.template import ParameterValue, SubjectFilter


__all__ = [
    "Parameter", "Rule", "RuleFileError", "ParameterValue", "SubjectFilter", "all_rules", "rule_faults",
    "rule_of",
]  # fmt: skip
