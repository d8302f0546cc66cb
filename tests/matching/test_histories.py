"""Every rule night by night, see tests.matching.history_case."""

from tests.matching.history_case import HistoryCase
from tests.matching.test_rule_cases import of_every_rule


EveryRuleTests = of_every_rule(HistoryCase)
