"""A person's report, one unit of work, safe against the same one twice at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from api.auth.access import Person
from api.database import writing_to
from api.problems import FieldError, Problem
from api.roster.asking import hall_named, staff_named, window_named
from conduct.review.reports import Seen, report
from conduct.review.violations import Refused
from models.tables import Role

REPORTERS = (Role.supervisor, Role.admin)
NOTE_LENGTH_MAX = 1000
KEY_LENGTH_MAX = 200
STATUS_OF_REFUSAL = {"own-report": 403, "key-reused": 409}
FIELD_OF_REFUSAL = {
    "unknown-rule": "rule", "never-judged": "rule", "found-by-machine": "rule", "in-the-future": "at",
    "too-old": "at", "end-before-start": "end", "own-report": "staff", "not-of-this-hall": "staff",
}  # fmt: skip


def report_seen(
    engine: Engine,
    by: Person,
    *,
    hall: str,
    rule: str,
    at: datetime,
    end: datetime | None,
    note: str,
    window: str | None,
    staff: str | None,
    key: str | None,
    now: datetime,
) -> UUID:
    """The case's id. Raises Problem: 403 `own-report`, 409 `key-reused`, else 422."""

    def once() -> UUID:
        with writing_to(engine) as session:
            seen = _seen(session)
            try:
                return report(session, seen, by=by.reviewer, by_name=by.name, now=now).id
            except Refused as refused:
                raise problem_of(refused) from None

    def _seen(session: Session) -> Seen:
        row = hall_named(session, by, hall)
        return Seen(
            hall=row,
            rule=rule,
            start=at,
            end=end,
            note=note,
            window=window_named(session, row.id, window),
            staff=staff_named(session, staff) if staff is not None else None,
            key=key,
        )

    try:
        return once()
    except IntegrityError:
        # the same report came twice at once: by now the other one is stored
        return once()


def problem_of(refused: Refused) -> Problem:
    field = FIELD_OF_REFUSAL.get(refused.code)
    errors = [FieldError(field, str(refused))] if field else []
    return Problem(STATUS_OF_REFUSAL.get(refused.code, 422), refused.code, f"Refused: {refused}.", errors=errors)
