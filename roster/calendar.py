"""China's public holidays and make-up workdays, as the State Council announces them year by year."""

from datetime import date, timedelta
from typing import cast

import chinese_calendar

from models.values.roster import CalendarDay, DayKind


class NoOfficialData(Exception):
    """A year is not announced yet, or not known to the package that is installed; nothing may be assumed of it."""

    def __init__(self, year: int) -> None:
        super().__init__(f"there are no official holidays for {year} yet")
        self.year = year


def official_days(year: int) -> tuple[CalendarDay, ...]:
    """The days out of the ordinary, ascending: holidays (weekends within them too) and worked weekend days.

    Raises NoOfficialData.
    """
    # A year of which the package knows only what reaches over from its neighbour has no National Day.
    if _kind(date(year, 10, 1)) != DayKind.holiday:
        raise NoOfficialData(year)
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    kinds = ((day, _kind(day)) for day in (first + timedelta(days=i) for i in range((after - first).days)))
    return tuple(CalendarDay(day, kind) for day, kind in kinds if kind is not None)


def _kind(day: date) -> DayKind | None:
    try:
        off, name = cast(tuple[bool, str | None], chinese_calendar.get_holiday_detail(day))
    except NotImplementedError:
        raise NoOfficialData(day.year) from None
    if name is None:
        return None
    return DayKind.holiday if off else DayKind.workday
