"""Counting in working days, with holidays and worked weekends."""

from datetime import date, timedelta

from hypothesis import given, strategies as st

from core.working_days import add_working_days, is_working, working_days_until


DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))
TABLES = st.dictionaries(DAYS, st.booleans(), max_size=30)
FRIDAY = date(2026, 9, 25)


def test_weekends_rest():
    assert add_working_days(FRIDAY, 1, {}) == date(2026, 9, 28)
    assert not is_working(date(2026, 9, 26), {})


def test_a_holiday_rests_and_a_worked_weekend_counts():
    monday, saturday = date(2026, 9, 28), date(2026, 9, 26)
    assert add_working_days(FRIDAY, 1, {monday: False}) == date(2026, 9, 29)
    assert add_working_days(FRIDAY, 1, {saturday: True}) == saturday


def test_what_is_left_is_negative_once_it_is_over():
    assert working_days_until(FRIDAY, date(2026, 9, 30), {}) == 3
    assert working_days_until(date(2026, 9, 30), FRIDAY, {}) == -3
    assert working_days_until(FRIDAY, FRIDAY, {}) == 0


@given(start=DAYS, count=st.integers(1, 60), table=TABLES)
def test_the_day_found_is_worked_and_exactly_so_many_lie_before(start, count, table):
    end = add_working_days(start, count, table)

    assert is_working(end, table)
    assert working_days_until(start, end, table) == count


@given(start=DAYS, count=st.integers(0, 40), more=st.integers(0, 40), table=TABLES)
def test_counting_on_from_the_day_found_is_counting_at_once(start, count, more, table):
    there = add_working_days(start, count, table)

    assert add_working_days(there, more, table) == add_working_days(start, count + more, table)


@given(start=DAYS, table=TABLES, days=st.integers(0, 90))
def test_a_holiday_more_never_brings_a_deadline_nearer(start, table, days):
    holiday = start + timedelta(days=days)

    assert add_working_days(start, 10, table | {holiday: False}) >= add_working_days(
        start, 10, table | {holiday: True}
    )
