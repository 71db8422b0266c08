"""Noticing that no frames come from a camera, and that they come again. Belongs to the worker's thread."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.cameras.saying import say
from api.cameras.watched import InUse
from api.database import writing_to
from api.intake.plan import Waiting
from conduct.cameras.care import tell
from conduct.cameras.silence import Heard, heard_again_at, never_was, offline
from models.database import reading
from models.tables import FrameRow
from models.values.care import CameraCondition, CareLimits, Episode


class Silence:
    """`listen` to what comes, then `miss` what does not."""

    def __init__(self, engine: Engine, limits: CareLimits, since: datetime) -> None:
        """`since`: from when on frames would have been seen."""
        self._engine, self._limits, self._since = engine, limits, since
        self._heard: dict[UUID, Heard] = {}
        self._offline: dict[UUID, Episode] = {}

    def start(self, cameras: Iterable[UUID], offline_now: Mapping[UUID, Episode]) -> None:
        """Take up what was known before."""
        self._offline = dict(offline_now)
        with Session(reading(self._engine)) as session:
            self._heard = {id_: heard for id_ in cameras if (heard := _last_heard(session, id_))}

    def listen(self, frames: Iterable[Waiting], cameras: Mapping[UUID, InUse], now: datetime) -> None:
        """Note which frames have come; what was offline and is heard is no longer."""
        came: dict[UUID, list[Heard]] = {}
        for frame in frames:
            came.setdefault(frame.camera_id, []).append(Heard(frame.captured_at, frame.received_at))
        for camera_id, heard in came.items():
            for each in heard:
                self._heard[camera_id] = each.and_then(self._heard.get(camera_id, each))
            if camera_id in self._offline:
                self._found_again(camera_id, heard, cameras.get(camera_id), now)

    def answer(self, camera_id: UUID, at: datetime) -> None:
        """It is there, though no picture of it could be taken in."""
        heard = self._heard.get(camera_id)
        if heard is not None:
            self._heard[camera_id] = heard.and_then(Heard(heard.captured_at, at))

    def miss(self, cameras: Mapping[UUID, InUse], now: datetime) -> None:
        """Find the cameras of which nothing comes though their halls are open."""
        for camera_id, camera in cameras.items():
            opened = camera.opened_at(now)
            if opened is None or camera_id in self._offline:
                continue
            since = max(opened, self._since)
            if self._silence(camera, since, now) is not None:
                self._missed(camera, since, now)

    def forget(self, camera_id: UUID) -> None:
        """It is out of use."""
        self._offline.pop(camera_id, None)

    def _missed(self, camera: InUse, since: datetime, now: datetime) -> None:
        with writing_to(self._engine) as session:
            # more may wait than is read at once, so the ledger has the last word
            last = _last_heard(session, camera.id)
            if last is not None:
                self._heard[camera.id] = last.and_then(self._heard.get(camera.id, last))
            episode = self._silence(camera, since, now)
            if episode is None:
                return
            changes = tell(session, camera.id, CameraCondition.offline, episode, now=now)
        self._offline[camera.id] = episode
        say(changes)

    def _silence(self, camera: InUse, since: datetime, now: datetime) -> Episode | None:
        heard = self._heard.get(camera.id)
        return offline(heard, camera.camera, watched_since=since, now=now, limits=self._limits)

    def _found_again(self, camera_id: UUID, heard: Sequence[Heard], camera: InUse | None, now: datetime) -> None:
        episode = self._offline[camera_id]
        ended = replace(episode, end=heard_again_at(episode.start, heard))
        filled = camera is not None and never_was(ended, camera.camera, self._limits)
        with writing_to(self._engine) as session:
            changes = tell(session, camera_id, CameraCondition.offline, None if filled else ended, now=now)
        del self._offline[camera_id]
        say(changes)


def _last_heard(session: Session, camera_id: UUID) -> Heard | None:
    last = session.exec(
        select(FrameRow.captured_at, FrameRow.received_at)
        .where(FrameRow.camera_id == camera_id)
        .order_by(col(FrameRow.captured_at).desc())
        .limit(1)
    ).first()
    return Heard(*last) if last else None
