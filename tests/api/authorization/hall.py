"""The cast's halls, with one of everything in H1 for somebody to ask after."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from api.database import writing_to
from api.keys import make_camera_key, make_monitor_key, make_reader_key
from api.roster.import_jobs import AskedImport
from api.setup.camera_views import Zones, put_view
from api.state import state_of
from conduct.records.terminals import introduce
from conduct.schedule.calendar_year import fill_year
from models.tables import (
    Approval,
    BadgeRow,
    CalendarDayRow,
    CameraRow,
    CorrectionRow,
    HeldPunchRow,
    LeaveRow,
    OddPushRow,
    PunchRow,
    ReaderRow,
    RotationRow,
    ShiftRow,
    ShiftTemplateRow,
    StaffExemptionRow,
    SwapRow,
    TaskRow,
)
from models.values.roster import DayKind, ExemptionKind
from roster.importing import Kind
from tests.api.authorization.cases import cases
from tests.api.authorization.months import LOCKED, TO_BE_LOCKED, TO_BE_SIGNED, TWICE, months
from tests.api.authorization.policy import VERSION, policy
from tests.api.authorization.table import COLUMNS, TERMINAL
from tests.api.cast import Stage, at, csrf, set_the_stage

PEOPLE = dict(zip(COLUMNS[1:8], ("王芳", "李强", "周敏", "陈静", "刘洋", "孙悦", "赵磊"), strict=True))
SWAPPED = date(2026, 6, 12)
CORNERS = [(0.1, 0.1), (0.4, 0.1), (0.4, 0.6)]
STRANGER, NEW_TERMINAL = "7777", "CDKL00000002"


@dataclass(frozen=True)
class Hall:
    stage: Stage
    clients: dict[str, TestClient]
    """By the columns of the table."""
    things: dict[str, str]


def furnish(folder: Path, engine: Engine) -> Hall:
    stage = set_the_stage(folder, engine)
    now = stage.clock.now()
    with writing_to(engine) as session:
        things = {name: str(row.id) for name, row in _rows(session, stage).items()}  # pyright: ignore[reportAttributeAccessIssue]
        fill_year(session, 2026, by="test", now=now)
        introduce(session, NEW_TERMINAL, "10.0.0.1", now=now)
        keys = {
            "camera": make_camera_key(stage.cameras["H1"], "cam-H1", now),
            "reader": make_reader_key(UUID(things.pop("reader_id")), now),
            "monitor": make_monitor_key(now),
        }
        session.add_all(made.row for made in keys.values())
        camera = session.get_one(CameraRow, stage.cameras["H1"])
        put_view(session, camera, stage.windows["H1/W1"], Zones(CORNERS), by="test", now=now)
        headers = {name: {"Authorization": f"Bearer {made.text}"} for name, made in keys.items()}
    things |= {
        "violation_id": str(stage.violations["王芳 window-unattended"]),
        "evidence_id": str(stage.evidence["王芳 window-unattended"]),
        "window": str(stage.windows["H1/W1"]), "camera": "cam-H1", "kind": "roster", "staff": "S001",
        "hall": "H1", "door": "door", "user_id": str(stage.users["王芳"]), "loginless_id": str(stage.staff["吴刚"]),
        "session_id": str(uuid4()), "token_id": str(uuid4()),
        "month": TO_BE_SIGNED, "to_be_locked": TO_BE_LOCKED, "locked": LOCKED, "twice": TWICE,
        "window_code": "W1", "prefix": keys["camera"].text.split("_")[1],
        "version": VERSION, "code": NEW_TERMINAL, "number": STRANGER, "year": "2026", "day": "2026-06-03",
        "name": "style.css", "rest": "anything", "hall_code": "H1",
    }  # fmt: skip
    given = AskedImport(stage.users["周敏"], "zhoumin", Kind.roster, b"no table")
    things["import_id"] = str(state_of(stage.app).imports.begin(given, now=now).id)
    state_of(stage.app).closing.set()  # so that what is told for as long as somebody watches is told once
    clients = {column: stage.anybody() for column in COLUMNS if column not in PEOPLE}
    for column, name in PEOPLE.items():
        clients[column] = stage.log_in(name)
        headers[column] = {"X-CSRF-Token": csrf(name)}
    for column, told in headers.items():
        clients[column].headers.update(told)
    return Hall(stage, clients, things)


def _rows(session: Session, stage: Stage) -> dict[str, SQLModel]:
    """By the names that the table uses; all concern 王芳, or nobody."""
    hall, window, now = stage.halls["H1"], stage.windows["H1/W1"], stage.clock.now()
    wang, li = stage.staff["王芳"], stage.staff["李强"]
    day = date(2026, 6, 5)
    span = {"start": at("08:30", day), "end": at("17:30", day)}
    asked: dict[str, Any] = {"status": Approval.requested, "requested_at": now, "requested_by": "wangfang"}
    reader = ReaderRow(hall_id=hall, code=TERMINAL["SN"], approved_at=now, alive_until=now)
    told: dict[str, SQLModel] = {
        "reader_id": reader,
        "shift_id": ShiftRow(hall_id=hall, staff_id=wang, window_id=window, **span, breaks=[]),
        "template_id": ShiftTemplateRow(hall_id=hall, code="D", segments=[["08:30", "17:30"]]),
        "rotation_id": RotationRow(hall_id=hall, code="R", cycle=["D"], anchor=day),
        "leave_id": LeaveRow(staff_id=wang, **span, **asked),
        "swap_id": SwapRow(
            hall_id=hall, from_staff_id=wang, to_staff_id=li, start=at("13:00", day), end=at("17:30", day), **asked
        ),
        "exemption_id": StaffExemptionRow(
            staff_id=wang, kind=ExemptionKind.extra_layer, first_day=day, last_day=day + timedelta(days=9)
        ),
        "correction_id": CorrectionRow(
            hall_id=hall, staff_id=wang, day=date(2026, 6, 3), shift_start=at("08:30"), kind="missing-in",
            at=at("08:29"), reason="forgot", requested_at=now, requested_by="wangfang",
        ),
        "task_id": TaskRow(
            hall_id=hall, day=day, kind="roster-gap", window_id=window, **span, opened_at=now,
            why={"code": "gap", "facts": {}},
        ),
    }  # fmt: skip
    seen: list[SQLModel] = [
        BadgeRow(number=STRANGER),
        ShiftRow(hall_id=hall, staff_id=wang, start=at("08:30", SWAPPED), end=at("17:30", SWAPPED), breaks=[]),
        CalendarDayRow(hall_id=hall, day=day, kind=DayKind.closure),
        OddPushRow(
            camera_id=stage.cameras["H1"], hour=now, vendor="axis", reason="cut-off", count=1, last_at=now,
            content_type="image/jpeg", size_bytes=1,
        ),
        *months(stage),
    ]  # fmt: skip
    session.add_all(seen)
    for row in told.values():
        session.add(row)
        session.flush()
    held = HeldPunchRow(reader_id=reader.id, received_at=now, reason="not-understood", raw=b"?", sha256=bytes(32))
    session.add(held)
    session.add(PunchRow(reader_id=reader.id, badge=STRANGER, at=at("08:00"), received_at=now))
    session.flush()
    return told | {"held_id": held} | cases(session, stage) | policy(session, stage)
