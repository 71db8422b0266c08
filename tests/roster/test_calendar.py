"""China's official days of years known by heart, and years that nobody knows yet."""

from collections import Counter
from datetime import date

import pytest

from models.values.roster import DayKind
from roster import calendar
from roster.calendar import NoOfficialData, official_days

KNOWN = {
    "2026-01-01": "holiday", "2026-01-04": "workday", "2026-02-14": "workday", "2026-02-15": "holiday",
    "2026-02-23": "holiday", "2026-02-24": None, "2026-02-28": "workday", "2026-05-09": "workday",
    "2026-06-19": "holiday", "2026-09-20": "workday", "2026-10-01": "holiday", "2026-10-10": "workday",
    "2026-06-06": None, "2026-06-03": None, "2024-02-04": "workday", "2024-02-10": "holiday", "2025-10-08": "holiday",
    "2025-09-28": "workday", "2025-10-11": "workday",
}  # fmt: skip


@pytest.mark.parametrize("day", KNOWN)
def test_days_known_by_heart(day: str) -> None:
    wanted = date.fromisoformat(day)
    kinds = {c.day: c.kind.value for c in official_days(wanted.year)}
    assert kinds.get(wanted) == KNOWN[day]


@pytest.mark.parametrize(("year", "holidays", "workdays"), [(2024, 28, 8), (2025, 28, 5), (2026, 33, 6)])
def test_a_year_as_announced(year: int, holidays: int, workdays: int) -> None:
    days = official_days(year)
    assert Counter(c.kind for c in days) == {DayKind.holiday: holidays, DayKind.workday: workdays}
    assert [c.day for c in days] == sorted({c.day for c in days})
    assert {c.day.year for c in days} == {year}
    assert all(c.day.weekday() >= 5 for c in days if c.kind == DayKind.workday)


@pytest.mark.parametrize("year", [1999, 2090])
def test_a_year_that_nobody_knows(year: int) -> None:
    with pytest.raises(NoOfficialData) as raised:
        official_days(year)
    assert raised.value.year == year
    assert str(year) in str(raised.value)


def test_what_reaches_over_from_the_year_before_is_no_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar.chinese_calendar, "get_holiday_detail", lambda day: (day == date(2027, 1, 1), None))
    with pytest.raises(NoOfficialData):
        official_days(2027)
