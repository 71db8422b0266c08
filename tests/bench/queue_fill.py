"""Years of violations in many halls, as they would be: most decided long ago, some pending. Filled in bulk."""

import random
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from conduct.rules.pack import JUDGED_RULES
from models.tables import (
    AuditEntryRow,
    CameraRow,
    DecisionRow,
    EvidenceRow,
    HallRow,
    LookRunRow,
    NoticeRow,
    Role,
    ShiftRow,
    StaffRow,
    UserHallRow,
    UserRow,
    Verdict,
    ViolationRow,
    ViolationStatus,
    WindowRow,
)
from models.tables.base import new_id
from models.values.evidence import StillKind
from models.values.findings import SubjectKind
from models.values.occupancy import WindowState
from tests.conduct.hall import adopted

NOW = datetime(2026, 11, 26, 1, tzinfo=UTC)
AT_ONCE = 10_000
WINDOWS, PEOPLE = 5, 20
"""Of each hall."""
PENDING_DAYS = 30
LOOKS_A_RUN, EVERY_S = 120, 5
ABOUT_A_WINDOW = "window-unattended"
STATUSES = {
    ViolationStatus.confirmed: 55, ViolationStatus.dismissed: 20, ViolationStatus.explained: 15,
    ViolationStatus.excused: 5, ViolationStatus.withdrawn: 5,
}  # fmt: skip
"""In a hundred of those that pend no longer."""
VERDICTS = {
    ViolationStatus.confirmed: Verdict.confirm, ViolationStatus.dismissed: Verdict.dismiss,
    ViolationStatus.excused: Verdict.excuse,
}  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True)
class Size:
    violations: int = 1_000_000
    pending: int = 3_000
    halls: int = 50
    years: int = 3
    notices: int = 40_000


@dataclass
class Filled:
    """Ids, by hall where there are several."""

    halls: list[UUID] = field(default_factory=list[UUID])
    windows: list[list[UUID]] = field(default_factory=list[list[UUID]])
    staff: list[list[UUID]] = field(default_factory=list[list[UUID]])
    cameras: list[UUID] = field(default_factory=list[UUID])
    supervisors: list[UUID] = field(default_factory=list[UUID])
    admin: UUID = field(default_factory=new_id)


def fill(engine: sa.Engine, size: Size) -> Filled:
    """The same every time, but for ids. The planner's statistics are taken at the end."""
    chosen = random.Random(1)
    with Session(engine) as session, session.begin():
        session.add(adopted())
        filled = _halls(session, size)
    with engine.begin() as connection:
        for kind in (ViolationRow, DecisionRow, EvidenceRow, AuditEntryRow):
            for index in cast(sa.Table, sa.inspect(kind).local_table).indexes:
                index.drop(connection)
    for batch in _batches(_violations(chosen, filled, size)):
        with engine.begin() as connection:
            _insert(connection, ViolationRow, batch)
            _insert(connection, DecisionRow, (_decision(filled, row) for row in batch if row["status"] in VERDICTS))
            _insert(connection, EvidenceRow, (still for row in batch for still in _stills(filled, row)))
            _insert(connection, AuditEntryRow, (_entry(row) for row in batch))
    with engine.begin() as connection:
        for kind in (ViolationRow, DecisionRow, EvidenceRow, AuditEntryRow):
            for index in cast(sa.Table, sa.inspect(kind).local_table).indexes:
                index.create(connection)
        for rows in (_shifts(filled), _looks(filled), _notices(filled, size)):
            for kind, batch in rows:
                _insert(connection, kind, batch)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    return filled


def _halls(session: Session, size: Size) -> Filled:
    made = Filled()
    session.add(UserRow(id=made.admin, login="admin", name="孙悦", role=Role.admin, password_hash="x"))
    for n in range(size.halls):
        hall = HallRow(code=f"H{n:03}", name=f"营业厅 {n}", timezone="Asia/Shanghai")
        session.add(hall)
        session.flush()
        windows = [WindowRow(hall_id=hall.id, code=f"W{w + 1}", tag_number=w) for w in range(WINDOWS)]
        staff = [StaffRow(hall_id=hall.id, no=f"S{n:03}{p:02}", name=f"王{n}-{p}") for p in range(PEOPLE)]
        camera = CameraRow(hall_id=hall.id, code=f"C{n:03}")
        user = UserRow(login=f"supervisor{n}", name=f"周{n}", role=Role.supervisor, password_hash="x")
        session.add_all([*windows, *staff, camera, user])
        session.flush()
        session.add(UserHallRow(user_id=user.id, hall_id=hall.id))
        made.halls.append(hall.id)
        made.windows.append([row.id for row in windows])
        made.staff.append([row.id for row in staff])
        made.cameras.append(camera.id)
        made.supervisors.append(user.id)
    return made


def _violations(chosen: random.Random, filled: Filled, size: Size) -> Iterator[Row]:
    statuses, shares = list(STATUSES), list(STATUSES.values())
    span_s = size.years * 365 * 86_400
    for n in range(size.violations):
        pending = n < size.pending
        before_s = chosen.randrange(PENDING_DAYS * 86_400 if pending else span_s)
        start = NOW - timedelta(seconds=before_s + 600)
        hall, rule = n % size.halls, JUDGED_RULES[chosen.randrange(len(JUDGED_RULES))]
        person = chosen.randrange(PEOPLE)
        window = chosen.randrange(WINDOWS) if rule == ABOUT_A_WINDOW else None
        yield {
            "id": new_id(), "hall_id": filled.halls[hall], "day": start.date(), "rule": rule, "origin": "judged",
            "norms": ["cc/1/17/1"], "subject_kind": SubjectKind.staff, "subject": f"S{hall:03}{person:02}",
            "staff_id": filled.staff[hall][person],
            "window_id": filled.windows[hall][window] if window is not None else None,
            "start": start, "end": start + timedelta(minutes=6),
            "status": ViolationStatus.pending if pending else chosen.choices(statuses, shares)[0],
            "why": {"code": "attendance.absent", "facts": {"since": "08:30:00", "until": "17:30:00"}},
            "pack_version": "default-2026.2", "opened_at": start, "updated_at": start,
        }  # fmt: skip


def _decision(filled: Filled, row: Row) -> Row:
    hall = filled.halls.index(row["hall_id"])
    return {
        "id": new_id(), "violation_id": row["id"], "user_id": filled.supervisors[hall],
        "verdict": VERDICTS[row["status"]], "reason": "as-shown", "at": row["start"] + timedelta(minutes=9),
    }  # fmt: skip


def _stills(filled: Filled, row: Row) -> Iterator[Row]:
    """Of cases about windows, as long as pictures are kept."""
    if row["window_id"] is None or row["start"] < NOW - timedelta(days=180):
        return
    for kind in (StillKind.begin, StillKind.middle, StillKind.end):
        yield {
            "id": new_id(), "violation_id": row["id"], "camera_id": filled.cameras[0], "window_id": row["window_id"],
            "taken_at": row["start"], "sha256": row["id"].hex, "size_bytes": 40_000, "kind": kind, "width_px": 640,
            "height_px": 360,
        }  # fmt: skip


def _entry(row: Row) -> Row:
    return {
        "id": new_id(), "at": row["start"], "actor": "judge", "action": "violation.opened", "entity": "violation",
        "entity_id": str(row["id"]), "data": {"rule": row["rule"]},
    }  # fmt: skip


def _shifts(filled: Filled) -> Iterator[tuple[type[Any], list[Row]]]:
    """A person at each window on each day on which something pends."""
    for hall, hall_id in enumerate(filled.halls):
        yield ShiftRow, [
            {
                "id": new_id(), "hall_id": hall_id, "staff_id": filled.staff[hall][n],
                "window_id": filled.windows[hall][n], "start": opens, "end": opens + timedelta(hours=9), "breaks": [],
            }
            for opens in _mornings()
            for n in range(WINDOWS)
        ]  # fmt: skip


def _looks(filled: Filled) -> Iterator[tuple[type[Any], list[Row]]]:
    """Of the oldest days on which something pends, which come first in the queue."""
    offsets = array("Q", (n * EVERY_S * 1_000_000 for n in range(LOOKS_A_RUN))).tobytes()
    run = timedelta(seconds=LOOKS_A_RUN * EVERY_S)
    for hall, windows in enumerate(filled.windows):
        yield LookRunRow, [
            {
                "id": new_id(), "window_id": window, "camera_id": filled.cameras[hall], "state": WindowState.staffed,
                "evidence": "person", "first": opens + n * run, "last": opens + (n + 1) * run, "offsets_us": offsets,
            }
            for opens in _mornings()[:2]
            for window in windows
            for n in range(54)
        ]  # fmt: skip


def _mornings() -> list[datetime]:
    first = NOW - timedelta(days=PENDING_DAYS)
    return [datetime(first.year, first.month, first.day, 0, 30, tzinfo=UTC) + timedelta(days=n) for n in range(31)]


def _notices(filled: Filled, size: Size) -> Iterator[tuple[type[Any], list[Row]]]:
    """Half to the administrators, half to the first hall's supervisors: nothing of it was read."""
    yield NoticeRow, [
        {
            "id": new_id(), "role": Role.supervisor if n % 2 else Role.admin,
            "hall_id": filled.halls[0] if n % 2 else None, "at": NOW - timedelta(minutes=n),
            "why": {"code": "notice.confirmed", "facts": {}}, "queued_at": NOW,
        }
        for n in range(size.notices)
    ]  # fmt: skip


def _insert(connection: sa.Connection, kind: type[Any], rows: Iterable[Row]) -> None:
    for batch in _batches(iter(rows)):
        connection.execute(sa.insert(kind), batch)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch
