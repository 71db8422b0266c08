"""What judging says: outcomes of shifts, findings against a subject, tasks for a supervisor."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.values.occupancy import StateSpan
from models.values.why import Why


class AttendanceStatus(StrEnum):
    present = "present"
    late = "late"
    early_leave = "early_leave"
    late_and_early = "late_and_early"
    absent = "absent"
    leave = "leave"
    missing_in = "missing_in"
    missing_out = "missing_out"
    missed_punch = "missed_punch"
    unknown = "unknown"
    off = "off"
    due = "due"


@dataclass(frozen=True, slots=True)
class AttendanceOutcome:
    """How one shift was kept. `shift_start` is the rostered one; minutes are begun minutes, whole."""

    staff: str
    day: date
    shift_start: datetime
    status: AttendanceStatus
    came: datetime | None
    went: datetime | None
    late_min: int
    early_min: int
    why: Why


class SubjectKind(StrEnum):
    staff = "staff"
    window = "window"
    hall = "hall"
    """Only of what a person reported: neither somebody nor a window is named."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what a finding is about; calls and tickets will be further kinds."""

    kind: SubjectKind
    id: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule calls a violation, until a person has decided.

    `day` is the hall day it is judged with. `end` is None while it goes on. `staff` is the person
    named by the roster, or None where nobody may be named. `explained_by` names the rule of the
    violation that already counts the same cause.
    """

    rule: str
    norms: tuple[str, ...]
    subject: Subject
    day: date
    start: datetime
    end: datetime | None
    why: Why
    staff: str | None = None
    window: str | None = None
    explained_by: str | None = None
    watched: bool = False
    """Its rule is in watch mode: shown, pending nobody, costing nothing."""


class TaskKind(StrEnum):
    roster_gap = "roster-gap"
    roster_conflict = "roster-conflict"
    missed_punch = "missed-punch"
    unattributed = "unattributed"


@dataclass(frozen=True, slots=True)
class TaskFinding:
    """Something a supervisor should look after that counts against nobody."""

    kind: str
    day: date
    window: str | None
    staff: str | None
    start: datetime
    end: datetime | None
    why: Why


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that comes of the facts of a hall's days under one policy."""

    states: tuple[StateSpan, ...]
    attendance: tuple[AttendanceOutcome, ...]
    findings: tuple[Finding, ...]
    tasks: tuple[TaskFinding, ...]
