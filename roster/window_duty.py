"""Who is on duty at one window at one instant, who is rostered there and is not, and why. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.values.local_time import local_time
from models.values.roster import Shift
from models.values.why import Why, why
from roster.duty import Duty, DutyShift, Standing


@dataclass(frozen=True, slots=True)
class RosteredHere:
    """One shift whose rostered time holds the instant."""

    shift: DutyShift
    on_duty: bool
    why: Why


@dataclass(frozen=True, slots=True)
class WindowDuty:
    """Those on duty come first. `why` is of the whole: on duty, nobody rostered, or nobody left."""

    rostered: tuple[RosteredHere, ...]
    why: Why


def at_window(duty: Duty, roster: Sequence[Shift], window: str, at: datetime) -> WindowDuty:
    """The answer for `window` at `at`; `roster` is what `duty` was resolved from."""
    here = {s.index for s in duty.on_duty(window, at)}
    found = [
        RosteredHere(s, s.index in here, s.why if s.index in here else _why_not(duty, roster[s.index], s, at))
        for s in duty.at_window(window)
        if s.rostered.holds(at)
    ]
    found.sort(key=lambda each: (not each.on_duty, each.shift.rostered, each.shift.staff))
    return WindowDuty(tuple(found), _why_all(found, window, local_time(at, duty.timezone)))


def _why_all(found: Sequence[RosteredHere], window: str, clock: str) -> Why:
    if not found:
        return why("duty.nobody-rostered", window=window, at=clock)
    staff = ", ".join(each.shift.staff for each in found if each.on_duty)
    if not staff:
        return why("duty.nobody-left", window=window, at=clock)
    return why("duty.on-duty", window=window, at=clock, staff=staff)


def _why_not(duty: Duty, rostered: Shift, shift: DutyShift, at: datetime) -> Why:
    if shift.standing != Standing.works:
        return shift.why
    zone = duty.timezone
    for leave in shift.on_leave:
        if leave.holds(at):
            return why("duty.leave-part", start=local_time(leave.start, zone), end=local_time(leave.end, zone))
    for conflict in duty.conflicts:
        if conflict.time.holds(at) and shift.index in (s.index for s in conflict.shifts):
            other = next(s.window for s in conflict.shifts if s.index != shift.index)
            return why("duty.conflict", other=other)
    pause = next(b for b in rostered.breaks if b.holds(at))
    return why("duty.break", start=local_time(pause.start, zone), end=local_time(pause.end, zone))
