"""Working days are counted by the loaded notice."""

from __future__ import annotations

from datetime import date

import pytest

from clues.models import Holiday
from clues.services.holidays import load_holidays
from core.exceptions import PortalError
from core.working_days import add_working_days


LIST = "fixtures/holidays.csv"


@pytest.fixture
def path(settings):
    return settings.BASE_DIR / LIST


def test_the_list_loads_once_and_counts(db, path):
    new, changed = load_holidays(path=path, by=None)
    assert (new > 40, changed) == (True, 0)
    assert load_holidays(path=path, by=None) == (0, 0)
    # 30 September 2026 is a Wednesday; the week after is free, Saturday the 10th is worked.
    assert add_working_days(date(2026, 9, 30), 1, Holiday.exceptions()) == date(2026, 10, 8)
    assert add_working_days(date(2026, 10, 9), 1, Holiday.exceptions()) == date(2026, 10, 10)


def test_a_worked_day_is_a_weekend_and_no_day_stands_twice(path):
    lines = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    days = [day for day, _kind, _name in lines]
    assert len(days) == len(set(days))
    assert all(date.fromisoformat(day).weekday() >= 5 for day, kind, _n in lines if kind == "work")


def test_an_unreadable_line_changes_nothing(db, tmp_path):
    broken = tmp_path / "days.csv"
    broken.write_text(
        "day,kind,name\n2027-01-01,rest,元旦\n2027-01-02,free,元旦\n", encoding="utf-8"
    )
    with pytest.raises(PortalError, match="3"):
        load_holidays(path=broken, by=None)
    assert not Holiday.objects.exists()
