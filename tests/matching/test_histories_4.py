"""The fourth quarter of the rules night by night, see tests.matching.history_case."""

from tests.matching import history_case


HistoryTests = history_case.history_tests(3)
