"""A person's verdict on a violation, and taking it back: one unit of work each, safe against two at once."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, select

from api.auth.access import Person, sight_of
from api.cases.case import no_such_violation, refuse_blind
from api.cases.sight import sight_now
from api.database import writing_to
from api.problems import FieldError, Problem
from conduct.review.report_withdrawal import withdraw_report
from conduct.review.violations import TAKE_BACK, Refused, decide, take_back
from models.tables import Role, Verdict, ViolationRow, ViolationStatus

DECIDERS = (Role.supervisor, Role.admin)
REASON_LENGTH_MAX = 2000
STATUS_OF_REFUSAL = {
    "own-violation": 403, "own-report": 403, "not-your-decision": 403, "already-decided": 409, "in-watch": 409,
    "too-late": 409, "found-unclear": 403, "not-about-you": 403, "own-decision": 403, "not-your-appeal": 403,
    "not-your-report": 403, "not-reported": 409, "not-confirmed": 409, "already-appealed": 409, "appeal-decided": 409,
    "appeal-too-late": 409, "not-open": 409,
}  # fmt: skip
"""Of every refusal that a step of a violation's life can meet."""


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
    """Raises Problem: 404, 403 `own-violation`, `found-unclear`, 409 `already-decided`, 422 `reason-missing`."""
    reason = reason.strip() if verdict is Verdict.unclear else given_reason(reason)
    with writing_to(engine) as session:
        row = locked_violation(session, by, violation_id)
        refuse_blind(sight_now(session, by, now, about=violation_id), violation_id)
        with refusals_as_problems():
            made = decide(session, row, by=by.reviewer, verdict=verdict, reason=reason, now=now)
        return Decided(row.id, row.status, made.verdict, made.reason, made.at, made.at + TAKE_BACK)


def take_back_decision(engine: Engine, by: Person, violation_id: UUID, now: datetime) -> ViolationStatus:
    """Raises Problem: 404, 403 `not-your-decision`, 409 `too-late`, `appeal-decided`."""
    with writing_to(engine) as session:
        row = locked_violation(session, by, violation_id)
        with refusals_as_problems():
            take_back(session, row, by=by.reviewer, now=now)
        return row.status


def withdraw_own_report(engine: Engine, by: Person, violation_id: UUID, reason: str, now: datetime) -> ViolationStatus:
    """Raises Problem: 404, 403 `not-your-report`, 409 `not-reported`, `already-decided`, 422 `reason-missing`."""
    reason = given_reason(reason)
    with writing_to(engine) as session:
        row = locked_violation(session, by, violation_id)
        with refusals_as_problems():
            withdraw_report(session, row, by.reviewer, reason, now)
        return row.status


def locked_violation(session: Session, by: Person, violation_id: UUID) -> ViolationRow:
    """A violation that nobody else changes until this transaction ends. Raises Problem 404."""
    # On SQLite the transaction holds the write lock from its first statement on, and FOR UPDATE is left out.
    row = session.exec(select(ViolationRow).where(ViolationRow.id == violation_id).with_for_update()).first()
    if row is None or not sight_of(by).record(row.hall_id, row.staff_id):
        raise no_such_violation()
    return row


def given_reason(given: str, field: str = "reason") -> str:
    """The words of a field that may not be blank. Raises Problem 422 `reason-missing`."""
    words = given.strip()
    if not words:
        raise Problem(422, "reason-missing", "Say why.", errors=[FieldError(field, "is needed")])
    return words


@contextmanager
def refusals_as_problems() -> Generator[None]:
    """A step that is refused is a problem of the request."""
    try:
        yield
    except Refused as refused:
        raise Problem(STATUS_OF_REFUSAL[refused.code], refused.code, f"Refused: {refused}.") from None
