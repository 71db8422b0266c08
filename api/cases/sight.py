"""What somebody may see now: by their role and halls, less what they are to judge blind."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from api.auth.access import Person, Sight, sight_of
from conduct.second_choice import TIERS
from conduct.second_opinions import asked_of


def sight_now(session: Session, person: Person, now: datetime) -> Sight:
    sight = sight_of(person)
    if person.role not in TIERS:
        return sight
    return replace(sight, blind_to=frozenset(each.violation_id for each in asked_of(session, person.user_id, now=now)))
