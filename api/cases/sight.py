"""What somebody may see now: by their role and halls, less what they are to judge blind."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from api.auth.access import Person, Sight, sight_of
from conduct.review.second_choice import TIERS
from conduct.review.second_opinions import asked_of
from models.tables import ViolationRow


def sight_now(session: Session, person: Person, now: datetime, *, about: UUID | None = None) -> Sight:
    """`about`: of one case alone, which costs less."""
    sight = sight_of(person)
    if person.role not in TIERS:
        return sight
    asked = asked_of(session, person.user_id, now=now, about=about)
    return replace(sight, blind_to=frozenset(each.violation_id for each in asked))


def asked_about(session: Session, person: Person, staff_id: UUID, now: datetime) -> UUID | None:
    """A case of somebody on which this person is asked for a second opinion, whatever the first verdict was."""
    blind_to = sight_now(session, person, now).blind_to
    if not blind_to:
        return None
    cases = select(ViolationRow.id).where(col(ViolationRow.id).in_(blind_to), ViolationRow.staff_id == staff_id)
    return session.exec(cases.order_by(col(ViolationRow.start), col(ViolationRow.id)).limit(1)).first()
