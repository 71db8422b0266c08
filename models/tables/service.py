"""Who may log in, which devices may post, and what the service did."""

import datetime as dt
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.tables.base import Table, choice, id_field, json_field, points_to


class Role(StrEnum):
    staff = "staff"
    supervisor = "supervisor"
    hr = "hr"
    admin = "admin"
    auditor = "auditor"


class KeyKind(StrEnum):
    camera = "camera"
    reader = "reader"
    monitor = "monitor"


class UserRow(Table, table=True):
    id: UUID = id_field()
    login: str = Field(unique=True)
    name: str
    role: Role = choice(Role)
    password_hash: str
    """argon2id."""
    staff_id: UUID | None = points_to("staff", nullable=True)
    """Who this is on the roster: nobody decides on themselves."""
    locale: str = "zh"
    email: str | None = None
    """Where notices are mailed to; None for no mail. Nobody else is shown it."""
    must_change_password: bool = False
    """Its password is a one-time one: nothing else is open until it was changed."""
    retired_at: datetime | None = None


class UserHallRow(Table, table=True):
    """A hall that a supervisor looks after."""

    user_id: UUID = Field(foreign_key="user.id", primary_key=True)
    hall_id: UUID = Field(foreign_key="hall.id", primary_key=True)


class SessionRow(Table, table=True):
    id: UUID = id_field()
    token_sha256: bytes = Field(unique=True)
    csrf: str
    user_id: UUID = points_to("user")
    created_at: datetime
    expires_at: datetime
    browser: str = ""
    """What the browser called itself, so that its person can tell one session from another."""


class DeviceKeyRow(Table, table=True):
    """A device's key: 256 random bits, of which only a prefix and the SHA-256 are kept."""

    id: UUID = id_field()
    prefix: str = Field(unique=True)
    sha256: bytes
    kind: KeyKind = choice(KeyKind)
    camera_id: UUID | None = points_to("camera", nullable=True)
    reader_id: UUID | None = points_to("reader", nullable=True)
    ha1_encrypted: bytes | None = None
    """For cameras that can only do Digest."""
    created_at: datetime
    last_used_at: datetime | None = None
    """To the minute or so: what a device shows each second is not written each second."""
    revoked_at: datetime | None = None


class PersonalTokenRow(Table, table=True):
    """A person's token for programs of their own, with all that the person may do and no more."""

    id: UUID = id_field()
    user_id: UUID = points_to("user")
    name: str
    prefix: str = Field(unique=True)
    sha256: bytes
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    """To the quarter of an hour: not every request writes."""
    revoked_at: datetime | None = None


class AuditEntryRow(Table, table=True):
    """Only ever added; each is linked to the one before it as its transaction commits (`models.linking`)."""

    __table_args__ = (
        Index("ix_audit_entry_at_id", "at", "id"),
        Index("ix_audit_entry_actor_at", "actor", "at", "id"),
        Index("ix_audit_entry_action_at", "action", "at", "id"),
        Index("ix_audit_entry_kind_at", "entity", "at", "id"),
        Index("ix_audit_entry_subject_at", "entity_id", "at", "id"),
    )

    id: UUID = id_field()
    at: datetime
    actor: str
    action: str
    entity: str
    entity_id: str
    data: dict[str, Any] = json_field()


class JobRunRow(Table, table=True):
    """One tick of one job, run once however many processes there are."""

    __table_args__ = (UniqueConstraint("job", "scheduled_at"),)

    id: UUID = id_field()
    job: str
    scheduled_at: datetime
    started_at: datetime
    finished_at: datetime | None = None
    outcome: str | None = None


class StaleDayRow(Table, table=True):
    """A hall's day whose facts changed since it was judged; `marks` tells a mark made meanwhile."""

    hall_id: UUID = Field(foreign_key="hall.id", primary_key=True)
    day: dt.date = Field(primary_key=True)
    marks: int = 1
    since: datetime
