"""A month's appraisal from what is stored: gathering its inputs, computing, keeping."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from conduct.appraise import Confirmed, Entry
from models.tables import AppraisalRow, ViolationRow, ViolationStatus
from models.values.interval import Interval


def month_span(month: str, timezone: ZoneInfo) -> Interval:
    """`YYYY-MM` as the instants from its first local midnight to the next month's."""
    year, number = (int(part) for part in month.split("-"))
    after = (year + 1, 1) if number == 12 else (year, number + 1)
    first = datetime(year, number, 1, tzinfo=timezone)
    return Interval(first.astimezone(UTC), datetime(*after, 1, tzinfo=timezone).astimezone(UTC))


def confirmed_in(session: Session, span: Interval, staff: dict[UUID, str], hall_ids: Iterable[UUID]) -> list[Confirmed]:
    """The confirmed violations with a person that start in the span."""
    rows = session.exec(
        select(ViolationRow).where(
            col(ViolationRow.hall_id).in_(list(hall_ids)),
            ViolationRow.status == ViolationStatus.confirmed,
            col(ViolationRow.staff_id).is_not(None),
            ViolationRow.start >= span.start,
            ViolationRow.start < span.end,
        )
    ).all()
    return [Confirmed(r.rule, staff[r.staff_id], r.start, str(r.id)) for r in rows if r.staff_id is not None]


def plain(number: Decimal) -> int | float:
    """A decimal as the JSON number that people expect: 2, not 2.0."""
    return int(number) if number == number.to_integral_value() else float(number)


def store(
    session: Session, entries: Sequence[Entry], *, staff_ids: dict[str, UUID], pack_version: str, now: datetime
) -> None:
    """Keep computed entries, replacing a draft; a locked entry is left as it is."""
    months = {e.month for e in entries}
    known = {
        (row.month, row.staff_id): row
        for row in session.exec(select(AppraisalRow).where(col(AppraisalRow.month).in_(months))).all()
    }
    for entry in entries:
        row = known.get((entry.month, staff_ids[entry.staff]))
        if row is not None and row.locked_at is not None:
            continue
        told: dict[str, Any] = {
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
        if row is None:
            session.add(AppraisalRow(month=entry.month, staff_id=staff_ids[entry.staff], **told))
        else:
            row.tell(told)
