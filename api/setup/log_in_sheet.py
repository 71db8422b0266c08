"""Log-ins for many people at once, each with a one-time password that is shown once and kept nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.database import reading_from, writing_to
from api.setup.accounts import AccountError, add_user
from api.setup.passwords import OneTime, one_time_for
from conduct.auditing.trail import audit
from conduct.words import N_
from models.tables import HallRow, Role, StaffRow, UserRow

AT_ONCE_MAX = 100
"""Of a tenth of a second of hashing each, two at a time: a sheet takes five seconds at most."""


@dataclass(frozen=True, slots=True)
class Strip:
    """What one person is handed."""

    staff_no: str
    name: str
    hall: str
    login: str
    password: str


def make_log_ins(engine: Engine, staff_ids: Sequence[UUID], *, by: str, now: datetime) -> list[Strip]:
    """A log-in for each of these people who has none, by their staff number; one audit row says for how many.

    Takes the engine and not a session: passwords are hashed before anything is locked. Raises AccountError.
    """
    if not 1 <= len(staff_ids) <= AT_ONCE_MAX:
        raise AccountError(N_("choose 1 to {n} people"), n=AT_ONCE_MAX)
    with reading_from(engine) as session:
        wanted = [staff.no for staff, _ in _lacking(session, staff_ids)]
    passwords = one_time_for(wanted)
    with writing_to(engine) as session:
        return _made(session, staff_ids, passwords, by=by, now=now)


def _made(
    session: Session, staff_ids: Sequence[UUID], passwords: Mapping[str, OneTime], *, by: str, now: datetime
) -> list[Strip]:
    strips: list[Strip] = []
    for staff, hall in _lacking(session, staff_ids):
        if (one := passwords.get(staff.no)) is None:
            continue  # has lost a log-in meanwhile
        login = _free_login(session, staff.no)
        add_user(
            session, login=login, name=staff.name, role=Role.staff, password=one.password, staff_no=staff.no,
            by=by, now=now,
        )  # fmt: skip
        strips.append(Strip(staff.no, staff.name, hall, login, one.text))
    audit(
        session, at=now, actor=by, action="users.sheet-made", entity="user", entity_id="*", log_ins=len(strips),
        logins=[strip.login for strip in strips],
    )  # fmt: skip
    return strips


def _lacking(session: Session, staff_ids: Sequence[UUID]) -> Sequence[tuple[StaffRow, str]]:
    has_one = select(UserRow.staff_id).where(col(UserRow.staff_id).is_not(None))
    query = (
        select(StaffRow, HallRow.name)
        .join(HallRow, col(HallRow.id) == col(StaffRow.hall_id))
        .where(col(StaffRow.id).in_(staff_ids), col(StaffRow.retired_at).is_(None), col(StaffRow.id).not_in(has_one))
    )
    return session.exec(query.order_by(col(StaffRow.no))).all()


def _free_login(session: Session, staff_no: str) -> str:
    """The staff number in small letters, with a figure behind it where somebody has that name already."""
    wanted = staff_no.lower()
    taken = set(session.exec(select(UserRow.login).where(col(UserRow.login).startswith(wanted, autoescape=True))).all())
    candidates = (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3)))
    return next(name for name in candidates if name not in taken)
