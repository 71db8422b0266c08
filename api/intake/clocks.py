"""Following the clock of each camera by its last frames, also by those that were refused. Of the worker's thread."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine

from api.cameras.refused import RefusedFrame
from api.cameras.saying import say
from api.cameras.watched import InUse
from api.database import writing_to
from conduct.cameras.care import tell
from conduct.cameras.silence import RECENT, clock_skew
from models.values.care import CameraCondition, CareLimits, Episode, Observation


class Clocks:
    """Which cameras' clocks are known to be off."""

    def __init__(self, engine: Engine, limits: CareLimits) -> None:
        self._engine, self._limits = engine, limits
        self._recent: dict[UUID, deque[Observation]] = {}
        self._off: dict[UUID, Episode] = {}

    def start(self, off_now: Mapping[UUID, Episode]) -> None:
        """Take up what was known before."""
        self._off = dict(off_now)

    def known(self, camera_id: UUID) -> Episode | None:
        """The episode that is stored and goes on."""
        return self._off.get(camera_id)

    def follow(self, camera: InUse | None, observation: Observation) -> Episode | None:
        """The episode that a frame begins, goes on with or ends; None where the clock is right."""
        if camera is None:
            return None
        recent = self._recent.setdefault(camera.id, deque(maxlen=RECENT))
        if not recent or observation.received_at >= recent[-1].received_at:
            recent.append(observation)
        return clock_skew(recent, camera.camera, known=self.known(camera.id), limits=self._limits)

    def settle(self, camera_id: UUID, episode: Episode | None) -> None:
        """Remember what was stored."""
        if episode is not None and episode.end is None:
            self._off[camera_id] = episode
        else:
            self._off.pop(camera_id, None)

    def read(self, frame: RefusedFrame, camera: InUse | None, now: datetime) -> None:
        """A frame that was refused for its time tells of the clock too."""
        episode = self.follow(camera, Observation(frame.captured_at, frame.received_at, fingerprint=0))
        if camera is None or episode == self.known(camera.id):
            return
        with writing_to(self._engine) as session:
            changes = tell(session, camera.id, CameraCondition.clock_skew, episode, now=now)
        self.settle(camera.id, episode)
        say(changes)
