"""A hall in the database: windows W1 and W2, 王芳 S001 and 李强 S002 with their badges, a reader and a camera.

The default pack is adopted long before. Times are told as in `tests.conduct.story`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session, select

from conduct.rules.pack import default_pack, default_pack_text, digest
from models.tables import (
    Approval,
    AttendanceRow,
    BadgeRow,
    CameraRow,
    HallRow,
    PackAdoptionRow,
    PunchRow,
    ReaderRow,
    ShiftRow,
    StaffRow,
    SwapRow,
    TaskRow,
    ViolationRow,
    ViolationStatus,
    WindowRow,
)
from models.values.findings import AttendanceStatus, SubjectKind
from tests.conduct.story import at

NOW = at("4 02:00")
LONG_AGO = date(2020, 1, 1)
Row = TypeVar("Row")
NO_REASON: dict[str, Any] = {"code": "attendance.no-reader", "facts": {}}


@dataclass(frozen=True, slots=True)
class Hall:
    """The rows of one hall, by their codes."""

    row: HallRow
    windows: Mapping[str, WindowRow]
    staff: Mapping[str, StaffRow]
    reader: ReaderRow
    camera: CameraRow


def adopted(text: str | None = None, *, version: str | None = None, first_day: date = LONG_AGO) -> PackAdoptionRow:
    """The default pack, or another text, as it is kept when it was adopted."""
    text = text or default_pack_text()
    return PackAdoptionRow(
        version=version or default_pack().version, sha256=digest(text), text=text, first_day=first_day,
        adopted_at=NOW, adopted_by="hr", document="no. 1", announced_on=first_day,
    )  # fmt: skip


def make_hall(
    session: Session,
    code: str = "H1",
    *,
    timezone: str = "Asia/Shanghai",
    windows: tuple[str, ...] = ("W1", "W2"),
    staff: Mapping[str, str] | None = None,
    badges: Mapping[str, str] | None = None,
    alive_until: datetime | None = None,
) -> Hall:
    """`staff` gives names by staff number, `badges` staff numbers by badge. One reader R1 of hall H1, and so on."""
    people = {"S001": "王芳", "S002": "李强"} if staff is None else staff
    cards = {"1001": "S001", "1002": "S002"} if badges is None and staff is None else badges or {}
    hall = HallRow(code=code, name=f"营业厅 {code}", timezone=timezone)
    session.add(hall)
    if session.exec(select(PackAdoptionRow.id)).first() is None:
        session.add(adopted())
    session.flush()
    places = {w: WindowRow(hall_id=hall.id, code=w, tag_number=i) for i, w in enumerate(windows)}
    members = {no: StaffRow(hall_id=hall.id, no=no, name=name) for no, name in people.items()}
    reader = ReaderRow(hall_id=hall.id, code=f"R{code[1:]}", alive_until=alive_until)
    camera = CameraRow(hall_id=hall.id, code=f"C{code[1:]}")
    session.add_all([*places.values(), *members.values(), reader, camera])
    session.flush()
    session.add_all([BadgeRow(number=card, staff_id=members[no].id) for card, no in cards.items()])
    session.flush()
    return Hall(hall, places, members, reader, camera)


def add_shift(
    session: Session, hall: Hall, staff: StaffRow, start: str, end: str, window: str | None = "W1"
) -> ShiftRow:
    row = ShiftRow(
        hall_id=hall.row.id, staff_id=staff.id, window_id=hall.windows[window].id if window else None, start=at(start),
        end=at(end),
    )  # fmt: skip
    return add(session, row)


def add_swap(
    session: Session, hall: Hall, giver: StaffRow, taker: StaffRow, start: str, end: str,
    status: Approval = Approval.approved,
) -> SwapRow:  # fmt: skip
    row = SwapRow(
        hall_id=hall.row.id, from_staff_id=giver.id, to_staff_id=taker.id, start=at(start), end=at(end), status=status,
        requested_at=at("1 08:00"),
    )  # fmt: skip
    return add(session, row)


def add_violation(session: Session, hall: Hall, staff: StaffRow | None, start: str, **told: Any) -> ViolationRow:
    """A confirmed `absent` of the day on which it starts, an instant long, but for what is told."""
    instant = at(start)
    columns: dict[str, Any] = {
        "rule": "absent", "norms": ["n"], "subject_kind": SubjectKind.staff, "subject": staff.no if staff else "W1",
        "staff_id": staff.id if staff else None, "day": instant.date(), "start": instant, "end": instant,
        "status": ViolationStatus.confirmed, "why": NO_REASON, "pack_version": "p", "opened_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    return add(session, ViolationRow(hall_id=hall.row.id, **{**columns, **told}))


def add_task(session: Session, hall: Hall, start: str, **told: Any) -> TaskRow:
    """An open `unattributed` task without an end, but for what is told."""
    instant = at(start)
    columns: dict[str, Any] = {
        "kind": "unattributed", "day": instant.date(), "start": instant, "why": NO_REASON, "opened_at": NOW,
    }  # fmt: skip
    return add(session, TaskRow(hall_id=hall.row.id, **{**columns, **told}))


def add_attendance(
    session: Session, hall: Hall, staff: StaffRow, start: str, status: AttendanceStatus, **told: Any
) -> AttendanceRow:
    """A shift's outcome on the day on which it starts."""
    instant = at(start)
    columns: dict[str, Any] = {
        "day": instant.date(), "late_min": 0, "early_min": 0, "why": NO_REASON, "pack_version": "p",
    }  # fmt: skip
    row = AttendanceRow(
        hall_id=hall.row.id, staff_id=staff.id, shift_start=instant, status=status, **{**columns, **told}
    )  # fmt: skip
    return add(session, row)


def add_punch(session: Session, hall: Hall, badge: str, when: str) -> PunchRow:
    return add(session, PunchRow(reader_id=hall.reader.id, badge=badge, at=at(when), received_at=NOW))


def add(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
