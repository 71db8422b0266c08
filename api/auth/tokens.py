"""Personal tokens: a person's key for programs of their own, sent as `Authorization: Bearer`."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from api.auth.access import Person
from api.auth.sessions import person_of
from models.tables import PersonalTokenRow, UserRow

BEGINS = "scp_"
PREFIX_BYTES = 5
SECRET_BYTES = 32
NOTED_EVERY = timedelta(minutes=15)
"""A token's use is written down no oftener: its requests are many, and each would take the write lock."""


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token: `text` is shown once and kept nowhere, `row` is to be stored."""

    text: str
    row: PersonalTokenRow


def make_token(user_id: UUID, name: str, *, lasts: timedelta, now: datetime) -> MadeToken:
    prefix = secrets.token_hex(PREFIX_BYTES)
    text = f"{BEGINS}{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    row = PersonalTokenRow(
        user_id=user_id, name=name, prefix=prefix, sha256=_sha256(text), created_at=now, expires_at=now + lasts
    )
    return MadeToken(text, row)


def bearer_token(authorization: str | None) -> str | None:
    """The personal token in an Authorization header, if that is what it carries."""
    scheme, _, text = (authorization or "").partition(" ")
    text = text.strip()
    return text if scheme.lower() == "bearer" and text.startswith(BEGINS) else None


def person_with_token(session: Session, text: str, now: datetime) -> Person | None:
    """Whose token this is; None for one unknown, expired or revoked, and for somebody retired."""
    found = session.exec(
        select(PersonalTokenRow, UserRow)
        .join(UserRow, col(PersonalTokenRow.user_id) == col(UserRow.id))
        .where(PersonalTokenRow.prefix == _prefix(text), PersonalTokenRow.expires_at > now)
        .where(col(PersonalTokenRow.revoked_at).is_(None), col(UserRow.retired_at).is_(None))
    ).first()
    if found is None or not hmac.compare_digest(found[0].sha256, _sha256(text)):
        return None
    return person_of(session, found[1], session_id=None, csrf="")


def use_is_unnoted(session: Session, text: str, now: datetime) -> bool:
    """Whether that a token is used now is to be noted, which is done once in a while."""
    query = select(PersonalTokenRow.last_used_at).where(PersonalTokenRow.prefix == _prefix(text))
    noted = session.exec(query).first()
    return noted is None or now - noted > NOTED_EVERY


def note_use(session: Session, text: str, now: datetime) -> None:
    """Of a token that was let in."""
    row = session.exec(select(PersonalTokenRow).where(PersonalTokenRow.prefix == _prefix(text))).first()
    if row is not None:
        row.last_used_at = now


def _prefix(text: str) -> str:
    return text.removeprefix(BEGINS).partition("_")[0]


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
