"""Rules that return payments: what the header may say, and what the engine adds."""

import pytest

from matching.rules.format import all_rules, parse
from matching.rules.rule import RuleFileError


GOOD = """\
-- code: example
-- question: Why?
-- scope: person
-- severity: high
-- registries: deaths
-- returns: payments
-- line: deaths: died_on, source
-- fact: died_on = max(line.died_on)
-- accuses: died_on
-- group: household = max(found.household)
-- basis: a law
-- innocent: a cause
-- next: a step
SELECT p.id AS payment_id, d.id AS line_id, 'H1' AS household
FROM {payments} AS p JOIN matching_deathrecord AS d ON d.person_id = p.beneficiary_id
WHERE true {affected:p.beneficiary_id}
"""


def read(tmp_path, text):
    path = tmp_path / "example.sql"
    path.write_text(text)
    return parse(path)


def test_the_engine_adds_what_rules_have_in_common(tmp_path):
    sql = read(tmp_path, GOOD).sql

    assert "JOIN matching_deathrecord AS line ON line.id = found.line_id" in sql
    assert "'died_on', max(line.died_on)" in sql
    assert "'household', max(found.household)" in sql
    assert "THEN 'exact' ELSE 'other-name'" in sql
    assert "{payment:p}" in sql
    assert "{registry:line:deaths:died_on,source}" in sql


def test_a_fact_of_the_rule_stands_in_place_of_the_engines(tmp_path):
    text = GOOD.replace("-- fact: died_on = max(line.died_on)", "-- fact: payments = 7")
    sql = read(tmp_path, text).sql

    assert "'payments', 7" in sql
    assert "'payments', count(*)" not in sql


def test_of_a_household_no_name_is_held_against_the_line(tmp_path):
    sql = read(tmp_path, GOOD.replace("scope: person", "scope: household")).sql

    assert "'computed' AS grade" in sql
    assert "bool_or" not in sql


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("-- returns: payments\n", "", "stands only with"),
        ("returns: payments", "returns: clues", "cannot return “clues”"),
        ("scope: person", "scope: account", "no rule returns payments"),
        ("line: deaths: died_on, source", "line: vehicles: use", "none of the rule's registries"),
        ("line: deaths: died_on, source", "line: deaths; DROP", "none of the rule's registries"),
        ("fact: died_on = max(line.died_on)", "fact: died_on max(line.died_on)", "name = SQL"),
        ("fact: died_on = max(line.died_on)", "fact: died_on = max(1); DROP", "semicolon"),
        ("SELECT p.id", "DELETE p.id", "begins with SELECT"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, old, new, fault):
    with pytest.raises(RuleFileError, match=fault):
        read(tmp_path, GOOD.replace(old, new))


def test_most_rules_about_people_return_payments():
    of_people = [rule for rule in all_rules().values() if rule.scope.of_persons]
    returning = [rule for rule in of_people if ") AS found\n" in rule.sql]
    assert len(returning) >= 13
