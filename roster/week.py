"""A hall's week looked over: when a window has nobody, and which shifts cannot be worked as they stand. Pure.

Who is on duty is what `roster.duty` resolves, the same that judging goes by. Breaks leave no gap, and neither does a
day of rest on which nobody at all is rostered. A hall without opening hours has no gaps: when it is open is not known.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from models.values.interval import Interval, subtract, union
from models.values.roster import CalendarDay, DayKind, Leave, Shift, Swap
from models.values.why import Why, why
from roster.duty import Duty, DutyShift, Standing, resolve
from roster.templates import instant
from roster.working_days import is_working_day

ONE_DAY_MIN = 24 * 60


class IssueKind(StrEnum):
    gap = "gap"
    twice = "twice"
    """Somebody is at two windows at once, here or at another hall, or rostered twice for the same time."""
    leave = "leave"
    long = "long"
    window_retired = "window-retired"
    person_retired = "person-retired"
    closed = "closed"


@dataclass(frozen=True, slots=True)
class WeekLimits:
    unbroken_max: timedelta = timedelta(hours=6)
    """Of work without a break. Longer lets long stretches pass unseen; shorter asks for a break in every half day."""


@dataclass(frozen=True, slots=True)
class HallWeek:
    """What is known of a week at a hall. `opens` and `closes` are its wall times, `HH:MM`."""

    timezone: ZoneInfo
    days: tuple[date, ...]
    windows: tuple[str, ...]
    shifts: tuple[Shift, ...]
    """Also of the days around, so that what reaches over midnight is known."""
    opens: str | None = None
    closes: str | None = None
    swaps: tuple[Swap, ...] = ()
    leave: tuple[Leave, ...] = ()
    calendar: tuple[CalendarDay, ...] = ()
    """Of several marks of one day the last counts, but a closure among them holds."""
    elsewhere: tuple[Shift, ...] = ()
    retired_windows: Mapping[str, date] = field(default_factory=dict[str, date])
    """The first day on which each is no longer in use."""
    retired_people: Mapping[str, date] = field(default_factory=dict[str, date])


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to put right. `shifts` are places in `HallWeek.shifts`; a gap has none but those on leave."""

    kind: IssueKind
    day: date
    window: str | None
    staff: str | None
    time: Interval
    why: Why
    shifts: tuple[int, ...] = ()

    @property
    def is_gap(self) -> bool:
        return self.kind == IssueKind.gap


@dataclass(frozen=True)
class WeekLook:
    duty: Duty
    issues: tuple[Issue, ...]
    """In order of time."""

    def of_shift(self, index: int) -> tuple[Issue, ...]:
        return tuple(self._by_shift.get(index, ()))

    def gaps_at(self, window: str, day: date) -> tuple[Issue, ...]:
        return tuple(self._gaps.get((window, day), ()))

    @cached_property
    def _by_shift(self) -> dict[int, list[Issue]]:
        found: dict[int, list[Issue]] = {}
        for issue in self.issues:
            for index in issue.shifts:
                found.setdefault(index, []).append(issue)
        return found

    @cached_property
    def _gaps(self) -> dict[tuple[str | None, date], list[Issue]]:
        found: dict[tuple[str | None, date], list[Issue]] = {}
        for issue in self.issues:
            if issue.is_gap:
                found.setdefault((issue.window, issue.day), []).append(issue)
        return found


def look_over(week: HallWeek, limits: WeekLimits | None = None) -> WeekLook:
    """All gaps and conflicts of the week's days."""
    limits = limits or WeekLimits()
    duty = resolve(
        week.shifts, swaps=week.swaps, leave=week.leave, calendar=week.calendar, timezone=week.timezone,
        elsewhere=week.elsewhere,
    )  # fmt: skip
    own = duty.shifts[: len(week.shifts)]
    found = [
        *_gaps(week, own),
        *_at_two_windows(week, duty),
        *_rostered_twice(week, own),
        *(issue for shift in own if shift.day in week.days for issue in _of_one(week, shift, limits)),
    ]
    return WeekLook(duty, tuple(sorted(found, key=lambda i: (i.day, i.time, i.window or "", i.kind))))


def opening(week: HallWeek, day: date) -> Interval | None:
    """When the hall is open on a day; None on closures, and where its hours are not known."""
    if week.opens is None or week.closes is None or _is_closed(week, day):
        return None
    first, last = (int(hour) * 60 + int(minute) for hour, minute in (_parts(week.opens), _parts(week.closes)))
    if last <= first:
        last += ONE_DAY_MIN
    return Interval(instant(day, first, week.timezone), instant(day, last, week.timezone))


def is_rest(week: HallWeek, day: date) -> bool:
    """Weekends and holidays, without make-up workdays."""
    return not is_working_day(day, {mark.day: mark.kind for mark in week.calendar})


def _gaps(week: HallWeek, own: Sequence[DutyShift]) -> Iterator[Issue]:
    for day in week.days:
        hours = opening(week, day)
        works = any(s.day == day and s.standing != Standing.off for s in own)
        if hours is None or (is_rest(week, day) and not works):
            continue
        by_window: dict[str | None, list[DutyShift]] = {}
        for shift in own:
            if shift.rostered.clip(hours):
                by_window.setdefault(shift.window, []).append(shift)
        for window in week.windows:
            if window in week.retired_windows and day >= week.retired_windows[window]:
                continue
            here = by_window.get(window, [])
            there = [i for s in here if s.standing == Standing.works for i in subtract([s.rostered], s.on_leave)]
            for gap in subtract([hours], there):
                yield _gap(week, window, day, gap, here)


def _gap(week: HallWeek, window: str, day: date, gap: Interval, here: Sequence[DutyShift]) -> Issue:
    away = [s for s in here if any(i.clip(gap) for i in s.on_leave)]
    facts = {"window": window, **_clock(gap, week.timezone)}
    reason = why("week.gap", **facts)
    if away:
        reason = why("week.gap-leave", staff=", ".join(sorted({s.staff for s in away})), **facts)
    return Issue(IssueKind.gap, day, window, None, gap, reason, tuple(s.index for s in away))


def _at_two_windows(week: HallWeek, duty: Duty) -> Iterator[Issue]:
    for conflict in duty.conflicts:
        here = [s for s in conflict.shifts if s.index < len(week.shifts)]
        if not here or here[0].day not in week.days:
            continue
        first, other = here[0], next(s for s in conflict.shifts if s.index != here[0].index)
        reason = why(
            "week.two-windows", staff=first.staff, window=first.window, other=other.window,
            **_clock(conflict.time, week.timezone),
        )  # fmt: skip
        yield _issue(IssueKind.twice, first, conflict.time, reason, tuple(s.index for s in here))


def _rostered_twice(week: HallWeek, own: Sequence[DutyShift]) -> Iterator[Issue]:
    """Overlaps that are no conflict of windows: at the same one, or where one has none."""
    worked = sorted((s for s in own if s.standing == Standing.works), key=lambda s: (s.staff, s.rostered, s.index))
    for i, first in enumerate(worked):
        for second in worked[i + 1 :]:
            both = first.rostered.clip(second.rostered)
            if second.staff != first.staff or not both:
                break
            if first.day in week.days and (first.window == second.window or None in (first.window, second.window)):
                reason = why("week.overlap", staff=first.staff, **_clock(both, week.timezone))
                yield _issue(IssueKind.twice, first, both, reason, (first.index, second.index))


def _of_one(week: HallWeek, shift: DutyShift, limits: WeekLimits) -> Iterator[Issue]:
    staff, window = shift.staff, shift.window
    if shift.standing == Standing.off:
        yield _issue(IssueKind.closed, shift, shift.rostered, why("week.closed", staff=staff, day=shift.day))
    for leave in union(shift.on_leave):
        reason = why("week.on-leave", staff=staff, **_clock(leave, week.timezone))
        yield _issue(IssueKind.leave, shift, leave, reason)
    if window is not None and window in week.retired_windows and shift.day >= week.retired_windows[window]:
        reason = why("week.window-retired", window=window, staff=staff, day=week.retired_windows[window])
        yield _issue(IssueKind.window_retired, shift, shift.rostered, reason)
    if staff in week.retired_people and shift.day >= week.retired_people[staff]:
        reason = why("week.person-retired", staff=staff, day=week.retired_people[staff])
        yield _issue(IssueKind.person_retired, shift, shift.rostered, reason)
    if shift.standing == Standing.works:
        longest = _longest_stretch(shift, week.shifts[shift.index].breaks)
        if longest.length > limits.unbroken_max:
            hours = f"{limits.unbroken_max / timedelta(hours=1):g}"
            reason = why("week.no-break", staff=staff, hours=hours, **_clock(longest, week.timezone))
            yield _issue(IssueKind.long, shift, longest, reason)


def _longest_stretch(shift: DutyShift, breaks: Sequence[Interval]) -> Interval:
    stretches = subtract([shift.time], [*breaks, *shift.on_leave])
    return max(stretches, key=lambda each: each.length, default=Interval(shift.time.start, shift.time.start))


def _issue(
    kind: IssueKind, shift: DutyShift, time: Interval, reason: Why, shifts: tuple[int, ...] | None = None
) -> Issue:
    return Issue(kind, shift.day, shift.window, shift.staff, time, reason, shifts or (shift.index,))


def _is_closed(week: HallWeek, day: date) -> bool:
    return any(mark.day == day and mark.kind == DayKind.closure for mark in week.calendar)


def _clock(time: Interval, zone: ZoneInfo) -> dict[str, str]:
    return {"start": _minute(time.start, zone), "end": _minute(time.end, zone)}


def _minute(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def _parts(wall: str) -> tuple[str, str]:
    hour, _, minute = wall.partition(":")
    return hour, minute


def week_days(first: date) -> tuple[date, ...]:
    """The seven days of the week that holds a day, from Monday on."""
    monday = first - timedelta(days=first.weekday())
    return tuple(monday + timedelta(days=i) for i in range(7))


def week_named(name: str) -> tuple[date, ...]:
    """The days of `2026-W23`. Raises ValueError for anything else, and for weeks that a year does not have."""
    year, _, number = name.partition("-W")
    return week_days(date.fromisocalendar(int(year), int(number), 1))


def name_of_week(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year:04d}-W{number:02d}"
