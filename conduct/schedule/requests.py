"""Leave and swaps: asked for before the fact (cc/1/17/2), decided by somebody whom they do not concern."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, or_, select

from conduct.auditing.trail import audit
from conduct.judging.touched import mark_of_person
from conduct.review.violations import Refused, Reviewer
from conduct.schedule.shifts import LENGTH_MAX
from models.tables import Approval, LeaveRow, ShiftRow, StaffRow, SwapRow
from models.values.interval import Interval

LEAVE_MAX = timedelta(days=400)
SWAP_MAX = timedelta(days=62)


def ask_leave(session: Session, staff: StaffRow, time: Interval, *, kind: str, by: Reviewer, now: datetime) -> LeaveRow:
    """Ask for leave, for oneself or (a supervisor's business) for somebody else.

    The fact is the first shift that the leave touches. For oneself it must lie ahead; a request entered for somebody
    else later than that is told by `after_the_fact`. Raises Refused: `bad-time`, `staff-retired`, `after-the-fact`,
    `already-asked`.
    """
    if not time or time.length > LEAVE_MAX:
        raise Refused("bad-time", f"leave ends after it starts, and lasts at most {LEAVE_MAX.days} days")
    _in_service(staff)
    fact = _fact(session, staff, time)
    _before_the_fact(fact, staff, by, now)
    same = select(LeaveRow.id).where(
        LeaveRow.staff_id == staff.id,
        LeaveRow.start == time.start,
        LeaveRow.end == time.end,
        LeaveRow.status != Approval.refused,
    )
    if session.exec(same).first() is not None:
        raise Refused("already-asked", "this leave was asked for before")
    row = LeaveRow(
        staff_id=staff.id,
        start=time.start,
        end=time.end,
        status=Approval.requested,
        kind=kind,
        requested_at=now,
        requested_by=by.login,
    )
    session.add(row)
    session.flush()
    _record(session, row, "leave.asked", by, now, staff=staff.no, after_the_fact=fact <= now)
    return row


def ask_swap(
    session: Session, giver: StaffRow, taker: StaffRow, time: Interval, *, by: Reviewer, now: datetime
) -> SwapRow:
    """Ask that `taker` works the shifts which `giver` has within `time`.

    The fact is the first of these shifts. Raises Refused: `bad-time`, `same-person`, `staff-retired`, `no-shift`,
    `several-halls`, `cuts-a-shift`, `after-the-fact`, `already-asked`.
    """
    if not time or time.length > SWAP_MAX:
        raise Refused("bad-time", f"a swap ends after it starts, and lasts at most {SWAP_MAX.days} days")
    if giver.id == taker.id:
        raise Refused("same-person", "nobody stands in for themselves")
    for each in (giver, taker):
        _in_service(each)
    shifts = _shifts(session, giver, time)
    refused = _why_not_swap(shifts, time)
    if refused is not None:
        raise refused
    fact = min(row.start for row in shifts)
    _before_the_fact(fact, giver, by, now)
    same = select(SwapRow.id).where(
        SwapRow.from_staff_id == giver.id,
        SwapRow.status != Approval.refused,
        # Of several swaps of one shift only the first would count.
        or_(*((col(SwapRow.start) <= row.start) & (col(SwapRow.end) >= row.end) for row in shifts)),
    )
    if session.exec(same).first() is not None:
        raise Refused("already-asked", "a swap of one of these shifts was asked for before")
    row = SwapRow(
        hall_id=shifts[0].hall_id,
        from_staff_id=giver.id,
        to_staff_id=taker.id,
        start=time.start,
        end=time.end,
        status=Approval.requested,
        requested_at=now,
        requested_by=by.login,
    )
    session.add(row)
    session.flush()
    told: dict[str, Any] = {"from_staff": giver.no, "to_staff": taker.no, "after_the_fact": fact <= now}
    _record(session, row, "swap.asked", by, now, **told)
    return row


def decide_leave(session: Session, row: LeaveRow, *, approve: bool, reason: str, by: Reviewer, now: datetime) -> None:
    """Approve or refuse. Raises Refused: `own-request`, `already-decided`."""
    _decide(session, row, "leave", concerned=(row.staff_id,), approve=approve, reason=reason, by=by, now=now)
    if approve:
        mark_of_person(session, row.staff_id, Interval(row.start, row.end), now=now)


def decide_swap(session: Session, row: SwapRow, *, approve: bool, reason: str, by: Reviewer, now: datetime) -> None:
    """Approve or refuse. Raises Refused: `own-request`, `already-decided`."""
    concerned = (row.from_staff_id, row.to_staff_id)
    _decide(session, row, "swap", concerned=concerned, approve=approve, reason=reason, by=by, now=now)
    if approve:
        for staff_id in concerned:
            mark_of_person(session, staff_id, Interval(row.start, row.end), now=now)


def after_the_fact(session: Session, row: LeaveRow | SwapRow) -> bool:
    """Whether it was asked for when the first shift that it touches had begun."""
    if row.requested_at is None or row.requested_at < row.start:
        return False
    staff_id = row.staff_id if isinstance(row, LeaveRow) else row.from_staff_id
    staff = session.get_one(StaffRow, staff_id)
    return _fact(session, staff, Interval(row.start, row.end)) <= row.requested_at


def why_not_decide_request(row: LeaveRow | SwapRow, concerned: Sequence[object], by: Reviewer) -> Refused | None:
    """Whether this reviewer may decide on this request now; pure."""
    if row.requested_by == by.login:
        return Refused("own-request", "nobody decides on what they asked for")
    if by.staff_id is not None and by.staff_id in concerned:
        return Refused("own-request", "nobody decides on what concerns themselves")
    if row.status != Approval.requested:
        return Refused("already-decided", f"this request is {row.status.value}")
    return None


def _decide(
    session: Session,
    row: LeaveRow | SwapRow,
    entity: str,
    *,
    concerned: Sequence[object],
    approve: bool,
    reason: str,
    by: Reviewer,
    now: datetime,
) -> None:
    refused = why_not_decide_request(row, concerned, by)
    if refused is not None:
        raise refused
    row.status = Approval.approved if approve else Approval.refused
    row.decided_at, row.decided_by, row.decision_reason = now, by.login, reason
    session.flush()
    _record(session, row, f"{entity}.{row.status.value}", by, now, reason=reason)


def _before_the_fact(fact: datetime, concerned: StaffRow, by: Reviewer, now: datetime) -> None:
    if by.staff_id == concerned.id and fact <= now:
        raise Refused("after-the-fact", "leave and swaps are asked for before the shift begins")


def _in_service(staff: StaffRow) -> None:
    if staff.retired_at is not None:
        raise Refused("staff-retired", f"{staff.no} no longer works here")


def _fact(session: Session, staff: StaffRow, time: Interval) -> datetime:
    """When the first shift within `time` begins to be touched."""
    return max(time.start, min((row.start for row in _shifts(session, staff, time)), default=time.start))


def _shifts(session: Session, staff: StaffRow, time: Interval) -> Sequence[ShiftRow]:
    return session.exec(
        select(ShiftRow)
        .where(
            ShiftRow.staff_id == staff.id,
            ShiftRow.start > time.start - LENGTH_MAX,
            ShiftRow.start < time.end,
            ShiftRow.end > time.start,
        )
        .order_by(col(ShiftRow.start))
    ).all()


def _why_not_swap(shifts: Sequence[ShiftRow], time: Interval) -> Refused | None:
    if not shifts:
        return Refused("no-shift", "whoever gives away has no shift in this time")
    if any(not time.covers(Interval(row.start, row.end)) for row in shifts):
        return Refused("cuts-a-shift", "a swap is of whole shifts, and this time cuts one")
    if len({row.hall_id for row in shifts}) > 1:
        return Refused("several-halls", "these shifts are in several halls; ask for each hall on its own")
    return None


def _record(
    session: Session, row: LeaveRow | SwapRow, action: str, by: Reviewer, now: datetime, **data: object
) -> None:
    entity, _, _ = action.partition(".")
    audit(
        session, at=now, actor=by.login, action=action, entity=entity, entity_id=row.id,
        start=row.start.isoformat(), end=row.end.isoformat(), **data,
    )  # fmt: skip
