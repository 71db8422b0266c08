"""Running the demo: a scratch service whose clock is given, and a morning posted to it."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from fastapi import FastAPI
from sqlmodel import col, select

from api.clock import GivenClock
from api.database import writing_to
from api.demo import script
from api.demo.posting import Browser, Device
from api.hosting import wait_until_looked, wait_until_quiet
from api.keys import make_camera_key, make_reader_key
from api.setup.accounts import add_user
from api.setup.apply_halls import HallApplier
from api.setup.hall_file import HallsTold
from api.state import state_of
from models.tables import CameraRow, ReaderRow, Role
from vision.scene import Scene

Say = Callable[[str], None]
LOOKING_AT_MOST_S = 55
"""How long looking at the morning may take; slow eyes see fewer frames of it."""
FRAME_EVERY_S = (10, 15, 20, 30, script.SLOWEST_S)
QUIET_WITHIN_S = 120
SUPERVISOR, HR, ADMIN, CLERK = "zhou", "liu", "wu", "wang"


@dataclass(frozen=True, slots=True)
class LogIn:
    login: str
    name: str
    role: Role
    password: str
    staff_no: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What setting the hall up came to."""

    camera_key: str
    reader_key: str
    people: tuple[LogIn, ...]


def prepare(app: FastAPI, scene: Scene) -> Prepared:
    """The hall, its devices' keys and a log-in of each kind, made as the command line makes them."""
    state = state_of(app)
    now = state.clock.now()
    people = (
        LogIn(SUPERVISOR, "周敏", Role.supervisor, secrets.token_urlsafe(9)),
        LogIn(HR, "刘洋", Role.hr, secrets.token_urlsafe(9)),
        LogIn(ADMIN, "吴刚", Role.admin, secrets.token_urlsafe(9)),
        LogIn(CLERK, "王芳", Role.staff, secrets.token_urlsafe(9), staff_no="S001"),
    )
    with writing_to(state.engine) as session:
        HallApplier(session, by="demo", now=now).apply(HallsTold.model_validate({"halls": [script.hall_file(scene)]}))
        camera = session.exec(select(CameraRow).where(col(CameraRow.code) == script.CAMERA)).one()
        reader = session.exec(select(ReaderRow).where(col(ReaderRow.code) == script.READER)).one()
        keys = make_camera_key(camera.id, camera.code, now), make_reader_key(reader.id, now)
        session.add_all([key.row for key in keys])
        for who in people:
            halls = [script.HALL] if who.role == Role.supervisor else []
            add_user(
                session, login=who.login, name=who.name, role=who.role, password=who.password, halls=halls,
                staff_no=who.staff_no, by="demo", now=now,
            )  # fmt: skip
    return Prepared(keys[0].text, keys[1].text, people)


def post_morning(app: FastAPI, clock: GivenClock, base_url: str, prepared: Prepared, scene: Scene, say: Say) -> int:
    """Post the morning's frames and punches as devices do; returns how many frames were."""
    posted = 0
    with Device(base_url, prepared.camera_key) as camera, Device(base_url, prepared.reader_key) as reader:
        every_s = _pace(app, clock, camera, scene, say)
        for at in script.frame_times(every_s):
            clock.move_to(max(at, clock.now()))
            camera.post_frame(script.CAMERA, _frame(scene, at), at)
            posted += 1
            if posted % 8 == 0:
                wait_until_looked(app, QUIET_WITHIN_S)
        wait_until_looked(app, QUIET_WITHIN_S)
        clock.move_to(script.DAY_CLOSES)
        reader.post_punches(script.punches())
    wait_until_quiet(app, QUIET_WITHIN_S)
    return posted


def _pace(app: FastAPI, clock: GivenClock, camera: Device, scene: Scene, say: Say) -> float:
    """How often to post: as often as these eyes can look within the time that a demo may take."""
    warm_up = [script.FIRST_FRAME - timedelta(seconds=s) for s in (8, 6, 4)]
    took_s: list[float] = []
    for at in warm_up:
        clock.move_to(at)
        began = perf_counter()
        camera.post_frame(script.CAMERA, _frame(scene, at), at)
        wait_until_looked(app, QUIET_WITHIN_S)
        took_s.append(perf_counter() - began)
    look_s = min(took_s)
    morning_s = (script.LAST_FRAME - script.FIRST_FRAME).total_seconds()
    every_s = next((e for e in FRAME_EVERY_S if morning_s / e * look_s <= LOOKING_AT_MOST_S), FRAME_EVERY_S[-1])
    say(f"A look at four windows takes {look_s * 1000:.0f} ms here: a frame every {every_s} s of the morning.")
    return every_s


def _frame(scene: Scene, at: datetime) -> bytes:
    return scene.frame(script.occupants(at), tick=int(at.timestamp()), condition=script.condition(at))


@dataclass(frozen=True, slots=True)
class Outcome:
    timelines: Mapping[str, list[dict[str, Any]]]
    violations: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    appraisal: list[dict[str, Any]]
    exports: tuple[Path, ...]


def review_and_appraise(base_url: str, prepared: Prepared, exports: Path) -> Outcome:
    """What the supervisor and HR do: confirm what the camera showed, and take the month out."""
    passwords = {who.login: who.password for who in prepared.people}
    supervisor = Browser(base_url, SUPERVISOR, passwords[SUPERVISOR])
    hr = Browser(base_url, HR, passwords[HR])
    for violation in supervisor.get("/api/v1/violations?status=pending&limit=200")["items"]:
        if violation["rule"] == "window-unattended":
            told = {"verdict": "confirm", "reason": "画面清楚，窗口无人"}
            supervisor.post(f"/api/v1/violations/{violation['id']}/decision", told)
    month = script.DAY.strftime("%Y-%m")
    hr.post(f"/api/v1/appraisals/{month}/draft")
    exports.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for form in ("xlsx", "csv"):
        file = exports / f"appraisal-{month}.{form}"
        file.write_bytes(hr.download(f"/api/v1/appraisals/{month}/export?format={form}"))
        files.append(file)
    span = f"from={_query(script.FIRST_FRAME)}&to={_query(script.LAST_FRAME)}"
    return Outcome(
        timelines={
            clerk.window: supervisor.get(f"/api/v1/windows/{clerk.window}/timeline?{span}")["items"]
            for clerk in script.CLERKS
        },
        violations=supervisor.get("/api/v1/violations?limit=200&lang=en")["items"],
        tasks=supervisor.get("/api/v1/tasks?status=open&limit=200&lang=en")["items"],
        appraisal=hr.get(f"/api/v1/appraisals/{month}")["items"],
        exports=tuple(files),
    )


def _query(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
