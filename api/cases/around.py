"""What else is known around a case: who was rostered there, who punched, what was seen before and after."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from api.cases.case import Case
from api.windows.seen import within
from conduct.judging.facts import Facts
from conduct.judging.gather import gather_roster, hall_ids, looks_on
from conduct.judging.occupancy import OccupancyLimits, timeline
from conduct.rules.adoption import policy_for
from models.tables import StaffRow
from models.values.interval import Interval
from models.values.occupancy import StateSpan
from roster.badges import holders
from roster.duty import DutyShift, resolve

FRAME_MIN = timedelta(minutes=15)
FRAME_SHARE = 0.5
"""How much is shown before and after a case, as a share of its length."""
PUNCHES_AROUND = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class RosteredShift:
    """A shift as it was to be worked, and its breaks."""

    duty: DutyShift
    breaks: tuple[Interval, ...]
    on_duty: bool
    """Whether it was on duty at its window at any time of the case."""


@dataclass(frozen=True, slots=True)
class PersonalPunch:
    staff: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Around:
    frame: Interval
    """What is shown of the time around the case."""
    case: Interval
    window: str | None
    staff: str | None
    """The person whom the case names."""
    shifts: tuple[RosteredShift, ...] = ()
    punches: tuple[PersonalPunch, ...] = ()
    states: tuple[StateSpan, ...] = ()
    """Of the window, within the frame and up to now; empty where it was never looked at."""


def around(session: Session, case: Case, now: datetime) -> Around:
    """Everything around a case, told by the same code that judged it."""
    ids = hall_ids(session, case.hall.id, near=case.row.day)
    facts = gather_roster(session, case.hall, case.row.day, ids)
    window, staff = case.window.code if case.window else None, case.staff.no if case.staff else None
    limits = policy_for(session, case.row.day).limits.occupancy
    time = case.time(now)
    place = look_around(facts, time, window=window, staff=staff, limits=limits, now=now).window
    # a hall's day of looks is much to read, and only one window is shown
    seen = {ids.windows[place]: place} if place is not None and place in ids.windows else {}
    looks = looks_on(session, facts, case.row.day, seen)
    return look_around(replace(facts, looks=looks), time, window=window, staff=staff, limits=limits, now=now)


def look_around(
    facts: Facts,
    case: Interval,
    *,
    window: str | None,
    staff: str | None,
    limits: OccupancyLimits,
    now: datetime,
    pad: timedelta | None = None,
) -> Around:
    """Narrow a hall day's facts to what concerns one case; pure.

    A case about a person is looked at where the person was rostered. `pad` is what is shown before and after.
    """
    if pad is None:
        pad = max(FRAME_MIN, case.length * FRAME_SHARE)
    frame = Interval(case.start - pad, case.end + pad)
    duty = resolve(
        facts.shifts, swaps=facts.swaps, leave=facts.leave, calendar=facts.calendar, timezone=facts.timezone,
        elsewhere=facts.elsewhere,
    )  # fmt: skip
    touching = [s for s in duty.shifts[: len(facts.shifts)] if _meets(s.rostered, frame)]
    if window is None:
        window = next((s.window for s in touching if s.staff == staff and s.window), None)
    near = [s for s in touching if (window is not None and s.window == window) or (staff and s.staff == staff)]
    seen = timeline(window or "", (run for run in facts.looks if run.window == window), now=now, limits=limits)
    return Around(
        frame=frame,
        case=case,
        window=window,
        staff=staff,
        shifts=tuple(
            RosteredShift(s, facts.shifts[s.index].breaks, any(_meets(d, case) for d in s.duty))
            for s in sorted(near, key=lambda s: (s.rostered, s.staff))
        ),
        punches=_punches(facts, {s.staff for s in near} | ({staff} if staff else set()), _reach(near, case)),
        states=tuple(within(seen, Interval(frame.start, min(frame.end, now)), window or "")) if seen else (),
    )


def _meets(a: Interval, b: Interval) -> bool:
    return bool(a.clip(b)) or a.holds(b.start)


def _reach(shifts: Iterable[DutyShift], case: Interval) -> Interval:
    times = [s.rostered for s in shifts] or [case]
    return Interval(min(t.start for t in times) - PUNCHES_AROUND, max(t.end for t in times) + PUNCHES_AROUND)


def _punches(facts: Facts, people: set[str], reach: Interval) -> tuple[PersonalPunch, ...]:
    holder_of = holders(p for p in facts.people if p.staff in people)
    found = {(p.at, staff) for p in facts.punches if reach.holds(p.at) and (staff := holder_of(p)) is not None}
    return tuple(PersonalPunch(staff, at) for at, staff in sorted(found))


def names_of(session: Session, numbers: Iterable[str]) -> dict[str, str]:
    """People's names by their numbers."""
    wanted = set(numbers)
    if not wanted:
        return {}
    return dict(session.exec(select(StaffRow.no, StaffRow.name).where(col(StaffRow.no).in_(wanted))).all())


def people_of(around: Around) -> set[str]:
    """The numbers of everybody who appears around a case."""
    named = {around.staff} if around.staff else set[str]()
    rostered = {s.duty.staff for s in around.shifts} | {s.duty.swapped_from or s.duty.staff for s in around.shifts}
    return named | rostered | {p.staff for p in around.punches}
