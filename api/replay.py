"""Playing timed frames to a service whose clock is given, through its real HTTP interface."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from sqlmodel import Session, col, func, select

from api.clock import GivenClock
from api.database import writing_to
from api.demo.posting import Device
from api.hosting import hosted, wait_until_looked, wait_until_quiet
from api.intake.worker import views_at
from api.keys import make_camera_key, revoke
from api.state import State, state_of
from conduct.judging.occupancy import timeline
from conduct.records.looks import looks_between
from conduct.rules.adoption import policy_for
from models.database import reading
from models.tables import CameraRow, DeviceKeyRow, FrameRow, FrameStatus, HallRow
from models.values.local_time import local_day
from models.values.occupancy import StateSpan

WITHIN_S = 600
FRAMES_AHEAD = 8
"""So many frames may wait to be looked at before the clock is moved on: none is left out."""


class NoSuchCamera(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Played:
    frames: int
    looked: int
    broken: int
    superseded: int
    timelines: Mapping[str, tuple[StateSpan, ...]]


def play(app: FastAPI, clock: GivenClock, camera_code: str, frames: Iterable[tuple[datetime, bytes]]) -> Played:
    """Post frames as the camera and wait until all are looked at and judged. Raises NoSuchCamera, NotReady."""
    state = state_of(app)
    camera_id, zone = _camera(state, camera_code)
    key_id, key = _temporary_key(state, camera_id, camera_code)
    times: list[datetime] = []
    try:
        with hosted(app) as url, Device(url, key) as device:
            for at, jpeg in frames:
                clock.move_to(at)
                device.post_frame(camera_code, jpeg, at)
                times.append(at)
                if len(times) % FRAMES_AHEAD == 0:
                    wait_until_looked(app, WITHIN_S)
            wait_until_quiet(app, WITHIN_S)
            return _told(state, camera_id, zone, times)
    finally:
        with writing_to(state.engine) as session:
            revoke(session.get_one(DeviceKeyRow, key_id), clock.now())


def _camera(state: State, code: str) -> tuple[UUID, ZoneInfo]:
    with Session(reading(state.engine)) as session:
        found = session.exec(
            select(CameraRow.id, HallRow.timezone)
            .join(HallRow, col(HallRow.id) == col(CameraRow.hall_id))
            .where(CameraRow.code == code)
        ).first()
    if found is None:
        raise NoSuchCamera(f"there is no camera {code}; 'staff-conduct halls apply' makes cameras")
    return found[0], ZoneInfo(found[1])


def _temporary_key(state: State, camera_id: UUID, code: str) -> tuple[UUID, str]:
    made = make_camera_key(camera_id, code, state.clock.now())
    key_id = made.row.id
    with writing_to(state.engine) as session:
        session.add(made.row)
    return key_id, made.text


def _told(state: State, camera_id: UUID, zone: ZoneInfo, times: list[datetime]) -> Played:
    first, last = min(times), max(times)
    with Session(reading(state.engine)) as session:
        windows = {id_: view.window for id_, view in views_at(session, camera_id, last)}
        looks = looks_between(session, windows, first, last + (last - first))
        limits = policy_for(session, local_day(first, zone)).limits.occupancy
        counts = dict(
            session.exec(
                select(FrameRow.status, func.count(col(FrameRow.id)))
                .where(FrameRow.camera_id == camera_id, FrameRow.captured_at >= first, FrameRow.captured_at <= last)
                .group_by(FrameRow.status)
            ).all()
        )
    return Played(
        frames=len(times),
        looked=counts.get(FrameStatus.looked, 0),
        broken=counts.get(FrameStatus.broken, 0),
        superseded=counts.get(FrameStatus.superseded, 0),
        timelines={
            code: timeline(code, [run for run in looks if run.window == code], now=last, limits=limits)
            for code in windows.values()
        },
    )
