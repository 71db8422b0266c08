"""Appeals with the names behind their ids: those that somebody may see, page by page, and one alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlmodel import Session, col, or_, select

from api.auth.access import Sight
from api.cases.appealing import no_such_appeal
from api.cases.case import Case, cases_of, refuse_blind
from models.tables import AppealRow, AppealStatus, DecisionRow, HallRow, UserRow, ViolationRow


@dataclass(frozen=True, slots=True)
class AppealCase:
    """An appeal, what it is about, and the decision that it is against."""

    row: AppealRow
    case: Case
    decision: DecisionRow
    people: dict[UUID, UserRow]
    """Log-ins by their ids: who lodged it, who decided first, who decided on it."""

    @property
    def first_decider(self) -> UserRow:
        return self.people[self.decision.user_id]

    @property
    def decider(self) -> UserRow | None:
        return self.people[self.row.decided_by] if self.row.decided_by else None


@dataclass(frozen=True, slots=True)
class AppealFilters:
    """What a list is narrowed to; nothing given means all that may be seen."""

    status: AppealStatus | None = None
    hall: str | None = None
    staff_id: UUID | None = None
    """The person concerned."""


def list_appeals(
    session: Session,
    sight: Sight,
    filters: AppealFilters,
    *,
    limit: int,
    after: UUID | None = None,
    order: Literal["latest", "due"] = "latest",
) -> tuple[list[AppealCase], UUID | None]:
    """A page, the latest lodged first, or the first due; and where the next one goes on, for `latest` alone."""
    by = [col(AppealRow.id).desc()] if order == "latest" else [col(AppealRow.due_at), col(AppealRow.id)]
    query = (
        select(AppealRow)
        .join(ViolationRow, col(ViolationRow.id) == col(AppealRow.violation_id))
        .join(HallRow, col(HallRow.id) == col(ViolationRow.hall_id))
        .order_by(*by)
    )
    if not sight.everything:
        seen = col(ViolationRow.hall_id).in_(list(sight.hall_ids))
        query = query.where(or_(seen, ViolationRow.staff_id == sight.staff_id) if sight.staff_id else seen)
    if sight.blind_to:
        query = query.where(col(AppealRow.violation_id).not_in(sight.blind_to))
    if filters.status is not None:
        query = query.where(AppealRow.status == filters.status)
    if filters.hall is not None:
        query = query.where(HallRow.code == filters.hall)
    if filters.staff_id is not None:
        query = query.where(ViolationRow.staff_id == filters.staff_id)
    if after is not None:
        query = query.where(col(AppealRow.id) < after)
    rows = session.exec(query.limit(limit + 1)).all()
    found = appeal_cases(session, rows[:limit])
    return found, found[-1].row.id if len(rows) > limit else None


def visible_appeal(session: Session, sight: Sight, appeal_id: UUID) -> AppealCase:
    """Raises Problem 404 alike for one that is not there and one that is none of somebody's business; 409
    `second-opinion-first`."""
    row = session.get(AppealRow, appeal_id)
    found = appeal_cases(session, [row]) if row is not None else []
    if row is None or not found or not sight.record(found[0].case.row.hall_id, found[0].case.row.staff_id):
        raise no_such_appeal()
    refuse_blind(sight, row.violation_id)
    return found[0]


def appeal_cases(session: Session, rows: Sequence[AppealRow]) -> list[AppealCase]:
    """In the order given, by one query for each table."""
    if not rows:
        return []
    wanted = [row.violation_id for row in rows]
    violations = session.exec(select(ViolationRow).where(col(ViolationRow.id).in_(wanted))).all()
    cases = {case.row.id: case for case in cases_of(session, violations)}
    against = select(DecisionRow).where(col(DecisionRow.id).in_([row.decision_id for row in rows]))
    decisions = {decision.id: decision for decision in session.exec(against).all()}
    ids = {decision.user_id for decision in decisions.values()} | {row.user_id for row in rows}
    ids |= {row.decided_by for row in rows if row.decided_by is not None}
    people = {user.id: user for user in session.exec(select(UserRow).where(col(UserRow.id).in_(ids))).all()}
    return [AppealCase(row, cases[row.violation_id], decisions[row.decision_id], people) for row in rows]
