"""What the windows of a camera were taught, for every frame that is looked at; read anew only when it changed."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from conduct.learning.colours import colours_on
from conduct.learning.teaching import Place, classifiers_in_use
from models.database import reading
from models.tables import CameraRow, HallColoursRow, HallRow, WindowClassifierRow, WindowRow
from models.values.local_time import local_day
from vision.look import TaughtHere
from vision.outerwear import TaughtColours
from vision.taught import TaughtWindow


class TaughtPlaces:
    """For one thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._state: Any = None
        self._windows: dict[Place, TaughtWindow] = {}
        self._codes: dict[UUID, str] = {}
        self._colours: dict[tuple[UUID, int], TaughtColours | None] = {}
        self._any_colours = False

    def refresh(self) -> None:
        """To be called now and then: one small query, and all is read anew where something was taught."""
        with Session(reading(self._engine)) as session:
            state = (
                session.exec(select(func.count(), func.max(WindowClassifierRow.trained_at))).one(),
                session.exec(
                    select(func.count(), func.max(HallColoursRow.taught_at), func.max(HallColoursRow.retired_at))
                ).one(),
            )
            if state == self._state:
                return
            self._state, self._colours = state, {}
            in_use = select(HallColoursRow.id).where(col(HallColoursRow.retired_at).is_(None)).limit(1)
            self._any_colours = session.exec(in_use).first() is not None
            self._windows = classifiers_in_use(session)
            wanted = {place.window_id for place in self._windows}
            rows = session.exec(select(WindowRow.id, WindowRow.code).where(col(WindowRow.id).in_(wanted))).all()
            self._codes = dict(rows)

    def of(self, session: Session, camera_id: UUID, at: datetime) -> TaughtHere:
        """What counts for a frame that a camera captured at a time."""
        return TaughtHere(
            windows={
                self._codes[place.window_id]: taught
                for place, taught in self._windows.items()
                if place.camera_id == camera_id
            },
            colours=self._colours_at(session, camera_id, at),
        )

    def _colours_at(self, session: Session, camera_id: UUID, at: datetime) -> TaughtColours | None:
        if not self._any_colours:
            return None
        hall_id, timezone = session.exec(
            select(HallRow.id, HallRow.timezone)
            .join(CameraRow, col(CameraRow.hall_id) == col(HallRow.id))
            .where(CameraRow.id == camera_id)
        ).one()
        day = local_day(at, ZoneInfo(timezone))
        if (hall_id, day.month) not in self._colours:
            self._colours[hall_id, day.month] = colours_on(session, hall_id, day)
        return self._colours[hall_id, day.month]
