"""A month's appraisal from what is stored: gathering its inputs, computing, keeping, reading back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select

from conduct.adoption import policy_for
from conduct.appraise import Confirmed, Entry, appraise
from conduct.policy import Formula
from conduct.stored_month import StoredEntry, StoredLine
from conduct.stored_month import plain as plain
from models.tables import AppraisalRow, Approval, HallRow, ShiftRow, StaffRow, SwapRow, ViolationRow, ViolationStatus
from models.tables.base import new_id
from models.values.interval import Interval
from models.values.roster import Shift, Swap
from models.values.why import Why
from roster.duty import resolve

FETCHED = 500
"""Ids named in one statement; databases bound how many there may be."""


def month_days(month: str) -> tuple[date, date]:
    """The first and the last day of `YYYY-MM`. ValueError for anything else."""
    year, number = (int(part) for part in month.split("-"))
    first = date(year, number, 1)
    return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def month_span(month: str, timezone: ZoneInfo) -> Interval:
    """`YYYY-MM` as the instants from its first local midnight to the next month's."""
    first, last = month_days(month)
    after = last + timedelta(days=1)
    start = datetime(first.year, first.month, 1, tzinfo=timezone)
    return Interval(start.astimezone(UTC), datetime(after.year, after.month, 1, tzinfo=timezone).astimezone(UTC))


def draft_month(session: Session, month: str, *, now: datetime) -> tuple[Entry, ...]:
    """Compute everybody's month and keep it as a draft, in the caller's transaction; locked entries stay as they are.

    A month is the hall's: shifts and violations count by the clock of the hall where they happened, whichever hall
    their person belongs to. One entry for each person, by staff number, also for those whose stored one is locked.
    """
    numbers = dict(session.exec(select(StaffRow.id, StaffRow.no)).all())
    rostered: set[str] = set()
    confirmed: list[Confirmed] = []

    @cache
    def formula_on(day: date) -> Formula:
        return policy_for(session, day).formula

    for hall_id, timezone in session.exec(select(HallRow.id, HallRow.timezone)).all():
        zone = ZoneInfo(timezone)
        span = month_span(month, zone)
        rostered |= _rostered_in(session, hall_id, span, zone, numbers)
        confirmed += confirmed_in(session, span, numbers, [hall_id], formula_on=formula_on)
    policy = policy_for(session, month_days(month)[1])
    entries = appraise(month, rostered, confirmed, policy)
    staff_ids = {no: id_ for id_, no in numbers.items()}
    _drop_drafts_of_others(session, month, {staff_ids[e.staff] for e in entries})
    store(session, entries, staff_ids=staff_ids, pack_version=policy.version, now=now)
    return entries


def _rostered_in(
    session: Session, hall_id: UUID, span: Interval, timezone: ZoneInfo, numbers: Mapping[UUID, str]
) -> set[str]:
    """Everybody with a shift at the hall, after approved swaps, that starts in the span."""
    in_span = (ShiftRow.hall_id == hall_id, ShiftRow.start >= span.start, ShiftRow.start < span.end)
    rostered = set(session.exec(select(ShiftRow.staff_id).where(*in_span).distinct()).all())
    swaps = session.exec(
        select(SwapRow.from_staff_id, SwapRow.to_staff_id, SwapRow.start, SwapRow.end)
        .where(
            SwapRow.hall_id == hall_id,
            SwapRow.status == Approval.approved,
            SwapRow.start < span.end,
            SwapRow.end > span.start,
        )
        .order_by(col(SwapRow.requested_at), col(SwapRow.id))
    ).all()
    # Shift by shift only for those who gave any away: for all others it is enough that they have one.
    givers = {giver for giver, *_ in swaps}
    shifts = session.exec(
        select(ShiftRow.staff_id, ShiftRow.start, ShiftRow.end).where(*in_span, col(ShiftRow.staff_id).in_(givers))
    ).all()
    # Who works a shift does not depend on its window, and without one there is nothing else to resolve.
    duty = resolve(
        [Shift(numbers[staff_id], None, Interval(start, end)) for staff_id, start, end in shifts],
        swaps=[Swap(numbers[giver], numbers[taker], Interval(start, end)) for giver, taker, start, end in swaps],
        timezone=timezone,
    )
    return {numbers[id_] for id_ in rostered - givers} | {shift.staff for shift in duty.shifts}


def confirmed_in(
    session: Session,
    span: Interval,
    staff: Mapping[UUID, str],
    hall_ids: Iterable[UUID],
    *,
    formula_on: Callable[[date], Formula] | None = None,
) -> list[Confirmed]:
    """The confirmed violations with a person that start in the span, each with the formula of its day if asked for."""
    rows = session.exec(
        select(ViolationRow).where(
            col(ViolationRow.hall_id).in_(list(hall_ids)),
            ViolationRow.status == ViolationStatus.confirmed,
            col(ViolationRow.staff_id).is_not(None),
            ViolationRow.start >= span.start,
            ViolationRow.start < span.end,
        )
    ).all()
    return [
        Confirmed(r.rule, staff[r.staff_id], r.start, str(r.id), formula_on(r.day) if formula_on else None)
        for r in rows
        if r.staff_id
    ]


def store(
    session: Session, entries: Sequence[Entry], *, staff_ids: Mapping[str, UUID], pack_version: str, now: datetime
) -> None:
    """Keep computed entries, replacing a draft; a locked entry is left as it is."""
    if not entries:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(AppraisalRow)
    computed = ("base", "deducted", "score", "grade", "lines", "pack_version", "computed_at")
    insert = insert.on_conflict_do_update(
        index_elements=["month", "staff_id"],
        set_={name: insert.excluded[name] for name in computed},
        where=col(AppraisalRow.locked_at).is_(None),
    )
    rows = [_row(entry, staff_ids[entry.staff], pack_version, now) for entry in entries]
    session.flush()
    session.connection().execute(insert, rows)
    session.expire_all()  # the session may hold rows as they were


def _row(entry: Entry, staff_id: UUID, pack_version: str, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "month": entry.month,
        "staff_id": staff_id,
        "base": entry.base,
        "deducted": entry.deducted,
        "score": entry.score,
        "grade": entry.grade,
        "lines": [
            {
                "rule": line.rule,
                "points": str(line.points),
                "counted": str(line.counted),
                "start": line.start.isoformat(),
                "violation": line.reference,
                "why": line.why.as_json(),
            }
            for line in entry.lines
        ],
        "pack_version": pack_version,
        "computed_at": now,
    }


def _drop_drafts_of_others(session: Session, month: str, kept: set[UUID]) -> None:
    """Drop the drafts of those who no longer have a shift or a confirmed violation in the month."""
    stored = session.exec(
        select(AppraisalRow.id, AppraisalRow.staff_id).where(
            AppraisalRow.month == month, col(AppraisalRow.locked_at).is_(None)
        )
    ).all()
    left = [id_ for id_, staff_id in stored if staff_id not in kept]
    for i in range(0, len(left), FETCHED):
        session.exec(delete(AppraisalRow).where(col(AppraisalRow.id).in_(left[i : i + FETCHED])))


def entries_of(
    session: Session, month: str, *, after: str | None = None, limit: int | None = None
) -> tuple[StoredEntry, ...]:
    """What is stored of a month, by staff number; `after` is the staff number to go on behind."""
    query = (
        select(AppraisalRow, StaffRow, HallRow)
        .join(StaffRow, col(AppraisalRow.staff_id) == col(StaffRow.id))
        .join(HallRow, col(StaffRow.hall_id) == col(HallRow.id))
        .where(AppraisalRow.month == month)
        .order_by(col(StaffRow.no))
    )
    if after is not None:
        query = query.where(StaffRow.no > after)
    rows = session.exec(query.limit(limit)).all()
    return tuple(_entry(*row) for row in rows)


def _entry(row: AppraisalRow, person: StaffRow, hall: HallRow) -> StoredEntry:
    return StoredEntry(
        month=row.month,
        hall=hall.code,
        timezone=ZoneInfo(hall.timezone),
        staff=person.no,
        name=person.name,
        base=row.base,
        deducted=row.deducted,
        score=row.score,
        grade=row.grade,
        lines=tuple(_line(line) for line in row.lines),
        pack_version=row.pack_version,
        computed_at=row.computed_at,
        locked_at=row.locked_at,
    )


def _line(told: Mapping[str, Any]) -> StoredLine:
    return StoredLine(
        rule=told["rule"],
        points=Decimal(told["points"]),
        counted=Decimal(told["counted"]),
        start=datetime.fromisoformat(told["start"]),
        why=Why(told["why"]["code"], tuple(told["why"]["facts"].items())),
        violation=told["violation"],
    )
