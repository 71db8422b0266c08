"""What adopting a pack from a day on would reach: days judged by it that have begun, cases, months that are locked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from conduct.judging.judged import last_judged_day
from conduct.judging.touched import days_as_time
from models.tables import (
    AppraisalMonthRow,
    HallRow,
    MonthState,
    ShiftRow,
    ViolationRow,
    ViolationStatus,
)
from models.values.local_time import local_day

ONE_DAY = timedelta(days=1)
WAITING = (ViolationStatus.pending, ViolationStatus.appealed)
UNTOUCHED = (ViolationStatus.withdrawn, ViolationStatus.watched, ViolationStatus.explained)


@dataclass(frozen=True, slots=True)
class Reach:
    """`today` is the earliest one of the halls. All counts are of the first day and later."""

    first_day: date
    today: date
    judged: date | None
    """The last day that was judged already: no pack takes its place, and this one can hold from the day after on."""
    past_days: tuple[date, ...]
    """The days before today on which anybody was rostered: they would be judged by this pack, late."""
    hall_days: int
    """The same, each hall counted."""
    waiting: int
    """Cases that wait for a verdict or an appeal."""
    decided: int
    locked_months: tuple[str, ...]
    """They stay as they are; what would be different there stands in the next month as an adjustment."""

    @property
    def is_backwards(self) -> bool:
        """Whether it begins before today, so that somebody is to say that this is meant."""
        return self.first_day < self.today

    @property
    def possible_from(self) -> date:
        return self.judged + ONE_DAY if self.judged is not None else self.first_day

    def __str__(self) -> str:
        locked = f"; locked and staying as they are: {', '.join(self.locked_months)}" if self.locked_months else ""
        span = f" ({self.past_days[0]} to {self.past_days[-1]})" if self.past_days else ""
        return (
            f"{self.first_day} lies before today, {self.today}; days with a roster that it would judge: "
            f"{len(self.past_days)}{span}; cases since then: {self.waiting} waiting, {self.decided} decided{locked}"
        )


def today_at_halls(session: Session, now: datetime) -> date:
    """By the halls' own clocks; of several the earliest day, so that nothing is said to hold before it does."""
    zones = set(session.exec(select(HallRow.timezone)).all())
    return min((local_day(now, ZoneInfo(zone)) for zone in zones), default=now.date())


def reach_of(session: Session, first_day: date, *, now: datetime) -> Reach:
    """What adopting any pack from this day on would reach."""
    today = today_at_halls(session, now)
    days = _rostered(session, first_day, today - ONE_DAY) if first_day < today else set[tuple[UUID, date]]()
    counts = dict(
        session.exec(
            select(ViolationRow.status, func.count(col(ViolationRow.id)))
            .where(ViolationRow.day >= first_day, col(ViolationRow.status).not_in(UNTOUCHED))
            .group_by(ViolationRow.status)
        ).all()
    )
    waiting = sum(counts.get(status, 0) for status in WAITING)
    locked = select(AppraisalMonthRow.month).where(
        AppraisalMonthRow.state == MonthState.locked, AppraisalMonthRow.month >= f"{first_day:%Y-%m}"
    )
    return Reach(
        first_day=first_day,
        today=today,
        judged=last_judged_day(session, first_day),
        past_days=tuple(sorted({day for _, day in days})),
        hall_days=len(days),
        waiting=waiting,
        decided=sum(counts.values()) - waiting,
        locked_months=tuple(sorted(set(session.exec(locked).all()))),
    )


def _rostered(session: Session, first_day: date, last_day: date) -> set[tuple[UUID, date]]:
    found: set[tuple[UUID, date]] = set()
    for hall_id, timezone in session.exec(select(HallRow.id, HallRow.timezone)).all():
        zone = ZoneInfo(timezone)
        span = days_as_time(first_day, last_day, zone)
        starts = session.exec(
            select(ShiftRow.start).where(
                ShiftRow.hall_id == hall_id, ShiftRow.start >= span.start, ShiftRow.start < span.end
            )
        ).all()
        found.update((hall_id, local_day(start, zone)) for start in starts)
    return found
