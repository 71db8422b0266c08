"""A violation with the names behind its ids, and whether somebody may see it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from api.auth.access import Sight
from api.problems import Problem
from models.tables import EvidenceRow, HallRow, StaffRow, ViolationRow, WindowRow
from models.values.interval import Interval

Row = TypeVar("Row", HallRow, WindowRow, StaffRow)


@dataclass(frozen=True, slots=True)
class Case:
    row: ViolationRow
    hall: HallRow
    window: WindowRow | None
    staff: StaffRow | None
    evidence: tuple[EvidenceRow, ...]
    """By the time taken."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.hall.timezone)

    def time(self, now: datetime) -> Interval:
        """From its start to its end, or to `now` while it goes on."""
        return Interval(self.row.start, self.row.end or max(now, self.row.start))


def cases_of(session: Session, rows: Sequence[ViolationRow]) -> list[Case]:
    """In the order given, by one query for each table."""
    halls = _by_id(session, HallRow, (row.hall_id for row in rows))
    windows = _by_id(session, WindowRow, (row.window_id for row in rows))
    staff = _by_id(session, StaffRow, (row.staff_id for row in rows))
    evidence: defaultdict[UUID, list[EvidenceRow]] = defaultdict(list)
    kept = select(EvidenceRow).where(col(EvidenceRow.violation_id).in_([row.id for row in rows]))
    for each in session.exec(kept.order_by(col(EvidenceRow.taken_at), col(EvidenceRow.id))).all():
        evidence[each.violation_id].append(each)
    return [
        Case(
            row=row,
            hall=halls[row.hall_id],
            window=windows[row.window_id] if row.window_id else None,
            staff=staff[row.staff_id] if row.staff_id else None,
            evidence=tuple(evidence[row.id]),
        )
        for row in rows
    ]


def visible_case(session: Session, sight: Sight, violation_id: UUID) -> Case:
    """Raises Problem 404 alike for one that is not there and one that is none of somebody's business."""
    row = session.get(ViolationRow, violation_id)
    if row is None or not sight.record(row.hall_id, row.staff_id):
        raise no_such_violation()
    refuse_blind(sight, violation_id)
    return cases_of(session, [row])[0]


def refuse_blind(sight: Sight, violation_id: UUID) -> None:
    """Raises Problem 409 `second-opinion-first`."""
    if violation_id in sight.blind_to:
        where = f"/api/v1/second-opinions/{violation_id}"
        raise Problem(409, "second-opinion-first", f"You are asked for a second opinion: give it first, at {where}.")


def no_such_violation() -> Problem:
    return Problem(404, "not-found", "There is no such violation among those that you may see.")


def _by_id(session: Session, table: type[Row], ids: Iterable[UUID | None]) -> dict[UUID, Row]:
    wanted = {id_ for id_ in ids if id_ is not None}
    rows = session.exec(select(table).where(col(table.id).in_(wanted))).all() if wanted else ()
    return {row.id: row for row in rows}
