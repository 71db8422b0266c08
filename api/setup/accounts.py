"""Making log-ins, each step audited; `api.setup.account_changes` changes them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, select

from api.setup.passwords import NewPassword, chosen
from api.setup.refused import SetupRefused
from api.telling.addresses import mail_address
from conduct.auditing.trail import audit
from conduct.words import N_
from models.tables import HallRow, Role, SessionRow, StaffRow, UserHallRow, UserRow

LOGIN_CHARACTERS_MAX = 64


class AccountError(SetupRefused):
    """What cannot be done, in one line."""


def add_user(
    session: Session,
    *,
    login: str,
    name: str,
    role: Role,
    password: str | NewPassword,
    halls: Sequence[str] = (),
    staff_no: str | None = None,
    email: str | None = None,
    locale: str = "zh",
    by: str,
    now: datetime,
) -> UserRow:
    """Add a log-in; a supervisor needs a hall. Raises AccountError.

    A password given as text is hashed here, which takes a tenth of a second: where others write too, give it hashed.
    """
    if not login or len(login) > LOGIN_CHARACTERS_MAX or not login.isprintable() or login != login.strip():
        raise AccountError(N_("a log-in name has 1 to {n} characters"), "login", n=LOGIN_CHARACTERS_MAX)
    if not name.strip():
        raise AccountError(N_("a name is missing"), "name")
    if session.exec(select(UserRow.id).where(UserRow.login == login)).first() is not None:
        raise AccountError(N_("there is a log-in {login} already"), "login", login=login)
    known = halls_told(session, role, halls)
    new = chosen(password) if isinstance(password, str) else password
    user = UserRow(
        login=login, name=name, role=role, password_hash=new.kept_hash, must_change_password=new.one_time,
        staff_id=staff_told(session, staff_no), email=_checked(email), locale=locale,
    )  # fmt: skip
    session.add(user)
    session.flush()
    session.add_all(UserHallRow(user_id=user.id, hall_id=hall_id) for hall_id in known.values())
    audit(
        session, at=now, actor=by, action="user.added", entity="user", entity_id=user.id, login=login,
        role=role.value, halls=sorted(known),
    )  # fmt: skip
    return user


def set_password(session: Session, *, login: str, password: str | NewPassword, by: str, now: datetime) -> None:
    """Set a password anew and end the person's sessions. Raises AccountError."""
    user = user_named(session, login)
    new = chosen(password) if isinstance(password, str) else password
    user.password_hash, user.must_change_password = new.kept_hash, new.one_time
    session.exec(delete(SessionRow).where(col(SessionRow.user_id) == user.id))
    audit(
        session, at=now, actor=by, action="user.password-set", entity="user", entity_id=user.id, login=login,
        one_time=new.one_time,
    )  # fmt: skip


def set_email(session: Session, *, login: str, email: str | None, by: str, now: datetime) -> None:
    """Set where notices are mailed to; None for no mail. The address itself is not audited. Raises AccountError."""
    user = user_named(session, login)
    user.email = _checked(email)
    action = "user.email-set" if email is not None else "user.email-removed"
    audit(session, at=now, actor=by, action=action, entity="user", entity_id=user.id, login=login)


def user_named(session: Session, login: str) -> UserRow:
    """Raises AccountError."""
    user = session.exec(select(UserRow).where(UserRow.login == login)).first()
    if user is None:
        raise AccountError(N_("there is no log-in {login}"), login=login)
    return user


def halls_told(session: Session, role: Role, halls: Sequence[str]) -> Mapping[str, UUID]:
    """The halls of these codes. Raises AccountError."""
    if role == Role.supervisor and not halls:
        raise AccountError(N_("a supervisor needs a hall: name one or more"), "halls")
    known = {h.code: h.id for h in session.exec(select(HallRow).where(col(HallRow.code).in_(halls))).all()}
    for code in halls:
        if code not in known:
            raise AccountError(N_("there is no hall {hall}"), "halls", hall=code)
    return known


def staff_told(session: Session, staff_no: str | None) -> UUID | None:
    """Raises AccountError."""
    if staff_no is None:
        return None
    staff_id = session.exec(select(StaffRow.id).where(StaffRow.no == staff_no)).first()
    if staff_id is None:
        raise AccountError(N_("there is no staff {staff}"), "staff", staff=staff_no)
    return staff_id


def _checked(email: str | None) -> str | None:
    try:
        return mail_address(email) if email is not None else None
    except ValueError:
        raise AccountError(N_("{text} is no mail address as name@host"), "email", text=repr(email)) from None
