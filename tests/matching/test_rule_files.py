from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from matching.models import REGISTRIES
from matching.rules import ParameterValue, SubjectFilter
from matching.rules.format import FOLDER, all_rules, parse
from matching.rules.rule import RuleFileError


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


@pytest.mark.every_rule
def test_every_rule_file_keeps_the_form():
    assert set(all_rules()) == {path.stem for path in FOLDER.glob("*.sql")}
    for rule in all_rules().values():
        assert rule.chinese.question != rule.english.question
        assert rule.english.exclusions


@pytest.mark.every_rule
def test_reasons_are_of_rules_that_there_are():
    for rule in all_rules().values():
        for code in rule.reason_of:
            main = all_rules()[code]
            assert (main.scope.payments_column, main.reason_of) == (rule.scope.payments_column, ())


def setting(region, value, start, end=None):
    return ParameterValue(region, Decimal(value), date.fromisoformat(start), end)


def test_parameters_and_affected_subjects_are_filled_in(tmp_path):
    rule = parse(written(tmp_path, GOOD))

    assert rule.select(SubjectFilter()).strip() == "SELECT 2 WHERE true"
    assert "p.person_id IN (SELECT key FROM affected)" in rule.select(
        SubjectFilter(table="affected")
    )
    assert "get_byte(p.person_id, length(p.person_id) - 1) % 4 = 3" in rule.select(
        SubjectFilter(shard=(3, 4))
    )


def test_a_mark_of_two_columns_compares_the_programme_as_well(tmp_path):
    text = GOOD.replace("scope: person", "scope: peer-villages").replace(
        "{affected:p.person_id}", "{affected:p.person_id,p.programme_id}"
    )
    rule = parse(written(tmp_path, text))

    assert rule.by_programme
    assert rule.select(SubjectFilter(table="t")).endswith(
        "AND (p.person_id, p.programme_id) IN (SELECT key, programme_id FROM t)"
    )


def test_a_long_registry_is_narrowed_only_where_changed_payments_are_asked_for(tmp_path):
    text = GOOD.replace(
        " WHERE",
        " FROM {registry_subset:matching_deathrecord} AS d JOIN {payments} AS p ON true WHERE",
    )
    rule = parse(written(tmp_path, text))
    told = SubjectFilter(
        batches="b",
        changed_only=True,
        payments="paid",
        registry_subsets={"matching_deathrecord": "theirs"},
    )

    assert rule.registry_subsets == {"matching_deathrecord"}
    assert "FROM theirs" in rule.select(told)
    for subjects in (SubjectFilter(), SubjectFilter(batches="b"), SubjectFilter(table="t")):
        assert "FROM matching_deathrecord" in rule.select(subjects)


@pytest.mark.every_rule
def test_registries_narrowed_to_those_paid_are_registries():
    tables = {model._meta.db_table for model in REGISTRIES.values()}
    for rule in all_rules().values():
        assert rule.registry_subsets <= tables, rule.code


def test_who_is_missing_is_told_only_of_those_who_ought_to_stand_there(tmp_path):
    text = GOOD.replace("scope: person", "scope: person\n-- registries: dibao")
    text = text.replace("WHERE true", "WHERE {covered:dibao:p.region_id}")
    with pytest.raises(RuleFileError, match="only with “programmes”"):
        parse(written(tmp_path, text))
    text = text.replace("dibao\n", "dibao\n-- programmes: code = '2081107'\n", 1)
    assert parse(written(tmp_path, text)).accuses_by_absence == {"dibao"}


def test_a_registry_is_narrowed_only_beside_changed_payments(tmp_path):
    text = GOOD.replace(" WHERE", " FROM {registry_subset:matching_deathrecord} AS d WHERE")
    with pytest.raises(RuleFileError, match="beside"):
        parse(written(tmp_path, text))


def test_changed_payments_are_asked_for_only_when_told(tmp_path):
    rule = parse(written(tmp_path, GOOD.replace("{affected", "{changed:p.batch_id} {affected")))
    told = SubjectFilter(batches="b", changed_only=True)

    assert rule.by_line
    assert rule.select(told).strip().endswith("AND p.batch_id IN (SELECT batch_id FROM b)")
    single = parse(written(tmp_path, GOOD.replace("WHERE", "FROM {payments} AS p WHERE")))
    assert single.by_line
    assert "FROM changed_ones AS p" in single.select(SubjectFilter(payments="changed_ones"))
    assert "FROM funds_payment AS p" in single.select(SubjectFilter(table="t"))
    for subjects in (SubjectFilter(), SubjectFilter(batches="b"), SubjectFilter(table="t")):
        assert "batch_id" not in rule.select(subjects)


def test_the_nearest_region_s_parameter_counts_on_the_row_s_day(tmp_path):
    text = GOOD.replace("SELECT {months}", "SELECT {months:p.region_id,p.paid_on}")
    sql = parse(written(tmp_path, text)).select(
        SubjectFilter(),
        {
            "months": [
                setting("350000000000", "3", "2026-01-01"),
                setting("350112000000", "4.5", "2026-02-01", date(2026, 12, 31)),
            ]
        },
    )

    assert sql.startswith(
        "SELECT (CASE WHEN p.paid_on >= DATE '2026-02-01' AND p.region_id LIKE '350112%'"
        " AND p.paid_on <= DATE '2026-12-31' THEN 4.5"
        " WHEN p.paid_on >= DATE '2026-01-01' AND p.region_id LIKE '35%' THEN 3 ELSE 2 END)"
    )


def test_a_parameter_can_only_be_a_number(tmp_path):
    with pytest.raises(InvalidOperation):
        setting("35", "1; DROP TABLE x", "2026-01-01")
    rule = parse(written(tmp_path, GOOD.replace("{months}", "{months:p.region_id,p.paid_on}")))
    broken = [ParameterValue("35'; DROP TABLE x--", Decimal(1), date(2026, 1, 1))]
    with pytest.raises(ValueError, match="invalid literal"):
        rule.select(SubjectFilter(), {"months": broken})


def test_where_others_decide_nothing_is_asked_by_changed_payments(tmp_path):
    text = GOOD.replace("{affected", "{changed:p.batch_id} {affected")
    with pytest.raises(RuleFileError, match="no single payment decides"):
        parse(written(tmp_path, text.replace("scope: person", "scope: peer-villages")))


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("-- scope: person", "-- scope: planet", "planet"),
        ("-- code: example", "-- code: other", "code"),
        ("-- basis: a law\n", "", "basis"),
        ("-- next: a step", "-- nonsense: a step", "nonsense"),
        ("months = 2 : how long", "months: 2", "parameter"),
        (" {affected:p.person_id}", "", "affected"),
        ("{affected:p.person_id}", "{affected:p.person_id,p.programme_id}", "knows no programmes"),
        ("-- scope: person", "-- scope: books\n-- programmes: means_tested", "“programmes”"),
        ("-- scope: person", "-- scope: person\n-- programmes: true; true", "semicolon"),
        ("-- scope: person", "-- scope: person\n-- goes_to: court", "court"),
        ("-- question: Why?", "-- question: Why?\n-- question: How?", "twice"),
        ("WHERE true", "WHERE {covered:land:p.region_id}", "none of the rule's registries"),
        ("SELECT {months}", "SELECT 1", "never used"),
        (
            "-- scope: person",
            "-- scope: person\n-- accuses: a\n-- grows: a",
            "both accuse and grow",
        ),
        ("-- scope: person", "-- scope: person\n-- returns: payments\n-- fact: a = 1", "accuse or"),
        ("-- scope: person", "-- scope: person\n-- growth: 0.5", "from 1"),
        ("{months}", "{months} + {persons:p}", "when a household changes"),
        # As of today: an incremental run would not see the day pass.
        ("SELECT {months}", "SELECT {months} + {months:p.region_id}", "without its day"),
        ("SELECT {months}", "SELECT {months} + {years}", "not in the header"),
        ("WHERE true", "WHERE true; DELETE FROM funds_payment WHERE true", "semicolon"),
        ("SELECT {months}", "DELETE FROM x RETURNING {months}", "SELECT"),
    ],
)
def test_a_fault_is_named(tmp_path, before, after, word):
    with pytest.raises(RuleFileError, match=word):
        parse(written(tmp_path, GOOD.replace(before, after)))
