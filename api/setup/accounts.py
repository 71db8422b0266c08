"""Making log-ins, each step audited."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select

from api.auth.passwords import hash_password
from api.telling.addresses import mail_address
from conduct.auditing.trail import audit
from models.tables import HallRow, Role, SessionRow, StaffRow, UserHallRow, UserRow


class AccountError(ValueError):
    """What cannot be done, in one line."""


def add_user(
    session: Session,
    *,
    login: str,
    name: str,
    role: Role,
    password: str,
    halls: Sequence[str] = (),
    staff_no: str | None = None,
    email: str | None = None,
    by: str,
    now: datetime,
) -> UserRow:
    """Add a log-in; a supervisor needs a hall. Raises AccountError."""
    if session.exec(select(UserRow.id).where(UserRow.login == login)).first() is not None:
        raise AccountError(f"there is a log-in {login} already")
    if role == Role.supervisor and not halls:
        raise AccountError("a supervisor needs a hall (--hall)")
    known = {h.code: h.id for h in session.exec(select(HallRow).where(col(HallRow.code).in_(halls))).all()}
    for code in halls:
        if code not in known:
            raise AccountError(f"there is no hall {code}")
    staff_id = None
    if staff_no is not None:
        staff_id = session.exec(select(StaffRow.id).where(StaffRow.no == staff_no)).first()
        if staff_id is None:
            raise AccountError(f"there is no staff {staff_no}")
    user = UserRow(
        login=login, name=name, role=role, password_hash=hash_password(password), staff_id=staff_id,
        email=_checked(email),
    )  # fmt: skip
    session.add(user)
    session.flush()
    session.add_all(UserHallRow(user_id=user.id, hall_id=hall_id) for hall_id in known.values())
    audit(
        session, at=now, actor=by, action="user.added", entity="user", entity_id=user.id, login=login,
        role=role.value, halls=sorted(known),
    )  # fmt: skip
    return user


def set_password(session: Session, *, login: str, password: str, by: str, now: datetime) -> None:
    """Set a password anew and end the person's sessions. Raises AccountError."""
    user = session.exec(select(UserRow).where(UserRow.login == login)).first()
    if user is None:
        raise AccountError(f"there is no log-in {login}")
    user.password_hash = hash_password(password)
    session.exec(delete(SessionRow).where(col(SessionRow.user_id) == user.id))
    audit(session, at=now, actor=by, action="user.password-set", entity="user", entity_id=user.id, login=login)


def set_email(session: Session, *, login: str, email: str | None, by: str, now: datetime) -> None:
    """Set where notices are mailed to; None for no mail. The address itself is not audited. Raises AccountError."""
    user = session.exec(select(UserRow).where(UserRow.login == login)).first()
    if user is None:
        raise AccountError(f"there is no log-in {login}")
    user.email = _checked(email)
    action = "user.email-set" if email is not None else "user.email-removed"
    audit(session, at=now, actor=by, action=action, entity="user", entity_id=user.id, login=login)


def _checked(email: str | None) -> str | None:
    try:
        return mail_address(email) if email is not None else None
    except ValueError as error:
        raise AccountError(str(error)) from None
