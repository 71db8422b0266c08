"""Copying a week's shifts into another one by the wall clock: what comes along, and what stays behind and why. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.values.interval import Interval
from models.values.local_time import local_day
from models.values.roster import DayKind, Shift
from models.values.why import Why, why
from roster.templates import instant
from roster.week import HallWeek


@dataclass(frozen=True, slots=True)
class Copied:
    """A shift as it would stand in the other week; with a reason, it stays behind."""

    shift: Shift
    day: date
    left_out: Why | None = None


def copy_week(source: Iterable[Shift], into: HallWeek, *, weeks: int, now: datetime) -> tuple[Copied, ...]:
    """The shifts of a week so many weeks on, each at the same wall time; `into` is the week that they come to.

    Left behind are those that would have begun already, of people or windows no longer there, on closures, during
    approved leave, and whatever meets a shift that the same person has there already.
    """
    zone = into.timezone
    placed = [_moved(shift, timedelta(weeks=weeks), zone) for shift in source]
    taken = (*into.shifts, *into.elsewhere)
    return tuple(_decided(shift, into, taken, now) for shift in sorted(placed, key=lambda s: (s.time, s.staff)))


def _decided(shift: Shift, into: HallWeek, taken: Iterable[Shift], now: datetime) -> Copied:
    day = local_day(shift.time.start, into.timezone)
    return Copied(shift, day, _why_not(shift, day, into, taken, now))


def _why_not(shift: Shift, day: date, into: HallWeek, taken: Iterable[Shift], now: datetime) -> Why | None:
    if shift.time.start <= now:
        return why("copy.begun")
    window = shift.window
    if window is not None and (window not in into.windows or day >= into.retired_windows.get(window, date.max)):
        return why("copy.window-retired", window=window)
    if day >= into.retired_people.get(shift.staff, date.max):
        return why("copy.person-retired", staff=shift.staff)
    if any(other.staff == shift.staff and other.time.clip(shift.time) for other in taken):
        return why("copy.there-already", staff=shift.staff)
    if any(leave.staff == shift.staff and leave.time.clip(shift.time) for leave in into.leave):
        return why("copy.on-leave", staff=shift.staff)
    if any(mark.day == day and mark.kind == DayKind.closure for mark in into.calendar):
        return why("copy.closed", day=day)
    return None


def _moved(shift: Shift, by: timedelta, zone: ZoneInfo) -> Shift:
    time = _later(shift.time, by, zone)
    return Shift(shift.staff, shift.window, time, tuple(_later(each, by, zone) for each in shift.breaks))


def _later(time: Interval, by: timedelta, zone: ZoneInfo) -> Interval:
    return Interval(_at_same_clock(time.start, by, zone), _at_same_clock(time.end, by, zone))


def _at_same_clock(at: datetime, by: timedelta, zone: ZoneInfo) -> datetime:
    """The instant at which the wall clock shows the same on the later day, to the second."""
    local = at.astimezone(zone)
    minute = instant(local.date() + by, local.hour * 60 + local.minute, zone)
    return minute + timedelta(seconds=local.second, microseconds=local.microsecond)
