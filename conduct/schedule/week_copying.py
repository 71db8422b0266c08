"""Copying one week's roster into another: planned by `roster.week_copy`, put in shift by shift as a person would."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from conduct.auditing.trail import audit
from conduct.review.violations import Reviewer
from conduct.schedule.shifts import NewShift, put_shift
from conduct.schedule.week_roster import stored_week
from models.tables import HallRow, StaffRow, WindowRow
from models.values.local_time import local_day
from roster.week import name_of_week
from roster.week_copy import Copied, copy_week


@dataclass(frozen=True, slots=True)
class CopyPlan:
    copied: tuple[Copied, ...]
    people: dict[str, StaffRow]
    windows: dict[str, WindowRow]

    @property
    def comes(self) -> tuple[Copied, ...]:
        return tuple(each for each in self.copied if each.left_out is None)

    @property
    def stays(self) -> tuple[Copied, ...]:
        return tuple(each for each in self.copied if each.left_out is not None)


def plan_copy(
    session: Session, hall: HallRow, source: tuple[date, ...], target: tuple[date, ...], *, now: datetime
) -> CopyPlan:
    """What copying the days of one week into another comes to. Both are weeks from Monday on."""
    before = stored_week(session, hall, source)
    into = stored_week(session, hall, target, also=(row.staff_id for row in before.rows))
    shifts = [s for s in before.week.shifts if local_day(s.time.start, before.zone) in source]
    weeks = (target[0] - source[0]) // timedelta(weeks=1)
    return CopyPlan(
        copy_week(shifts, into.week, weeks=weeks, now=now),
        {row.no: row for row in into.people.values()},
        {row.code: row for row in into.windows},
    )


def apply_copy(
    session: Session, hall: HallRow, source: tuple[date, ...], target: tuple[date, ...], *, by: Reviewer, now: datetime
) -> CopyPlan:
    """Plan it again and put in what comes along, in the caller's transaction."""
    session.exec(select(HallRow.id).where(HallRow.id == hall.id).with_for_update()).one()
    plan = plan_copy(session, hall, source, target, now=now)
    for each in plan.comes:
        shift = each.shift
        window = plan.windows[shift.window] if shift.window is not None else None
        told = NewShift(hall, plan.people[shift.staff], window, shift.time, shift.breaks)
        put_shift(session, told, by=by, now=now)
    audit(
        session, at=now, actor=by.login, action="roster.copied", entity="hall", entity_id=hall.id,
        source=name_of_week(source[0]), target=name_of_week(target[0]), made=len(plan.comes), left_out=len(plan.stays),
    )  # fmt: skip
    return plan
