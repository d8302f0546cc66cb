from pathlib import Path

import pytest

from matching.rules.loader import FOLDER, RuleFileError, all_rules, parse


GOOD = """\
-- code: example
-- question: Why?
-- scope: person
-- severity: high
-- parameter: months = 2 : how long
-- basis: a law
-- innocent: a cause
-- next: a step
SELECT {months} WHERE true {affected:p.person_id}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "example.sql"
    path.write_text(text)
    return path


def test_every_rule_file_keeps_the_form():
    assert set(all_rules()) == {path.stem for path in FOLDER.glob("*.sql")}
    for rule in all_rules().values():
        assert rule.chinese.question != rule.english.question
        assert rule.english.exclusions


def test_every_rule_has_its_test():
    tests = {path.stem for path in Path(__file__).parent.glob("test_rule_*.py")}
    for code in all_rules():
        assert f"test_rule_{code.replace('-', '_')}" in tests


def test_parameters_and_affected_subjects_are_filled_in(tmp_path):
    rule = parse(written(tmp_path, GOOD))

    assert rule.select({"months": 3}, None).strip() == "SELECT 3 WHERE true"
    assert "p.person_id IN (SELECT key FROM affected)" in rule.select({"months": 3}, "affected")


def test_a_parameter_can_only_be_a_number(tmp_path):
    rule = parse(written(tmp_path, GOOD))

    with pytest.raises(ValueError, match="invalid literal"):
        rule.select({"months": "1; DROP TABLE x"}, None)


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("-- scope: person", "-- scope: planet", "planet"),
        ("-- code: example", "-- code: other", "code"),
        ("-- basis: a law\n", "", "basis"),
        ("-- next: a step", "-- nonsense: a step", "nonsense"),
        ("months = 2 : how long", "months: 2", "parameter"),
        (" {affected:p.person_id}", "", "affected"),
        ("-- question: Why?", "-- question: Why?\n-- question: How?", "twice"),
    ],
)
def test_a_fault_is_named(tmp_path, before, after, word):
    with pytest.raises(RuleFileError, match=word):
        parse(written(tmp_path, GOOD.replace(before, after)))
