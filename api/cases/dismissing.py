"""Dismissing many cases at once, for one reason. Nothing else is done to many: blame is given one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine

from api.auth.access import Person
from api.cases.case import refuse_blind
from api.cases.deciding import given_reason, locked_violation
from api.cases.sight import sight_now
from api.database import writing_to
from api.problems import FieldError, Problem
from conduct.review.violations import Refused, decide
from models.tables import Verdict, ViolationStatus

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Dismissed:
    """What became of one of them; `code` is why it was not dismissed, and `status` None where it cannot be seen, or not
    yet."""

    violation_id: UUID
    status: ViolationStatus | None
    code: str | None = None


def dismiss_many(
    engine: Engine, by: Person, violation_ids: Sequence[UUID], reason: str, now: datetime
) -> tuple[Dismissed, ...]:
    """Dismiss those of the cases that may be, each with its outcome, in the order given. Raises Problem 422
    `none-chosen`, `reason-missing`.

    All in one transaction, each locked by the order of its id: two at once never wait for each other crosswise.
    """
    if not violation_ids:
        raise Problem(422, "none-chosen", "Name at least one.", errors=[FieldError("ids", "is empty")])
    reason = given_reason(reason)
    outcomes: dict[UUID, Dismissed] = {}
    with writing_to(engine) as session:
        sight = sight_now(session, by, now)
        for violation_id in sorted(set(violation_ids)):
            try:
                row = locked_violation(session, by, violation_id)
                refuse_blind(sight, violation_id)
            except Problem as problem:
                outcomes[violation_id] = Dismissed(violation_id, None, problem.code)
                continue
            try:
                decide(session, row, by=by.reviewer, verdict=Verdict.dismiss, reason=reason, now=now)
            except Refused as refused:
                outcomes[violation_id] = Dismissed(violation_id, row.status, refused.code)
                continue
            outcomes[violation_id] = Dismissed(violation_id, row.status)
    return tuple(outcomes[violation_id] for violation_id in dict.fromkeys(violation_ids))
