"""Logging in and out: sessions are rows, and browsers hold nothing but a random token."""

import hashlib
import logging
import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, delete, select
from starlette.responses import Response

from api.auth.access import Person
from api.auth.passwords import check_password, hash_password, needs_rehash
from api.auth.throttle import Throttle
from api.database import reading_from, writing_to
from api.problems import Problem
from models.tables import SessionRow, UserHallRow, UserRow

log = logging.getLogger(__name__)

COOKIE = "conduct_session"
TOKEN_BYTES = 32
BROWSER_CHARACTERS_MAX = 200


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A new session; `token` belongs in the cookie and is kept nowhere else."""

    token: str
    user_id: UUID
    expires_at: datetime


def log_in(
    engine: Engine,
    throttle: Throttle,
    login: str,
    password: str,
    address: str,
    now: datetime,
    hours: float,
    *,
    browser: str = "",
) -> LoggedIn:
    """Opens a session. Raises Problem 401 `wrong-login` (never saying which part), 429 `too-many-attempts`.

    Takes the engine and not a session: hashing takes a tenth of a second, in which no lock may be held.
    """
    with reading_from(engine) as session:
        user = session.exec(select(UserRow).where(UserRow.login == login, col(UserRow.retired_at).is_(None))).first()
        user_id, kept_hash = (user.id, user.password_hash) if user is not None else (None, None)
    wait = throttle.attempt(login, address, now, password_kept=kept_hash or "")
    if wait > 0:
        log.warning("log-in throttled login=%r address=%s", login, address)
        headers = [("Retry-After", str(math.ceil(wait)))]
        raise Problem(429, "too-many-attempts", "Too many attempts failed; try again later.", headers=headers)
    if not check_password(password, kept_hash) or user_id is None or kept_hash is None:
        log.warning("log-in failed login=%r address=%s", login, address)
        raise Problem(401, "wrong-login", "No such login with this password.")
    throttle.succeeded(login, address, password_kept=kept_hash)
    better_hash = hash_password(password) if needs_rehash(kept_hash) else None
    with writing_to(engine) as session:
        return _open(session, user_id, better_hash, now, timedelta(hours=hours), browser)


def log_out(engine: Engine, session_id: UUID | None) -> None:
    """End a session; a program with a personal token has none."""
    with writing_to(engine) as session:
        session.exec(delete(SessionRow).where(col(SessionRow.id) == session_id))


def person_with(session: Session, token: str, now: datetime) -> Person | None:
    """Whose session a token opens; None for one unknown or expired, and for somebody retired."""
    found = session.exec(
        select(SessionRow, UserRow)
        .join(UserRow, col(SessionRow.user_id) == col(UserRow.id))
        .where(SessionRow.token_sha256 == _sha256(token), col(SessionRow.expires_at) > now)
        .where(col(UserRow.retired_at).is_(None))
    ).first()
    if found is None:
        return None
    opened, user = found
    return person_of(session, user, session_id=opened.id, csrf=opened.csrf)


def person_of(session: Session, user: UserRow, *, session_id: UUID | None, csrf: str) -> Person:
    """Somebody known, with the halls that they look after."""
    halls = session.exec(select(UserHallRow.hall_id).where(UserHallRow.user_id == user.id))
    return Person(
        user_id=user.id,
        login=user.login,
        name=user.name,
        role=user.role,
        locale=user.locale,
        staff_id=user.staff_id,
        hall_ids=frozenset(halls),
        session_id=session_id,
        csrf=csrf,
        must_change_password=user.must_change_password and session_id is not None,
    )


def set_cookie(response: Response, logged_in: LoggedIn, hours: float, *, secure: bool) -> None:
    response.set_cookie(
        COOKIE, logged_in.token, max_age=round(hours * 3600), httponly=True, samesite="lax", secure=secure, path="/"
    )


def clear_cookie(response: Response, *, secure: bool) -> None:
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=secure, path="/")


def _open(
    session: Session, user_id: UUID, better_hash: str | None, now: datetime, lasts: timedelta, browser: str
) -> LoggedIn:
    session.exec(delete(SessionRow).where(col(SessionRow.expires_at) <= now))
    if better_hash is not None:
        session.get_one(UserRow, user_id).password_hash = better_hash
    token = secrets.token_urlsafe(TOKEN_BYTES)
    opened = SessionRow(
        token_sha256=_sha256(token),
        csrf=secrets.token_urlsafe(TOKEN_BYTES),
        user_id=user_id,
        created_at=now,
        expires_at=now + lasts,
        browser="".join(letter for letter in browser if letter.isprintable())[:BROWSER_CHARACTERS_MAX],
    )
    session.add(opened)
    return LoggedIn(token, user_id, opened.expires_at)


def _sha256(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
