"""Who is on duty at which window at which time, and why: shifts after swaps, closures and leave.

Pure. Rules 5, 7 and 11 of the scenario contract. "Shift's start or end" means the one that leave at
its edge has moved; the rostered one stays in `DutyShift.rostered`, and the shift's day goes by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

from models.values.findings import TaskFinding, TaskKind
from models.values.interval import Interval, intersect, subtract, union
from models.values.local_time import local_day
from models.values.roster import CalendarDay, DayKind, Leave, Shift, Swap
from models.values.why import Why, why


class Standing(StrEnum):
    """Whether a rostered shift is to be worked at all."""

    works = "works"
    leave = "leave"
    off = "off"


ROSTERED = Why("duty.rostered")


@dataclass(frozen=True, slots=True)
class DutyShift:
    """One shift as it is to be worked. `index` is its place in the roster that was resolved."""

    index: int
    staff: str
    swapped_from: str | None
    window: str | None
    day: date
    rostered: Interval
    time: Interval
    standing: Standing
    on_leave: tuple[Interval, ...]
    conflicts: tuple[Interval, ...] = ()
    duty: tuple[Interval, ...] = ()
    why: Why = ROSTERED


@dataclass(frozen=True, slots=True)
class DutySegment:
    """A longest stretch in which the set of shifts on duty at a window stays the same."""

    window: str
    time: Interval
    shifts: tuple[DutyShift, ...]

    @property
    def staff(self) -> frozenset[str]:
        return frozenset(s.staff for s in self.shifts)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Time for which one person is rostered at two windows."""

    time: Interval
    shifts: tuple[DutyShift, DutyShift]


@dataclass(frozen=True, slots=True)
class Duty:
    """The resolved roster of a stretch of days."""

    timezone: ZoneInfo
    shifts: tuple[DutyShift, ...]
    conflicts: tuple[Conflict, ...]

    def at_window(self, window: str) -> tuple[DutyShift, ...]:
        return tuple(s for s in self.shifts if s.window == window)

    def on_duty(self, window: str, at: datetime) -> tuple[DutyShift, ...]:
        """The shifts on duty at a window at an instant; each says in its `why` how it came to be."""
        return tuple(s for s in self.at_window(window) if any(d.holds(at) for d in s.duty))


def resolve(
    shifts: Sequence[Shift],
    *,
    swaps: Sequence[Swap] = (),
    leave: Sequence[Leave] = (),
    calendar: Sequence[CalendarDay] = (),
    timezone: ZoneInfo,
    elsewhere: Sequence[Shift] = (),
) -> Duty:
    """Apply swaps, then closures, then leave, and find who is on duty where.

    `elsewhere`: what the same people work in other halls, by who works it; these stand after the others.
    """
    closed = {c.day for c in calendar if c.kind == DayKind.closure}
    absent: dict[str, list[Interval]] = defaultdict(list)
    for each in leave:
        absent[each.staff].append(each.time)
    leave_of = {staff: union(times) for staff, times in absent.items()}
    swaps_of: dict[str, list[Swap]] = defaultdict(list)
    for swap in swaps:
        swaps_of[swap.from_staff].append(swap)
    stood = [
        _stand(i, shift, swaps_of.get(shift.staff, ()), leave_of, closed, timezone) for i, shift in enumerate(shifts)
    ]
    stood += [_stand(len(shifts) + i, shift, (), leave_of, set(), timezone) for i, shift in enumerate(elsewhere)]
    conflicts = _conflicts(stood)
    clashing = {s.index: s for s in _less_conflicts(conflicts)}
    return Duty(
        timezone=timezone,
        shifts=tuple(clashing.get(s.index, s) for s in stood),
        conflicts=tuple(
            replace(c, shifts=(clashing[c.shifts[0].index], clashing[c.shifts[1].index])) for c in conflicts
        ),
    )


def _stand(
    index: int,
    shift: Shift,
    swaps: Sequence[Swap],
    leave_of: dict[str, tuple[Interval, ...]],
    closed: set[date],
    timezone: ZoneInfo,
) -> DutyShift:
    swap = next((s for s in swaps if s.time.covers(shift.time)), None)
    staff = swap.to_staff if swap else shift.staff
    day = local_day(shift.time.start, timezone)
    leave = tuple(i for i in (shift.time.clip(each) for each in leave_of.get(staff, ())) if i)
    standing, reason = Standing.works, ROSTERED
    if swap:
        reason = why("duty.swapped", from_staff=shift.staff)
    if day in closed:
        standing, reason, leave = Standing.off, why("duty.closure", day=day), ()
    elif any(i.covers(shift.time) for i in leave):
        standing, reason = Standing.leave, Why("duty.leave")
    works = standing == Standing.works
    time = _moved(shift.time, leave) if works else shift.time
    return DutyShift(
        index=index,
        staff=staff,
        swapped_from=shift.staff if swap else None,
        window=shift.window,
        day=day,
        rostered=shift.time,
        time=time,
        standing=standing,
        on_leave=leave,
        duty=subtract([time], [*shift.breaks, *leave]) if works and shift.window is not None else (),
        why=reason,
    )


def _moved(time: Interval, leave: Sequence[Interval]) -> Interval:
    start = next((i.end for i in leave if i.start == time.start), time.start)
    end = next((i.start for i in leave if i.end == time.end), time.end)
    return Interval(start, end)


def _conflicts(shifts: Sequence[DutyShift]) -> list[Conflict]:
    by_staff: dict[str, list[DutyShift]] = defaultdict(list)
    for shift in shifts:
        if shift.standing == Standing.works and shift.window is not None:
            by_staff[shift.staff].append(shift)
    found: list[Conflict] = []
    for own in by_staff.values():
        own.sort(key=lambda s: s.time)
        for i, a in enumerate(own):
            for b in takewhile(lambda s, end=a.time.end: s.time.start < end, own[i + 1 :]):
                if a.window != b.window and (both := a.time.clip(b.time)):
                    found.extend(Conflict(t, (a, b)) for t in subtract([both], [*a.on_leave, *b.on_leave]))
    return found


def _less_conflicts(conflicts: Sequence[Conflict]) -> Iterator[DutyShift]:
    """The shifts that are in conflict, with that time taken from their duty."""
    times: dict[int, list[Interval]] = defaultdict(list)
    for conflict in conflicts:
        for shift in conflict.shifts:
            times[shift.index].append(conflict.time)
    for shift in {s.index: s for c in conflicts for s in c.shifts}.values():
        clashes = union(times[shift.index])
        yield replace(shift, conflicts=clashes, duty=subtract(shift.duty, clashes))


def segments(window: str, shifts: Iterable[DutyShift]) -> tuple[DutySegment, ...]:
    """Cut a window's duty time wherever the set of shifts on duty changes; time without any is left out."""
    own = [s for s in shifts if s.duty]
    edges = sorted({edge for s in own for d in s.duty for edge in (d.start, d.end)})
    starts: dict[datetime, list[DutyShift]] = defaultdict(list)
    ends: dict[datetime, list[DutyShift]] = defaultdict(list)
    for shift in own:
        for stretch in shift.duty:
            starts[stretch.start].append(shift)
            ends[stretch.end].append(shift)
    on: dict[int, DutyShift] = {}
    cut: list[DutySegment] = []
    for at, until in pairwise(edges):
        for shift in ends[at]:
            on.pop(shift.index, None)
        for shift in starts[at]:
            on[shift.index] = shift
        if on:
            cut.append(DutySegment(window, Interval(at, until), tuple(on[i] for i in sorted(on))))
    return tuple(_join(cut))


def _join(cut: Sequence[DutySegment]) -> list[DutySegment]:
    joined: list[DutySegment] = []
    for each in cut:
        if joined and joined[-1].time.end == each.time.start and joined[-1].shifts == each.shifts:
            joined[-1] = replace(each, time=Interval(joined[-1].time.start, each.time.end))
        else:
            joined.append(each)
    return joined


def conflict_tasks(duty: Duty) -> tuple[TaskFinding, ...]:
    """One task for each of the two windows at which a person is rostered at once."""
    found: dict[tuple[object, ...], TaskFinding] = {}
    for conflict in duty.conflicts:
        for here, there in (conflict.shifts, conflict.shifts[::-1]):
            task = TaskFinding(
                kind=TaskKind.roster_conflict,
                day=min(s.day for s in conflict.shifts),
                window=here.window,
                staff=here.staff,
                start=conflict.time.start,
                end=conflict.time.end,
                why=why("task.roster-conflict", staff=here.staff, window=here.window, other=there.window),
            )
            found[(task.window, task.staff, task.start, task.end)] = task
    return tuple(found.values())


def gap_tasks(window: str, shifts: Iterable[DutyShift]) -> tuple[TaskFinding, ...]:
    """Longest stretches of shifts at a window in which every one of their people is on approved leave.

    Breaks are looked through: a break inside leave does not split the gap, and a colleague's break
    does not make one.
    """
    own = [s for s in shifts if s.standing != Standing.off]
    away = union(i for s in own for i in s.on_leave)
    there = union(i for s in own for i in subtract([s.rostered], s.on_leave))
    tasks: list[TaskFinding] = []
    for gap in subtract(away, there):
        missing = [s for s in own if intersect([gap], s.on_leave)]
        tasks.append(
            TaskFinding(
                kind=TaskKind.roster_gap,
                day=min(s.day for s in missing),
                window=window,
                staff=None,
                start=gap.start,
                end=gap.end,
                why=why("task.roster-gap", window=window, staff=", ".join(sorted({s.staff for s in missing}))),
            )
        )
    return tuple(tasks)
