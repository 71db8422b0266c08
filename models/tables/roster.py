"""Roster and badge facts, as they came."""

import datetime as dt
from datetime import datetime
from enum import StrEnum
from typing import Any
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
    name: str = Field(index=True)
    retired_at: datetime | None = None


class StaffExemptionRow(Table, table=True):
    """What is granted and when; there is no column for the reason, so none can leak."""

    id: UUID = id_field()
    staff_id: UUID = points_to("staff")
    kind: ExemptionKind = choice(ExemptionKind)
    first_day: dt.date
    last_day: dt.date


class ShiftTemplateRow(Table, table=True):
    """A kind of day: its working segments and breaks as wall times."""

    __table_args__ = (UniqueConstraint("hall_id", "code"),)

    id: UUID = id_field()
    hall_id: UUID = points_to("hall", index=False)
    code: str
    name: str = ""
    segments: list[list[str]] = json_field()
    """Pairs of `HH:MM`; an end that is not after its start is on the next day."""
    breaks: list[list[str]] = json_field(default_factory=list)
    """Pairs of `HH:MM`, each within a segment."""
    retired_at: datetime | None = None


class RotationRow(Table, table=True):
    """A repeating sequence of kinds of day."""

    __table_args__ = (UniqueConstraint("hall_id", "code"),)

    id: UUID = id_field()
    hall_id: UUID = points_to("hall", index=False)
    code: str
    name: str = ""
    cycle: list[str | None] = json_field()
    """Template codes, one a day; None is a day off."""
    anchor: dt.date
    """A day on which the cycle begins."""
    follows_calendar: bool = True
    """Whether public holidays are days off and make-up workdays are worked."""
    retired_at: datetime | None = None


class RotationMemberRow(Table, table=True):
    """Who works a rotation, at which window, how many days ahead in its cycle, from when to when."""

    id: UUID = id_field()
    rotation_id: UUID = points_to("rotation")
    staff_id: UUID = points_to("staff")
    window_id: UUID | None = points_to("window", nullable=True)
    offset_days: int = 0
    first_day: dt.date
    last_day: dt.date | None = None


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
    rotation_member_id: UUID | None = points_to("rotation_member", nullable=True)
    """By which rotation it was filled in; None where a person or a file put it there."""


class LeaveRow(Table, table=True):
    __table_args__ = (Index("ix_leave_staff_id_start", "staff_id", "start"),)

    id: UUID = id_field()
    staff_id: UUID = points_to("staff", index=False)
    start: datetime
    end: datetime
    status: Approval = choice(Approval)
    kind: str = ""
    requested_at: datetime | None = None
    requested_by: str = ""
    decided_at: datetime | None = None
    decided_by: str | None = None
    decision_reason: str = ""


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
    requested_by: str = ""
    decided_at: datetime | None = None
    decided_by: str | None = None
    decision_reason: str = ""


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
    approved_at: datetime | None = None
    """A terminal that introduces itself by its serial number stays silent until somebody approves it."""
    network: str | None = None
    """Where a terminal may push from, as CIDR; None lets it push from anywhere."""
    timezone: str | None = None
    """Of a terminal whose clock is local; None takes the hall's."""
    last_seen_at: datetime | None = None
    clock_ahead_s: float | None = None
    """How far its clock was ahead of ours when it last said; negative is behind."""
    options: dict[str, Any] = json_field(default_factory=dict)
    """What it told of itself, and how far its uploads have come."""
    retired_at: datetime | None = None


class BadgeRow(Table, table=True):
    """A badge number; without a person it waits for an owner."""

    id: UUID = id_field()
    number: str = Field(unique=True)
    staff_id: UUID | None = points_to("staff", nullable=True)
    since: datetime | None = None
    """From when its punches are theirs; None for all that there are."""
    had_from: datetime | None = None
    """From when they are known to have had it; None for as long as anything is known of them."""


class FormerBadgeRow(Table, table=True):
    """A badge that was somebody's until it was taken away: what it punched till then stays theirs."""

    __table_args__ = (Index("ix_former_badge_number", "number"),)

    id: UUID = id_field()
    number: str
    staff_id: UUID = points_to("staff")
    since: datetime | None = None
    had_from: datetime | None = None
    until: datetime


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


class HeldPunchRow(Table, table=True):
    """Something a reader sent that is no punch, or not yet: kept aside with its reason and its raw bytes."""

    __table_args__ = (UniqueConstraint("reader_id", "sha256"), Index("ix_held_punch_reason", "reason"))

    id: UUID = id_field()
    reader_id: UUID = points_to("reader", index=False)
    received_at: datetime
    reason: str
    """A stable code: malformed, in-the-future, before-2020, clock-off, ..."""
    badge: str | None = None
    at: datetime | None = None
    raw: bytes
    sha256: bytes
    """Of the raw bytes: the same line again is the same row."""
    settled_at: datetime | None = None


class CorrectionRow(Table, table=True):
    """A person's request to put a missed punch or an attendance mark right, and what became of it."""

    __table_args__ = (Index("ix_correction_hall_id_status", "hall_id", "status"),)

    id: UUID = id_field()
    hall_id: UUID = points_to("hall", index=False)
    staff_id: UUID = points_to("staff")
    day: dt.date
    shift_start: datetime
    kind: str
    """missing-in, missing-out, late, early-leave, absent."""
    at: datetime | None = None
    """When the person says to have come or left, for a missing punch."""
    reason: str
    requested_at: datetime
    requested_by: str
    status: Approval = choice(Approval, default=Approval.requested)
    decided_at: datetime | None = None
    decided_by: str | None = None
    decision_reason: str = ""
