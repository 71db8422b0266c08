"""Who may search the audit trail, and what of it somebody is not to know yet."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from api.auth.access import Person
from api.cases.sight import sight_now
from api.problems import invalid
from models.tables import HallRow, Role

SEARCHERS = (Role.admin, Role.auditor)
"""Not human resources: what they look at and change is in it as well."""


def hall_of(session: Session, code: str | None) -> UUID | None:
    """Raises Problem 422 for a hall that is none."""
    if code is None:
        return None
    found = session.exec(select(HallRow.id).where(HallRow.code == code)).first()
    if found is None:
        raise invalid("hall", f"there is no hall {code}")
    return found


def hidden_from(session: Session, person: Person, now: datetime) -> frozenset[UUID]:
    """Violations on which somebody is asked for a second opinion: what was said of them first is not shown before."""
    return sight_now(session, person, now).blind_to
