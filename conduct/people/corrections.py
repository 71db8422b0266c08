"""A person's word against the record: a punch that is missing, or a mark that should not count.

What is approved becomes a fact beside the others (`conduct.judging.gather` adds the punch) or an excuse of the
violation; no punch that a reader delivered is ever changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from conduct.auditing.trail import audit
from conduct.judging.stale import REACH, mark_stale, touched_days
from conduct.review.violations import Refused, Reviewer, decide
from conduct.rules.adoption import policy_for
from models.tables import (
    AppraisalRow,
    Approval,
    CorrectionRow,
    HallRow,
    ShiftRow,
    StaffRow,
    SwapRow,
    Verdict,
    ViolationRow,
    ViolationStatus,
)
from models.values.interval import Interval
from models.values.local_time import local_day
from models.values.roster import Punch

PUNCH_KINDS = ("missing-in", "missing-out", "missed-punch")
"""What an approved punch puts right; each request tells of one time."""
MARK_KINDS = ("late", "early-leave", "absent")
"""Rules whose violation may be excused."""
KINDS = (*PUNCH_KINDS, *MARK_KINDS)
DEADLINE_DAYS = 7
"""Until how many calendar days after the shift's own a correction may be asked for."""
BADGE_PREFIX = "correction:"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks to be put right. `at` is when the person came or left, for a missing punch."""

    staff: StaffRow
    shift_start: datetime
    kind: str
    at: datetime | None
    reason: str


def ask(
    session: Session, asked: Asked, *, by: Reviewer, now: datetime, deadline_days: int = DEADLINE_DAYS
) -> CorrectionRow:
    """Keep a request until somebody decides.

    Raises Refused `no-such-shift`, `not-begun`, `too-late`, `month-locked`, `at-missing`, `at-not-wanted`,
    `at-out-of-bounds`, `already-asked`.
    """
    shift = shift_of(session, asked.staff.id, asked.shift_start)
    if shift is None:
        raise Refused("no-such-shift", "there is no shift of this person that starts then")
    hall = session.get_one(HallRow, shift.hall_id)
    zone = ZoneInfo(hall.timezone)
    day = local_day(shift.start, zone)
    refused = (
        _untimely(shift.start, day, zone, now=now, deadline_days=deadline_days)
        or _unfit(session, asked, shift, day, now)
        or _locked(session, asked.staff.id, day)
        or _repeated(session, asked, shift)
    )
    if refused is not None:
        raise refused
    row = CorrectionRow(
        hall_id=hall.id, staff_id=asked.staff.id, day=day, shift_start=shift.start, kind=asked.kind, at=asked.at,
        reason=asked.reason, requested_at=now, requested_by=by.login,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _record(session, row, "correction.requested", by.login, now, kind=row.kind, reason=row.reason)
    return row


def decide_correction(
    session: Session, row: CorrectionRow, *, by: Reviewer, approve: bool, reason: str, now: datetime
) -> None:
    """Approve or refuse; never by the person concerned, nor by whoever asked.

    Raises Refused `own-correction`, `own-request`, `already-decided`, `month-locked`, `nothing-to-excuse`.
    """
    refused = why_not_decide(row, by) or (_locked(session, row.staff_id, row.day) if approve else None)
    if refused is not None:
        raise refused
    if approve:
        _carry_out(session, row, by, reason, now)
    row.status = Approval.approved if approve else Approval.refused
    row.decided_at, row.decided_by, row.decision_reason = now, by.login, reason
    session.flush()
    _record(session, row, f"correction.{row.status.value}", by.login, now, kind=row.kind, reason=reason)


def why_not_decide(row: CorrectionRow, by: Reviewer) -> Refused | None:
    """Whether this reviewer may decide on this request now; pure."""
    if by.staff_id is not None and by.staff_id == row.staff_id:
        return Refused("own-correction", "nobody decides on a correction of their own")
    if by.login == row.requested_by:
        return Refused("own-request", "somebody else than who asked decides")
    if row.status != Approval.requested:
        return Refused("already-decided", f"this correction is {row.status.value} already")
    return None


def badge_of(staff: str) -> str:
    """What stands for a person's approved punches among the badges; no reader's punch is looked up by it."""
    return BADGE_PREFIX + staff


def approved_punches(session: Session, people: Iterable[tuple[UUID, str]], reach: Interval) -> tuple[Punch, ...]:
    """The punches that corrections add for these people (id and staff number)."""
    involved = dict(people)
    rows = session.exec(
        select(CorrectionRow.staff_id, CorrectionRow.at).where(
            col(CorrectionRow.staff_id).in_(list(involved)),
            CorrectionRow.status == Approval.approved,
            col(CorrectionRow.kind).in_(PUNCH_KINDS),
            col(CorrectionRow.at) >= reach.start,
            col(CorrectionRow.at) < reach.end,
        )
    ).all()
    return tuple(Punch(badge_of(involved[staff_id]), at) for staff_id, at in rows if at is not None)


def shift_of(session: Session, staff_id: UUID, start: datetime) -> ShiftRow | None:
    """The shift that a person was to work from then on: their own, or one taken over by an approved swap."""
    shifts = session.exec(select(ShiftRow).where(ShiftRow.start == start).order_by(col(ShiftRow.id))).all()
    worked = [(shift, _worker(session, shift)) for shift in shifts]
    return next((shift for shift, worker in worked if worker == staff_id), None)


def _worker(session: Session, shift: ShiftRow) -> UUID:
    swap = session.exec(
        select(SwapRow.to_staff_id)
        .where(
            SwapRow.hall_id == shift.hall_id,
            SwapRow.from_staff_id == shift.staff_id,
            SwapRow.status == Approval.approved,
            SwapRow.start <= shift.start,
            SwapRow.end >= shift.end,
        )
        .order_by(col(SwapRow.requested_at), col(SwapRow.id))
    ).first()
    return swap or shift.staff_id


def _untimely(start: datetime, day: date, zone: ZoneInfo, *, now: datetime, deadline_days: int) -> Refused | None:
    if now < start:
        return Refused("not-begun", "this shift has not begun")
    if now >= datetime.combine(day + timedelta(days=deadline_days + 1), time(), zone):
        return Refused("too-late", f"a correction may be asked for until {deadline_days} days after the shift's day")
    return None


def _unfit(session: Session, asked: Asked, shift: ShiftRow, day: date, now: datetime) -> Refused | None:
    if asked.kind in MARK_KINDS:
        return Refused("at-not-wanted", "only a missing punch has a time") if asked.at is not None else None
    if asked.at is None:
        return Refused("at-missing", "say at what time the punch is missing")
    limits = policy_for(session, day).limits
    first = shift.start - timedelta(minutes=limits.punch_before_min)
    last = shift.end + timedelta(minutes=limits.punch_after_min)
    if not first <= asked.at <= min(last, now):
        return Refused("at-out-of-bounds", "no punch of this shift can have been made then")
    return None


def _locked(session: Session, staff_id: UUID, day: date) -> Refused | None:
    locked = session.exec(
        select(AppraisalRow.id).where(
            AppraisalRow.staff_id == staff_id,
            AppraisalRow.month == f"{day:%Y-%m}",
            col(AppraisalRow.locked_at).is_not(None),
        )
    ).first()
    return Refused("month-locked", f"the month {day:%Y-%m} is locked") if locked else None


def _repeated(session: Session, asked: Asked, shift: ShiftRow) -> Refused | None:
    standing = session.exec(
        select(CorrectionRow.id).where(
            CorrectionRow.staff_id == asked.staff.id,
            CorrectionRow.shift_start == shift.start,
            CorrectionRow.kind == asked.kind,
            CorrectionRow.at == asked.at,
            CorrectionRow.status != Approval.refused,
        )
    ).first()
    return Refused("already-asked", "the same was asked before") if standing else None


def _carry_out(session: Session, row: CorrectionRow, by: Reviewer, reason: str, now: datetime) -> None:
    if row.kind in MARK_KINDS:
        violation = _pending(session, row)
        if violation is None:
            raise Refused("nothing-to-excuse", f"no violation of the rule {row.kind} is pending for this shift")
        decide(session, violation, by=by, verdict=Verdict.excuse, reason=reason, now=now)
        return
    at = row.at or row.shift_start
    for hall in _halls(session, row, at):
        mark_stale(session, hall.id, touched_days(session, hall, at, at), now=now)


def _pending(session: Session, row: CorrectionRow) -> ViolationRow | None:
    """The mark of this shift, of the several that a day may have."""
    shift = shift_of(session, row.staff_id, row.shift_start)
    if shift is None:
        return None
    return session.exec(
        select(ViolationRow)
        .where(
            ViolationRow.staff_id == row.staff_id,
            ViolationRow.rule == row.kind,
            ViolationRow.status == ViolationStatus.pending,
            ViolationRow.start < shift.end,
            or_(col(ViolationRow.end).is_(None), col(ViolationRow.end) > shift.start),
        )
        .order_by(col(ViolationRow.start))
        .with_for_update()
    ).first()


def _halls(session: Session, row: CorrectionRow, at: datetime) -> Sequence[HallRow]:
    """The shift's hall, and others for which the person is rostered around then."""
    shifts = select(ShiftRow.hall_id).where(
        ShiftRow.staff_id == row.staff_id, ShiftRow.start <= at + REACH, ShiftRow.end >= at - REACH
    )
    swaps = select(SwapRow.hall_id).where(
        SwapRow.to_staff_id == row.staff_id, SwapRow.start <= at + REACH, SwapRow.end >= at - REACH
    )
    query = select(HallRow).where(
        or_(HallRow.id == row.hall_id, col(HallRow.id).in_(shifts), col(HallRow.id).in_(swaps))
    )
    return session.exec(query).all()


def _record(session: Session, row: CorrectionRow, action: str, actor: str, now: datetime, **data: str) -> None:
    audit(
        session, at=now, actor=actor, action=action, entity="correction", entity_id=row.id,
        shift_start=row.shift_start.isoformat(), at_told=row.at.isoformat() if row.at else "", **data,
    )  # fmt: skip
