"""The cameras in use, with what their care needs to know of them and their halls."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.intake.hours import ALWAYS, opened_at
from models.database import reading
from models.tables import CalendarDayRow, CameraRow, HallRow
from models.values.care import WatchedCamera
from models.values.local_time import local_day
from models.values.roster import DayKind

CLOSURES_AROUND = timedelta(days=9)
"""Frames may come late."""
LEARNT_EVERY = timedelta(seconds=10)
"""So often what people changed about cameras is read again."""


@dataclass(frozen=True, slots=True)
class InUse:
    """A camera in use and when its hall is open."""

    id: UUID
    camera: WatchedCamera
    set_up_at: datetime | None
    opens: str | None
    closes: str | None
    closed_days: frozenset[date]

    def opened_at(self, at: datetime) -> datetime | None:
        """When the hall opened in whose hours `at` falls; None while it is closed."""
        opened = opened_at(at, self.camera.timezone, self.opens, self.closes)
        if opened is None:
            return None
        day = local_day(at if opened == ALWAYS else opened, self.camera.timezone)
        return None if day in self.closed_days else opened


class CamerasInUse:
    """All of them by id, as of a few seconds ago."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._learnt_at: datetime | None = None
        self._known: Mapping[UUID, InUse] = {}

    def learn(self, now: datetime) -> bool:
        """Read them again if that is due; whether it was."""
        if self._learnt_at is not None and timedelta(0) <= now - self._learnt_at < LEARNT_EVERY:
            return False
        with Session(reading(self._engine)) as session:
            self._known = cameras_in_use(session, now)
        self._learnt_at = now
        return True

    def all(self) -> Mapping[UUID, InUse]:
        return self._known

    def get(self, camera_id: UUID) -> InUse | None:
        return self._known.get(camera_id)


def cameras_in_use(session: Session, now: datetime) -> dict[UUID, InUse]:
    closures = session.exec(
        select(CalendarDayRow).where(
            CalendarDayRow.kind == DayKind.closure,
            CalendarDayRow.day >= (now - CLOSURES_AROUND).date(),
            CalendarDayRow.day <= (now + CLOSURES_AROUND).date(),
        )
    ).all()
    rows = session.exec(
        select(CameraRow, HallRow)
        .join(HallRow, col(HallRow.id) == col(CameraRow.hall_id))
        .where(col(CameraRow.retired_at).is_(None))
    ).all()
    return {
        camera.id: InUse(
            id=camera.id,
            camera=WatchedCamera(camera.code, ZoneInfo(hall.timezone), camera.interval_s),
            set_up_at=camera.set_up_at,
            opens=hall.opens,
            closes=hall.closes,
            closed_days=frozenset(each.day for each in closures if each.hall_id in (None, hall.id)),
        )
        for camera, hall in rows
    }
