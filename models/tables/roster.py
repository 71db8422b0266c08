"""Roster and badge facts, as they came."""

import datetime as dt
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.tables.base import Table, choice, id_field, json_field, points_to, unique_where
from models.values.roster import DayKind, ExemptionKind


class Approval(StrEnum):
    requested = "requested"
    approved = "approved"
    refused = "refused"


class StaffRow(Table, table=True):
    id: UUID = id_field()
    hall_id: UUID = points_to("hall")
    no: str = Field(unique=True)
    name: str
    retired_at: datetime | None = None


class StaffExemptionRow(Table, table=True):
    """What is granted and when; there is no column for the reason, so none can leak."""

    id: UUID = id_field()
    staff_id: UUID = points_to("staff")
    kind: ExemptionKind = choice(ExemptionKind)
    first_day: dt.date
    last_day: dt.date


class ShiftRow(Table, table=True):
    __table_args__ = (
        UniqueConstraint("staff_id", "start", "window_id"),
        unique_where("uq_shift_without_window", "staff_id", "start", where="window_id IS NULL"),
        Index("ix_shift_hall_id_start", "hall_id", "start"),
        Index("ix_shift_staff_id_start", "staff_id", "start"),
    )

    id: UUID = id_field()
    hall_id: UUID = points_to("hall", index=False)
    staff_id: UUID = points_to("staff", index=False)
    window_id: UUID | None = points_to("window", nullable=True)
    start: datetime
    end: datetime
    breaks: list[list[str]] = json_field(default_factory=list)
    """Pairs of RFC 3339 instants."""


class LeaveRow(Table, table=True):
    __table_args__ = (Index("ix_leave_staff_id_start", "staff_id", "start"),)

    id: UUID = id_field()
    staff_id: UUID = points_to("staff", index=False)
    start: datetime
    end: datetime
    status: Approval = choice(Approval)


class SwapRow(Table, table=True):
    __table_args__ = (Index("ix_swap_hall_id_start", "hall_id", "start"),)

    id: UUID = id_field()
    hall_id: UUID = points_to("hall", index=False)
    from_staff_id: UUID = points_to("staff")
    to_staff_id: UUID = points_to("staff")
    start: datetime
    end: datetime
    status: Approval = choice(Approval)
    requested_at: datetime


class CalendarDayRow(Table, table=True):
    """A day out of the ordinary; without a hall it holds for all of them."""

    __table_args__ = (
        UniqueConstraint("hall_id", "day"),
        unique_where("uq_calendar_day_of_all_halls", "day", where="hall_id IS NULL"),
    )

    id: UUID = id_field()
    hall_id: UUID | None = points_to("hall", index=False, nullable=True)
    day: dt.date
    kind: DayKind = choice(DayKind)
    source: str = ""


class ReaderRow(Table, table=True):
    id: UUID = id_field()
    hall_id: UUID = points_to("hall")
    code: str = Field(unique=True)
    """The terminal's serial number, or a name that the site gave it."""
    alive_until: datetime | None = None
    """Up to when all it saw is known to have arrived."""
    retired_at: datetime | None = None


class BadgeRow(Table, table=True):
    """A badge number; without a person it waits for an owner."""

    id: UUID = id_field()
    number: str = Field(unique=True)
    staff_id: UUID | None = points_to("staff", nullable=True)


class PunchRow(Table, table=True):
    __table_args__ = (
        UniqueConstraint("reader_id", "badge", "at"),
        Index("ix_punch_badge_at", "badge", "at"),
    )

    id: UUID = id_field()
    reader_id: UUID = points_to("reader", index=False)
    badge: str
    at: datetime
    direction: str | None = None
    """What the device claims, a hint only."""
    received_at: datetime
