"""Working days of a hall: weekends, holidays, make-up workdays and closures."""

from datetime import date

import pytest

from models.values.roster import CalendarDay, DayKind
from roster.calendar import official_days
from roster.working_days import after_working_days, calendar_until

HOLIDAY, WORKDAY, CLOSURE = DayKind.holiday, DayKind.workday, DayKind.closure

ROWS = {
    "the day itself does not count": ("2026-06-03", 1, {}, "2026-06-04"),
    "none at all is the day itself": ("2026-06-06", 0, {}, "2026-06-06"),
    "over a weekend": ("2026-06-04", 5, {}, "2026-06-11"),
    "from a Saturday": ("2026-06-06", 1, {}, "2026-06-08"),
    "a holiday is none": ("2026-06-03", 1, {"2026-06-04": HOLIDAY}, "2026-06-05"),
    "a closure is none": ("2026-06-03", 1, {"2026-06-04": CLOSURE}, "2026-06-05"),
    "a make-up workday is one": ("2026-06-05", 1, {"2026-06-06": WORKDAY}, "2026-06-06"),
}


@pytest.mark.parametrize("name", ROWS)
def test_after_working_days(name: str) -> None:
    day, count, marks, expected = ROWS[name]
    calendar = [CalendarDay(date.fromisoformat(each), kind) for each, kind in marks.items()]
    assert after_working_days(date.fromisoformat(day), count, calendar) == date.fromisoformat(expected)


def test_a_hall_s_own_mark_which_comes_last_wins() -> None:
    day = date(2026, 6, 4)
    calendar = [CalendarDay(day, HOLIDAY), CalendarDay(day, WORKDAY)]
    assert after_working_days(date(2026, 6, 3), 1, calendar) == day


def test_over_the_national_day_of_2026() -> None:
    """1 to 7 October are off, 10 October is worked in their place."""
    assert after_working_days(date(2026, 9, 30), 5, official_days(2026)) == date(2026, 10, 13)


@pytest.mark.parametrize("count", [1, 5, 10, 60])
def test_the_calendar_reaches_over_the_longest_holidays(count: int) -> None:
    for month in range(1, 13):
        day = date(2026, month, 1)
        assert after_working_days(day, count, official_days(2026)) < calendar_until(day, count)
