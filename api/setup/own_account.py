"""What everybody does to their own log-in: their password, their sessions, tokens for their programs."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, delete, select

from api.auth.access import Person
from api.auth.passwords import check_password
from api.auth.throttle import Throttle
from api.auth.tokens import make_token
from api.database import reading_from, writing_to
from api.setup.account_changes import end_sessions
from api.setup.accounts import AccountError
from api.setup.passwords import check_choice, chosen
from conduct.auditing.trail import audit
from conduct.words import N_
from models.tables import PersonalTokenRow, SessionRow, UserRow

TOKEN_DAYS_MAX = 366
NAME_CHARACTERS_MAX = 100


def change_own_password(
    engine: Engine,
    throttle: Throttle,
    person: Person,
    *,
    old: str,
    new: str,
    again: str,
    address: str,
    now: datetime,
) -> None:
    """Set one's own password, showing the present one; one's other sessions end. Raises AccountError.

    Takes the engine and not a session: hashing takes a tenth of a second, in which no lock may be held.
    """
    with reading_from(engine) as session:
        kept_hash = session.get_one(UserRow, person.user_id).password_hash
    if throttle.attempt(person.login, address, now, password_kept=kept_hash) > 0:
        raise AccountError(N_("too many attempts failed: wait a few minutes"), "old")
    if not check_password(old, kept_hash):
        raise AccountError(N_("this is not your present password"), "old")
    throttle.succeeded(person.login, address, password_kept=kept_hash)
    check_choice(new, login=person.login, field="new")
    if new != again:
        raise AccountError(N_("the two new passwords differ"), "again")
    if new == old:
        raise AccountError(N_("the new password is the old one"), "new")
    password = chosen(new)
    with writing_to(engine) as session:
        user = session.get_one(UserRow, person.user_id)
        user.password_hash, user.must_change_password = password.kept_hash, False
        audit(
            session, at=now, actor=person.login, action="user.password-changed", entity="user", entity_id=user.id,
            login=user.login,
        )  # fmt: skip
        here = session.get(SessionRow, person.session_id) if person.session_id else None
        end_sessions(session, user, by=person.login, now=now, but=here)


def end_own_session(session: Session, person: Person, session_id: UUID, *, now: datetime) -> None:
    """End one of one's own sessions; another person's, or one that is over, is left as it is."""
    own = delete(SessionRow).where(col(SessionRow.id) == session_id, col(SessionRow.user_id) == person.user_id)
    if session.exec(own).rowcount:
        audit(
            session, at=now, actor=person.login, action="user.session-ended", entity="user",
            entity_id=person.user_id, login=person.login,
        )  # fmt: skip


def add_token(session: Session, user: UserRow, name: str, *, days: float, by: str, now: datetime) -> str:
    """Make a personal token for somebody's program and return it; it is kept nowhere. Raises AccountError."""
    if not name.strip() or len(name) > NAME_CHARACTERS_MAX:
        raise AccountError(N_("say in up to {n} characters what the token is for"), "name", n=NAME_CHARACTERS_MAX)
    made = make_token(user.id, name, lasts=timedelta(days=days), now=now)
    session.add(made.row)
    audit(
        session, at=now, actor=by, action="token.made", entity="personal_token", entity_id=made.row.id,
        login=user.login, name=name,
    )  # fmt: skip
    return made.text


def revoke_own_token(session: Session, person: Person, token_id: UUID, *, now: datetime) -> None:
    """Let one of one's own tokens open nothing any more; any other is left as it is."""
    mine = select(PersonalTokenRow).where(
        PersonalTokenRow.id == token_id, PersonalTokenRow.user_id == person.user_id,
        col(PersonalTokenRow.revoked_at).is_(None),
    )  # fmt: skip
    row = session.exec(mine).first()
    if row is None:
        return
    row.revoked_at = now
    audit(
        session, at=now, actor=person.login, action="token.revoked", entity="personal_token", entity_id=row.id,
        login=person.login, name=row.name,
    )  # fmt: skip
