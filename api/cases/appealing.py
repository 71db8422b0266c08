"""The steps of an appeal as people take them: one unit of work each, safe against two at once."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, select

from api.auth.access import Person, sight_of
from api.cases.deciding import given_reason, locked_violation, refusals_as_problems
from api.database import writing_to
from api.problems import Problem
from conduct.appeal.steps import decide_appeal, lodge, take_back_appeal_decision, withdraw_appeal
from models.tables import AppealRow, AppealVerdict, Role, ViolationRow

APPELLANTS = (Role.staff, Role.supervisor, Role.hr, Role.admin)
"""Everybody who may be on the roster; auditors change nothing."""
APPEAL_DECIDERS = (Role.hr,)
Step = Callable[[Session, ViolationRow, AppealRow], None]


def lodge_appeal(engine: Engine, by: Person, violation_id: UUID, words: str, now: datetime) -> UUID:
    """The new appeal's id.

    Raises Problem: 404, 403 `not-about-you`, 409 `not-confirmed`, `already-appealed`, `appeal-decided`,
    `appeal-too-late`, 422 `reason-missing`.
    """
    words = given_reason(words, "words")
    with writing_to(engine) as session:
        row = locked_violation(session, by, violation_id)
        with refusals_as_problems():
            return lodge(session, row, by=by.reviewer, words=words, now=now).id


def decide_on_appeal(
    engine: Engine, by: Person, appeal_id: UUID, verdict: AppealVerdict, reason: str, now: datetime
) -> None:
    """Raises Problem: 404, 403 `own-violation`, `own-decision`, 409 `already-decided`, `not-open`, 422."""
    reason = given_reason(reason)

    def step(session: Session, row: ViolationRow, appeal: AppealRow) -> None:
        decide_appeal(session, row, appeal, by=by.reviewer, verdict=verdict, reason=reason, now=now)

    _take(engine, by, appeal_id, step)


def take_back_on_appeal(engine: Engine, by: Person, appeal_id: UUID, now: datetime) -> None:
    """Raises Problem: 404, 403 `not-your-decision`, 409 `too-late`, `not-open`."""
    _take(
        engine, by, appeal_id,
        lambda session, row, appeal: take_back_appeal_decision(session, row, appeal, by=by.reviewer, now=now),
    )  # fmt: skip


def withdraw_own_appeal(engine: Engine, by: Person, appeal_id: UUID, now: datetime) -> None:
    """Raises Problem: 404, 403 `not-your-appeal`, 409 `already-decided`, `not-open`."""
    _take(
        engine, by, appeal_id,
        lambda session, row, appeal: withdraw_appeal(session, row, appeal, by=by.reviewer, now=now),
    )  # fmt: skip


def no_such_appeal() -> Problem:
    return Problem(404, "not-found", "There is no such appeal among those that you may see.")


def _take(engine: Engine, by: Person, appeal_id: UUID, step: Step) -> None:
    with writing_to(engine) as session:
        violation_id = session.exec(select(AppealRow.violation_id).where(AppealRow.id == appeal_id)).first()
        # The violation is the lock of all that happens to it: two steps never wait for each other crosswise.
        query = select(ViolationRow).where(ViolationRow.id == violation_id).with_for_update()
        row = session.exec(query).first() if violation_id is not None else None
        if row is None or not sight_of(by).record(row.hall_id, row.staff_id):
            raise no_such_appeal()
        with refusals_as_problems():
            step(session, row, session.get_one(AppealRow, appeal_id))
