"""How many cases of each hall's month wait for a verdict, or for the end of an appeal."""

from collections import defaultdict
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from conduct.months.halls import OpenCases
from conduct.months.span import month_span
from models.tables import HallRow, ViolationRow, ViolationStatus

WAITING = (ViolationStatus.pending, ViolationStatus.appealed)


def open_cases_of(session: Session, month: str) -> dict[str, OpenCases]:
    """By the code of the hall, by whose clock the month is meant; halls where nothing waits are left out."""
    zones: dict[str, dict[UUID, str]] = defaultdict(dict)
    for id_, code, timezone in session.exec(select(HallRow.id, HallRow.code, HallRow.timezone)).all():
        zones[timezone][id_] = code
    found: dict[str, OpenCases] = {}
    for timezone, codes in zones.items():
        counts = _counts(session, month, ZoneInfo(timezone))
        for id_, code in codes.items():
            reviews, appeals = (counts.get((id_, status), 0) for status in WAITING)
            if reviews or appeals:
                found[code] = OpenCases(reviews, appeals)
    return found


def _counts(session: Session, month: str, zone: ZoneInfo) -> dict[tuple[UUID, ViolationStatus], int]:
    v, span = ViolationRow, month_span(month, zone)
    waiting = (
        select(v.hall_id, v.status, func.count())
        .where(col(v.status).in_(WAITING), v.start >= span.start, v.start < span.end)
        .group_by(col(v.hall_id), col(v.status))
    )
    return {(hall_id, ViolationStatus(status)): count for hall_id, status, count in session.exec(waiting).all()}
