"""A person's verdict on a violation, and taking it back: one unit of work each, safe against two at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, select

from api.auth.access import Person, sight_of
from api.cases.case import no_such_violation
from api.database import writing_to
from api.problems import FieldError, Problem
from conduct.violations import TAKE_BACK, Refused, Reviewer, decide, take_back
from models.tables import Role, Verdict, ViolationRow, ViolationStatus

DECIDERS = (Role.supervisor, Role.admin)
REASON_LENGTH_MAX = 2000
STATUS_OF_REFUSAL = {
    "own-violation": 403, "not-your-decision": 403, "already-decided": 409, "in-watch": 409, "too-late": 409,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as stored; it can be taken back until `until`."""

    violation_id: UUID
    status: ViolationStatus
    verdict: Verdict
    reason: str
    at: datetime
    until: datetime


def decide_case(
    engine: Engine, by: Person, violation_id: UUID, verdict: Verdict, reason: str, now: datetime
) -> Decided:
    """Raises Problem: 404, 403 `own-violation`, 409 `already-decided`, 422 `reason-missing`."""
    reason = reason.strip()
    if not reason and verdict is not Verdict.unclear:
        error = FieldError("reason", "is needed for every verdict but unclear")
        raise Problem(422, "reason-missing", "Say why.", errors=[error])
    with writing_to(engine) as session:
        row = _locked(session, by, violation_id)
        try:
            made = decide(session, row, by=_reviewer(by), verdict=verdict, reason=reason, now=now)
        except Refused as refused:
            raise _problem(refused) from None
        return Decided(row.id, row.status, made.verdict, made.reason, made.at, made.at + TAKE_BACK)


def take_back_decision(engine: Engine, by: Person, violation_id: UUID, now: datetime) -> ViolationStatus:
    """Raises Problem: 404, 403 `not-your-decision`, 409 `too-late`."""
    with writing_to(engine) as session:
        row = _locked(session, by, violation_id)
        try:
            take_back(session, row, by=_reviewer(by), now=now)
        except Refused as refused:
            raise _problem(refused) from None
        return row.status


def _locked(session: Session, by: Person, violation_id: UUID) -> ViolationRow:
    # On SQLite the transaction holds the write lock from its first statement on, and FOR UPDATE is left out.
    row = session.exec(select(ViolationRow).where(ViolationRow.id == violation_id).with_for_update()).first()
    if row is None or not sight_of(by).record(row.hall_id, row.staff_id):
        raise no_such_violation()
    return row


def _reviewer(person: Person) -> Reviewer:
    return Reviewer(person.user_id, person.login, person.staff_id)


def _problem(refused: Refused) -> Problem:
    return Problem(STATUS_OF_REFUSAL[refused.code], refused.code, f"Refused: {refused}.")
