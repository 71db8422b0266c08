"""Counting the days on which people work, by a hall's calendar. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.values.roster import CalendarDay, DayKind
from roster.templates import instant

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_working_day(day: date, marks: Mapping[date, DayKind]) -> bool:
    """Monday to Friday and make-up workdays, but for holidays and closures."""
    mark = marks.get(day)
    return day.weekday() < SATURDAY if mark is None else mark is DayKind.workday


def after_working_days(day: date, count: int, calendar: Sequence[CalendarDay]) -> date:
    """The last of so many working days that follow a day, which does not count itself.

    Of several marks of one day the last counts. A year without official data is taken as its weeks are: what is not
    known of it makes a time no longer.
    """
    marks = {mark.day: mark.kind for mark in calendar}
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day, marks)
    return day


def end_of_working_days(day: date, count: int, calendar: Sequence[CalendarDay], zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the last of so many working days after a day is over in a zone."""
    return instant(after_working_days(day, count, calendar) + ONE_DAY, 0, zone)


def calendar_until(day: date, count: int) -> date:
    """Until when the calendar is needed to count so many working days; longer closures are taken as over by then."""
    return day + timedelta(days=4 * count + 60)
