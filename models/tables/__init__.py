"""The tables, each with its own id made in code. Importing this registers all of them."""

from models.tables.hall import CameraRow, CameraViewRow, HallRow, WindowRow
from models.tables.outcome import (
    AppraisalRow,
    AttendanceRow,
    DecisionRow,
    EvidenceRow,
    NoticeRow,
    Origin,
    PackAdoptionRow,
    TaskRow,
    TaskStatus,
    Verdict,
    ViolationRow,
    ViolationStatus,
)
from models.tables.roster import (
    Approval,
    BadgeRow,
    CalendarDayRow,
    CorrectionRow,
    HeldPunchRow,
    LeaveRow,
    PunchRow,
    ReaderRow,
    RotationMemberRow,
    RotationRow,
    ShiftRow,
    ShiftTemplateRow,
    StaffExemptionRow,
    StaffRow,
    SwapRow,
)
from models.tables.seeing import FrameRow, FrameStatus, LookRunRow
from models.tables.service import (
    AuditEntryRow,
    DeviceKeyRow,
    JobRunRow,
    KeyKind,
    PersonalTokenRow,
    Role,
    SessionRow,
    StaleDayRow,
    UserHallRow,
    UserRow,
)

__all__ = [
    "AppraisalRow", "Approval", "AttendanceRow", "AuditEntryRow", "BadgeRow", "CalendarDayRow", "CameraRow",
    "CameraViewRow", "CorrectionRow", "DecisionRow", "DeviceKeyRow", "EvidenceRow", "FrameRow", "FrameStatus",
    "HallRow", "HeldPunchRow", "JobRunRow", "KeyKind", "LeaveRow", "LookRunRow", "NoticeRow", "Origin",
    "PackAdoptionRow", "PersonalTokenRow", "PunchRow", "ReaderRow", "Role", "RotationMemberRow", "RotationRow",
    "SessionRow", "ShiftRow", "ShiftTemplateRow", "StaffExemptionRow", "StaffRow", "StaleDayRow", "SwapRow",
    "TaskRow", "TaskStatus", "UserHallRow", "UserRow", "Verdict", "ViolationRow", "ViolationStatus", "WindowRow",
]  # fmt: skip
