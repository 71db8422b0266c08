"""A person's months one after the other: what each came to, and the ones in which there is nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select as any_select
from sqlmodel import Session, col, func, select

from conduct.months.computing import hall_at_the_time
from conduct.months.span import month_before
from conduct.rows import rows
from models.tables import AppraisalMonthRow, AppraisalRow, HallRow, StaffRow

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class MonthResult:
    """What one month came to for a person."""

    month: str
    base: Decimal
    deducted: Decimal
    score: Decimal
    grade: str


@dataclass(frozen=True, slots=True)
class MonthPlace:
    """A month on the way; `result` is None where the person has no entry that may be seen."""

    month: str
    result: MonthResult | None


def months_until(month: str, count: int = MONTHS_SHOWN) -> list[str]:
    """So many months in a row that end with this one, the first one first."""
    found = [month]
    while len(found) < count:
        found.append(month_before(found[-1]))
    return found[::-1]


def course_of(results: Iterable[MonthResult], months: Sequence[str]) -> tuple[MonthPlace, ...]:
    """The results in their places, months without one kept open."""
    by_month = {result.month: result for result in results}
    return tuple(MonthPlace(month, by_month.get(month)) for month in months)


def results_of(session: Session, staff: str, months: Sequence[str], where: Iterable[Any] = ()) -> list[MonthResult]:
    """What is stored of a person's months, of the version in hand each; `where` as for `entries_of`."""
    m, a = AppraisalMonthRow, AppraisalRow
    latest = dict(
        session.exec(select(m.month, func.max(m.version)).where(col(m.month).in_(months)).group_by(m.month)).all()
    )
    stored = (
        any_select(col(a.month), col(a.version), col(a.base), col(a.deducted), col(a.score), col(a.grade))
        .join(StaffRow, col(a.staff_id) == col(StaffRow.id))
        .join(HallRow, hall_at_the_time() == col(HallRow.id))
        .where(col(StaffRow.no) == staff, col(a.month).in_(months), *where)
        .order_by(col(a.month))
    )
    return [
        MonthResult(row.month, row.base, row.deducted, row.score, row.grade)
        for row in rows(session, stored)
        if row.version == latest.get(row.month, 1)
    ]
