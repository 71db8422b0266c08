"""Noting that somebody has read notices of theirs: one unit of work each."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from api.auth.access import Person
from api.database import writing_to
from api.notices.shown import account_of
from api.problems import Problem
from conduct.telling.inbox import Notice, find_notice, mark_read, mark_read_up_to


def read_one(engine: Engine, person: Person, notice_id: UUID, now: datetime) -> datetime:
    """Since when it is read. Raises Problem 404."""
    with writing_to(engine) as session:
        return mark_read(session, account_of(person), _own(session, person, notice_id), now=now)


def read_up_to(engine: Engine, person: Person, notice_id: UUID, now: datetime) -> int:
    """This one and all that are older; returns how many were unread. Raises Problem 404."""
    with writing_to(engine) as session:
        return mark_read_up_to(session, account_of(person), _own(session, person, notice_id), now=now)


def _own(session: Session, person: Person, notice_id: UUID) -> Notice:
    notice = find_notice(session, account_of(person), notice_id)
    if notice is None:
        raise Problem(404, "not-found", "There is no such notice among yours.")
    return notice
