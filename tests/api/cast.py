"""Two halls with named people and a whole day that was seen, punched and judged.

3 June 2026, told at 22:00 in Asia/Shanghai. 城东 (H1): 王芳 S001 at W1, away without the sign 09:12:00 to 09:18:20 and
with it 11:00 to 11:20, nothing seen 11:20 to 11:30; 李强 S002 at W2, in at 08:41:20. 周敏 supervises H1 and is
S100 there; 陈静 supervises H2.
"""

import secrets
from array import array
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.app import create_app
from api.auth.sessions import COOKIE
from api.clock import GivenClock
from api.database import writing_to
from api.evidence.folder import EvidenceFolder
from api.settings import Settings
from conduct.judging.hall_day import judge_stale_days
from conduct.judging.stale import mark_stale
from models.tables import (
    AuditEntryRow,
    BadgeRow,
    CameraRow,
    EvidenceRow,
    HallRow,
    LookRunRow,
    PunchRow,
    ReaderRow,
    Role,
    SessionRow,
    ShiftRow,
    StaffRow,
    UserHallRow,
    UserRow,
    ViolationRow,
    ViolationStatus,
    WindowRow,
)
from models.values.evidence import StillKind
from models.values.findings import SubjectKind
from models.values.occupancy import WindowState
from tests.api.conftest import hashed_password
from tests.conduct.hall import adopted

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 6, 3)
LONGEST_RUN_S = 600
PEOPLE = {
    "王芳": ("wangfang", Role.staff),
    "李强": ("liqiang", Role.staff),
    "周敏": ("zhoumin", Role.supervisor),
    "陈静": ("chenjing", Role.supervisor),
    "刘洋": ("liuyang", Role.hr),
    "赵磊": ("zhaolei", Role.auditor),
    "孙悦": ("sunyue", Role.admin),
}
STILL = b"\xff\xd8 a blurred still \xff\xd9"


def at(clock: str, day: date = DAY) -> datetime:
    """`09:12` or `09:12:30` of the hall's clock."""
    hour, minute, *second = (int(part) for part in clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, *second, tzinfo=SHANGHAI).astimezone(UTC)


@dataclass
class Stage:
    """The service with its cast. Rows are kept as ids, by code or name."""

    app: FastAPI
    engine: Engine
    clock: GivenClock
    settings: Settings
    halls: dict[str, UUID] = field(default_factory=dict)
    windows: dict[str, UUID] = field(default_factory=dict)
    """By `H1/W1`."""
    cameras: dict[str, UUID] = field(default_factory=dict)
    staff: dict[str, UUID] = field(default_factory=dict)
    users: dict[str, UUID] = field(default_factory=dict)
    violations: dict[str, UUID] = field(default_factory=dict)
    evidence: dict[str, UUID] = field(default_factory=dict)

    def anybody(self) -> TestClient:
        """A client that is not logged in."""
        return TestClient(self.app, raise_server_exceptions=True, follow_redirects=False)

    def log_in(self, name: str) -> TestClient:
        """A client of somebody of the cast. The session is written directly: a password takes a tenth of a second."""
        token = secrets.token_urlsafe(32)
        now = self.clock.now()
        with writing_to(self.engine) as session:
            session.add(
                SessionRow(
                    token_sha256=sha256(token.encode()).digest(), csrf=f"csrf-{name_of(name)}",
                    user_id=self.users[name], created_at=now, expires_at=now + timedelta(hours=12),
                )
            )  # fmt: skip
        client = self.anybody()
        client.cookies.set(COOKIE, token)
        return client

    def status(self, case: str) -> ViolationStatus:
        with Session(self.engine) as session:
            return session.get_one(ViolationRow, self.violations[case]).status

    def audited(self, action: str) -> list[tuple[str, dict]]:
        with Session(self.engine) as session:
            rows = session.exec(
                select(AuditEntryRow).where(AuditEntryRow.action == action).order_by(col(AuditEntryRow.id))
            ).all()
            return [(row.actor, {"of": row.entity_id, **row.data}) for row in rows]

    def later(self, **by: float) -> None:
        self.clock.move_to(self.clock.now() + timedelta(**by))


def name_of(name: str) -> str:
    return PEOPLE[name][0]


def csrf(name: str) -> str:
    return f"csrf-{name_of(name)}"


def set_the_stage(folder: Path, engine: Engine, *, now: str = "22:00") -> Stage:
    """A service on a migrated, empty database, its clock given."""
    settings = Settings(data_dir=folder / "data")
    clock = GivenClock(at(now))
    app = create_app(settings, clock, engine)
    stage = Stage(app, engine, clock, settings)
    _halls(stage)
    _people(stage)
    _roster(stage)
    _seen(stage)
    with writing_to(engine) as session:
        for hall in stage.halls.values():
            mark_stale(session, hall, [DAY], now=clock.now())
    judge_stale_days(engine, now=clock.now())
    _by_hand(stage)
    _name_violations(stage)
    _stills(stage)
    return stage


def _halls(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        session.add(adopted())
        for code, name in (("H1", "城东营业厅"), ("H2", "城西营业厅")):
            hall = HallRow(code=code, name=name, timezone="Asia/Shanghai", opens="08:30", closes="17:30")
            session.add(hall)
            session.flush()
            stage.halls[code] = hall.id
            for number, window_code in enumerate({"H1": ("W1", "W2"), "H2": ("W1", "W9")}[code]):
                window = WindowRow(hall_id=hall.id, code=window_code, tag_number=number)
                session.add(window)
                stage.windows[f"{code}/{window_code}"] = window.id
            camera = CameraRow(hall_id=hall.id, code=f"cam-{code}")
            session.add(camera)
            stage.cameras[code] = camera.id


def _people(stage: Stage) -> None:
    staff = {"S001": ("王芳", "H1"), "S002": ("李强", "H1"), "S100": ("周敏", "H1"), "S201": ("吴刚", "H2")}
    with writing_to(stage.engine) as session:
        for no, (name, hall) in staff.items():
            row = StaffRow(hall_id=stage.halls[hall], no=no, name=name)
            session.add(row)
            session.flush()
            session.add(BadgeRow(number=f"9{no[1:]}", staff_id=row.id))
            stage.staff[name] = row.id
        for name, (login, role) in PEOPLE.items():
            user = UserRow(
                login=login, name=name, role=role, password_hash=hashed_password(), staff_id=stage.staff.get(name)
            )
            session.add(user)
            session.flush()
            stage.users[name] = user.id
        session.add(UserHallRow(user_id=stage.users["周敏"], hall_id=stage.halls["H1"]))
        session.add(UserHallRow(user_id=stage.users["陈静"], hall_id=stage.halls["H2"]))


def _roster(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        noon = [[at("12:00").isoformat(), at("13:00").isoformat()]]
        for name, window in (("王芳", "H1/W1"), ("李强", "H1/W2")):
            session.add(
                ShiftRow(
                    hall_id=stage.halls["H1"], staff_id=stage.staff[name], window_id=stage.windows[window],
                    start=at("08:30"), end=at("17:30"), breaks=noon,
                )
            )  # fmt: skip
        reader = ReaderRow(hall_id=stage.halls["H1"], code="door", alive_until=at("21:59"))
        session.add(reader)
        session.flush()
        for badge, clock in (("9001", "08:26:10"), ("9001", "17:33"), ("9002", "08:41:20"), ("9002", "17:31:05")):
            session.add(PunchRow(reader_id=reader.id, badge=badge, at=at(clock), received_at=at(clock)))


def _seen(stage: Stage) -> None:
    staffed, sign, empty = WindowState.staffed, WindowState.away_sign, WindowState.unattended
    day = [
        ("H1/W1", staffed, "08:30", "09:12"), ("H1/W1", empty, "09:12", "09:18:20"),
        ("H1/W1", staffed, "09:18:20", "11:00"), ("H1/W1", sign, "11:00", "11:20"),
        ("H1/W1", staffed, "11:30", "17:30"), ("H1/W2", staffed, "08:41:40", "17:30"),
        ("H2/W9", staffed, "21:40", "22:00"),
    ]  # fmt: skip
    with writing_to(stage.engine) as session:
        for window, state, start, end in day:
            see(session, stage, window, state, at(start), at(end))


def see(
    session: Session, stage: Stage, window: str, state: WindowState, start: datetime, end: datetime, every_s: int = 20
) -> None:
    """Looks every so often from `start` on, before `end`, in runs as the worker keeps them."""
    evidence = {"staffed": "tag-hidden", "away_sign": "sign-tag", "unattended": "seat-tag"}[state.value]
    looks = [start + timedelta(seconds=s) for s in range(0, int((end - start).total_seconds()), every_s)]
    per_run = LONGEST_RUN_S // every_s
    for run in (looks[i : i + per_run] for i in range(0, len(looks), per_run)):
        offsets = array("Q", ((each - run[0]) // timedelta(microseconds=1) for each in run))
        session.add(
            LookRunRow(
                window_id=stage.windows[window], camera_id=stage.cameras[window[:2]], state=state, evidence=evidence,
                first=run[0], last=run[-1], offsets_us=offsets.tobytes(),
            )
        )  # fmt: skip


def _by_hand(stage: Stage) -> None:
    """Cases beside those of the judged day, which is not judged again."""
    with writing_to(stage.engine) as session:
        session.add(hand_made(stage, "H1", "周敏", "late", date(2026, 6, 2), "08:30", "08:44"))
        session.add(hand_made(stage, "H2", "吴刚", "late", date(2026, 6, 2), "08:30", "08:52"))


def hand_made(
    stage: Stage, hall: str, name: str | None, rule: str, day: date, start: str, end: str | None, **other: object
) -> ViolationRow:
    facts = {"came": end or start, "late_min": "14", "start": start}
    told = {
        "hall_id": stage.halls[hall], "day": day, "rule": rule, "norms": ["cc/1/17/1"],
        "subject_kind": SubjectKind.staff, "subject": name or "W1", "staff_id": stage.staff[name] if name else None,
        "start": at(start, day), "end": at(end, day) if end else None, "status": ViolationStatus.pending,
        "why": {"code": "attendance.late", "facts": facts}, "pack_version": "default-2026.2",
        "opened_at": at("22:00", day), "updated_at": at("22:00", day),
    }  # fmt: skip
    return ViolationRow(**{**told, **other})


def _name_violations(stage: Stage) -> None:
    names = {id_: name for name, id_ in stage.staff.items()}
    with Session(stage.engine) as session:
        for row in session.exec(select(ViolationRow)).all():
            stage.violations[f"{names.get(row.staff_id, '-')} {row.rule}"] = row.id  # type: ignore[arg-type]


def _stills(stage: Stage) -> None:
    folder = EvidenceFolder(stage.settings.evidence_dir)
    with writing_to(stage.engine) as session:
        for case, hall, window in (("王芳 window-unattended", "H1", "H1/W1"), ("吴刚 late", "H2", "H2/W9")):
            row = EvidenceRow(
                violation_id=stage.violations[case], camera_id=stage.cameras[hall], window_id=stage.windows[window],
                taken_at=at("09:14"), sha256=folder.put(STILL + case.encode()), size_bytes=len(STILL),
                kind=StillKind.begin, width_px=346, height_px=562,
            )  # fmt: skip
            session.add(row)
            stage.evidence[case] = row.id
