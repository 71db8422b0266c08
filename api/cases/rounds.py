"""Rounds of inspection as they are told, and finding one that somebody may see."""

import datetime as dt
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session, col, select

from api.auth.access import Sight
from api.cases.reporting import REPORTERS
from api.cases.rules import titles_of
from api.problems import Problem
from conduct.review.rounds import points_of
from conduct.review.violations import Refused
from conduct.rules.pack import Words
from models.tables import HallRow, InspectionRoundRow, PointOutcome, Role, UserRow

READERS = (*REPORTERS, Role.hr, Role.auditor)
STATUS_OF_REFUSAL = {"round-finished": 409, "reported-already": 409}
LISTED_MOST = 100


class ToldPoint(BaseModel):
    rule: str
    rule_title: Words
    outcome: PointOutcome
    at: datetime | None
    by: str | None
    violation: UUID | None


class ToldRound(BaseModel):
    """`looked_share`: part of the checklist that was looked at, 0 to 1."""

    id: UUID
    hall: str
    day: dt.date
    begun_at: datetime
    begun_by: str
    begun_by_name: str
    finished_at: datetime | None
    points: int
    looked_at: int
    found: int
    looked_share: float
    pack_version: str


class RoundInFull(ToldRound):
    checklist: list[ToldPoint]


def rounds_of(session: Session, sight: Sight, hall: str | None = None) -> list[InspectionRoundRow]:
    """The latest ones of the halls that somebody may see all of."""
    query = select(InspectionRoundRow).order_by(
        col(InspectionRoundRow.begun_at).desc(), col(InspectionRoundRow.id).desc()
    )
    if not sight.everything:
        query = query.where(col(InspectionRoundRow.hall_id).in_(list(sight.hall_ids)))
    if hall is not None:
        query = query.join(HallRow, col(HallRow.id) == col(InspectionRoundRow.hall_id)).where(HallRow.code == hall)
    return list(session.exec(query.limit(LISTED_MOST)).all())


def visible_round(session: Session, sight: Sight, round_id: UUID, *, lock: bool = False) -> InspectionRoundRow:
    """Raises Problem 404."""
    query = select(InspectionRoundRow).where(InspectionRoundRow.id == round_id)
    row = session.exec(query.with_for_update() if lock else query).first()
    if row is None or not sight.hall(row.hall_id):
        raise Problem(404, "not-found", "There is no such round among those that you may see.")
    return row


def told_round(session: Session, row: InspectionRoundRow) -> RoundInFull:
    titles = titles_of(session, row.pack_version)
    points = points_of(session, row.id)
    looked = [point for point in points if point.outcome is not PointOutcome.not_looked_at]
    named = session.exec(select(UserRow.name).where(UserRow.login == row.begun_by)).first()
    return RoundInFull(
        id=row.id,
        hall=session.get_one(HallRow, row.hall_id).code,
        day=row.day,
        begun_at=row.begun_at,
        begun_by=row.begun_by,
        begun_by_name=named or row.begun_by,
        finished_at=row.finished_at,
        points=len(points),
        looked_at=len(looked),
        found=sum(point.outcome is PointOutcome.found for point in points),
        looked_share=len(looked) / len(points) if points else 0.0,
        pack_version=row.pack_version,
        checklist=[
            ToldPoint(
                rule=point.rule, rule_title=titles.title(point.rule), outcome=point.outcome, at=point.at, by=point.by,
                violation=point.violation_id,
            )
            for point in points
        ],
    )  # fmt: skip


def problem_of(refused: Refused) -> Problem:
    return Problem(STATUS_OF_REFUSAL.get(refused.code, 422), refused.code, f"Refused: {refused}.")
