"""Changing log-ins: who somebody is, whether they may come in, and their open sessions. Each step is audited."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from api.setup.accounts import AccountError, halls_told, staff_told
from conduct.auditing.trail import audit
from conduct.words import N_
from models.tables import HallRow, PersonalTokenRow, Role, SessionRow, UserHallRow, UserRow


def change_user(
    session: Session,
    user: UserRow,
    *,
    name: str,
    role: Role,
    halls: Sequence[str],
    staff_no: str | None,
    locale: str,
    by: str,
    now: datetime,
) -> None:
    """Tell anew who somebody is. Raises AccountError, also where no administrator would be left."""
    if not name.strip():
        raise AccountError(N_("a name is missing"), "name")
    if role is not Role.admin:
        _keep_an_admin(session, user, "role")
    known = halls_told(session, role, halls)
    before = {**_told(user), "halls": sorted(_halls_of(session, user))}
    user.tell({"name": name, "role": role, "staff_id": staff_told(session, staff_no), "locale": locale})
    session.exec(delete(UserHallRow).where(col(UserHallRow.user_id) == user.id))
    session.add_all(UserHallRow(user_id=user.id, hall_id=hall_id) for hall_id in known.values())
    session.flush()
    after = {**_told(user), "halls": sorted(known)}
    changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    if changes:
        _audit(session, user, "user.changed", by, now, changes=changes)


def retire_user(session: Session, user: UserRow, *, by: str, now: datetime) -> None:
    """Let somebody in no more: their sessions end, their tokens open nothing, what they did stays theirs.

    Raises AccountError where no administrator would be left.
    """
    _keep_an_admin(session, user)
    if user.retired_at is not None:
        return
    user.retired_at = now
    _drop_sessions(session, user)
    _audit(session, user, "user.retired", by, now)


def bring_back_user(session: Session, user: UserRow, *, by: str, now: datetime) -> None:
    """Let somebody in again, with the password that they had."""
    if user.retired_at is None:
        return
    user.retired_at = None
    _audit(session, user, "user.brought-back", by, now)


def end_sessions(session: Session, user: UserRow, *, by: str, now: datetime, but: SessionRow | None = None) -> int:
    """End all open sessions of somebody, one perhaps excepted; returns how many. Their tokens stay."""
    ended = _drop_sessions(session, user, but)
    _audit(session, user, "user.sessions-ended", by, now, sessions=ended)
    return ended


def revoke_tokens(session: Session, user: UserRow, *, by: str, now: datetime) -> int:
    """Let none of somebody's personal tokens open anything any more; returns how many did."""
    mine = select(PersonalTokenRow).where(
        PersonalTokenRow.user_id == user.id, col(PersonalTokenRow.revoked_at).is_(None)
    )
    rows = session.exec(mine).all()
    for row in rows:
        row.revoked_at = now
    _audit(session, user, "user.tokens-revoked", by, now, tokens=len(rows))
    return len(rows)


def user_in_use(session: Session, login: str) -> UserRow:
    """Raises AccountError, also for a log-in that is closed."""
    user = session.exec(select(UserRow).where(UserRow.login == login, col(UserRow.retired_at).is_(None))).first()
    if user is None:
        raise AccountError(N_("there is no log-in {login}"), login=login)
    return user


def _keep_an_admin(session: Session, user: UserRow, field: str = "") -> None:
    """Locks who is an administrator, so that two of them cannot retire each other at once."""
    admins = select(UserRow).where(UserRow.role == Role.admin, col(UserRow.retired_at).is_(None))
    in_use = [row.id for row in session.exec(admins.order_by(col(UserRow.id)).with_for_update()).all()]
    if in_use == [user.id]:
        raise AccountError(N_("this is the last administrator: add another one first"), field)


def _drop_sessions(session: Session, user: UserRow, but: SessionRow | None = None) -> int:
    theirs = delete(SessionRow).where(col(SessionRow.user_id) == user.id)
    return session.exec(theirs.where(col(SessionRow.id) != but.id) if but else theirs).rowcount


def _halls_of(session: Session, user: UserRow) -> Sequence[str]:
    query = select(HallRow.code).join(UserHallRow, col(UserHallRow.hall_id) == col(HallRow.id))
    return session.exec(query.where(UserHallRow.user_id == user.id)).all()


def _told(user: UserRow) -> dict[str, Any]:
    staff = str(user.staff_id) if user.staff_id else None
    return {"name": user.name, "role": user.role.value, "staff": staff, "locale": user.locale}


def _audit(session: Session, user: UserRow, action: str, by: str, now: datetime, **data: Any) -> None:
    audit(session, at=now, actor=by, action=action, entity="user", entity_id=user.id, login=user.login, **data)
