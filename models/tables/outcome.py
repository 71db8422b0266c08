"""What judging came to, what people decided about it, and what a month came to."""

import datetime as dt
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Numeric, UniqueConstraint
from sqlmodel import Field

from models.tables.base import Table, choice, id_field, index_where, json_field, points_to, unique_where
from models.tables.service import Role
from models.values.evidence import StillKind
from models.values.findings import AttendanceStatus, SubjectKind


class ViolationStatus(StrEnum):
    pending = "pending"
    confirmed = "confirmed"
    dismissed = "dismissed"
    excused = "excused"
    explained = "explained"
    withdrawn = "withdrawn"
    watched = "watched"
    """Found by a rule in watch mode: shown apart, pending nobody, costing nothing."""
    appealed = "appealed"
    """Confirmed, and its person appealed: until that is decided it counts nothing."""
    upheld = "upheld"
    """Confirmed, and an appeal against that was decided: it stands."""
    overturned = "overturned"
    """Confirmed once; an appeal was decided in the person's favour."""


COUNTING = (ViolationStatus.confirmed, ViolationStatus.upheld)
"""What costs points."""


class Verdict(StrEnum):
    confirm = "confirm"
    dismiss = "dismiss"
    excuse = "excuse"
    unclear = "unclear"


class Origin(StrEnum):
    judged = "judged"
    """Found by rule from facts; judging again may change or withdraw it."""
    reported = "reported"
    """Reported by a person who saw it; no judging touches it."""


class TaskStatus(StrEnum):
    open = "open"
    done = "done"
    withdrawn = "withdrawn"


class ViolationRow(Table, table=True):
    __table_args__ = (
        Index("ix_violation_status_start", "status", "start", "id"),
        Index("ix_violation_hall_id_status_start", "hall_id", "status", "start", "id"),
        Index("ix_violation_window_id_status_start", "window_id", "status", "start", "id"),
        Index("ix_violation_status_rule_start", "status", "rule", "start", "id"),
        Index("ix_violation_hall_id_status_rule_start", "hall_id", "status", "rule", "start", "id"),
        Index("ix_violation_hall_id_day", "hall_id", "day"),
        Index("ix_violation_staff_id_start", "staff_id", "start"),
        Index("ix_violation_start_updated_at", "start", "updated_at"),
        index_where("ix_violation_going_on", "hall_id", "day", where='"end" IS NULL'),
        unique_where("uq_violation_report_key", "reported_by", "report_key", where="report_key IS NOT NULL"),
    )

    id: UUID = id_field()
    hall_id: UUID = points_to("hall", index=False)
    day: dt.date
    rule: str
    origin: Origin = choice(Origin, default=Origin.judged)
    norms: list[str] = json_field()
    subject_kind: SubjectKind = choice(SubjectKind)
    subject: str
    """The code of the person or window that the finding is about."""
    staff_id: UUID | None = points_to("staff", index=False, nullable=True)
    window_id: UUID | None = points_to("window", index=False, nullable=True)
    start: datetime
    end: datetime | None = None
    status: ViolationStatus = choice(ViolationStatus)
    explained_by: str | None = None
    why: dict[str, Any] = json_field()
    pack_version: str
    opened_at: datetime
    updated_at: datetime
    reported_by: str | None = None
    """The log-in of who saw it, of reported ones; they do not decide on it."""
    report_key: str | None = None
    """The client's own name for the report: sent twice, it is one."""


class TaskRow(Table, table=True):
    __table_args__ = (
        Index("ix_task_hall_id_status", "hall_id", "status"),
        Index("ix_task_hall_id_day", "hall_id", "day"),
        Index("ix_task_hall_id_status_start", "hall_id", "status", "start", "id"),
        index_where("ix_task_going_on", "hall_id", "day", where='"end" IS NULL'),
    )

    id: UUID = id_field()
    hall_id: UUID = points_to("hall", index=False)
    day: dt.date
    kind: str
    window_id: UUID | None = points_to("window", nullable=True)
    staff_id: UUID | None = points_to("staff", nullable=True)
    start: datetime
    end: datetime | None = None
    why: dict[str, Any] = json_field()
    status: TaskStatus = choice(TaskStatus, default=TaskStatus.open)
    opened_at: datetime
    taken_by: str | None = None
    """The log-in of who looks after it."""
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    """The log-in of who said that it is done; None where it was over by itself."""
    closing_note: str = ""
    not_needed: bool = False
    """Whether nothing was done about it, for a reason that stands in `closing_note`."""


class AttendanceRow(Table, table=True):
    """How one shift was kept, as last judged."""

    __table_args__ = (
        Index("ix_attendance_hall_id_day", "hall_id", "day"),
        Index("ix_attendance_staff_id_day", "staff_id", "day"),
        index_where("ix_attendance_due", "hall_id", "day", "shift_start", where="status = 'due'"),
    )

    id: UUID = id_field()
    hall_id: UUID = points_to("hall", index=False)
    staff_id: UUID = points_to("staff", index=False)
    day: dt.date
    shift_start: datetime
    status: AttendanceStatus = choice(AttendanceStatus)
    came: datetime | None = None
    went: datetime | None = None
    late_min: int
    early_min: int
    why: dict[str, Any] = json_field()
    pack_version: str


class EvidenceRow(Table, table=True):
    """A blurred still in the evidence store, found by its hash; the row outlives the picture."""

    __table_args__ = (
        unique_where("uq_evidence_kept_kind", "violation_id", "kind", where="purged_at IS NULL"),
        index_where("ix_evidence_kept", "sha256", where="purged_at IS NULL"),
    )

    id: UUID = id_field()
    violation_id: UUID = points_to("violation")
    camera_id: UUID | None = points_to("camera", nullable=True)
    """None of a photo that a person took."""
    window_id: UUID | None = points_to("window", nullable=True)
    taken_at: datetime
    sha256: str
    size_bytes: int
    features: list[float] | None = json_field(default=None, nullable=True)
    """The look's numbers, taken before the picture was blurred, so that a verdict can teach the window."""
    features_version: int | None = None
    kind: StillKind | None = choice(StillKind, default=None, nullable=True)
    """Which moment of the case it shows; None for a picture kept before there were several."""
    width_px: int | None = None
    height_px: int | None = None
    purged_at: datetime | None = None
    purged_why: dict[str, Any] | None = json_field(default=None, nullable=True)


class DecisionRow(Table, table=True):
    id: UUID = id_field()
    violation_id: UUID = points_to("violation")
    user_id: UUID = points_to("user")
    verdict: Verdict = choice(Verdict)
    reason: str
    at: datetime = Field(index=True)
    taken_back_at: datetime | None = None
    fallen_at: datetime | None = None
    """When the violation it decided changed so much that the decision no longer held."""


class NoticeRow(Table, table=True):
    """Something that people are to be told: a log-in, whoever logs in as a person of the roster, or all of a role."""

    __table_args__ = (
        Index("ix_notice_user_id_at", "user_id", "at", "id"),
        Index("ix_notice_staff_id_at", "staff_id", "at", "id"),
        Index("ix_notice_role_hall_id_at", "role", "hall_id", "at", "id"),
        Index("ix_notice_role_at", "role", "at", "id"),
        index_where("ix_notice_to_queue", "at", where="queued_at IS NULL"),
    )

    id: UUID = id_field()
    violation_id: UUID | None = points_to("violation", nullable=True)
    """What it is about, as `task_id`."""
    task_id: UUID | None = points_to("task", nullable=True)
    user_id: UUID | None = points_to("user", index=False, nullable=True)
    staff_id: UUID | None = points_to("staff", index=False, nullable=True)
    role: Role | None = choice(Role, default=None, nullable=True)
    hall_id: UUID | None = points_to("hall", nullable=True)
    """Narrows `role` to those who look after this hall."""
    at: datetime
    why: dict[str, Any] = json_field()
    queued_at: datetime | None = None
    """When it was seen to whether a mail or a call of the webhook is to tell of it as well."""


class AppraisalRow(Table, table=True):
    __table_args__ = (UniqueConstraint("month", "version", "staff_id"),)

    id: UUID = id_field()
    month: str
    version: int = 1
    """Of the month: see AppraisalMonthRow."""
    staff_id: UUID = points_to("staff")
    hall_id: UUID | None = points_to("hall", nullable=True)
    """Where the person belonged when this was computed; None in rows from before that was kept."""
    parts: list[dict[str, Any]] | None = json_field(default=None, nullable=True)
    """Of one who joined, left or moved within the month: each hall and how many days; None where it is one, whole."""
    base: Decimal = Field(sa_type=Numeric(10, 3))  # pyright: ignore[reportArgumentType]
    deducted: Decimal = Field(sa_type=Numeric(10, 3))  # pyright: ignore[reportArgumentType]
    score: Decimal = Field(sa_type=Numeric(10, 3))  # pyright: ignore[reportArgumentType]
    grade: str
    lines: list[dict[str, Any]] = json_field()
    pack_version: str
    computed_at: datetime
    locked_at: datetime | None = None
    digest: str = ""
    """SHA-256 of the entry's canonical form; empty in rows from before there was one."""


class PackAdoptionRow(Table, table=True):
    """A rule pack as it was adopted: its whole text, from which day, by whom, by which document."""

    id: UUID = id_field()
    version: str
    sha256: str
    text: str
    first_day: dt.date
    adopted_at: datetime
    adopted_by: str
    document: str = ""
    announced_on: dt.date | None = None
    """When those whom it binds were told of it; None where nobody put that on record."""
