"""Watching over the cameras while their frames are looked at. Belongs to the worker's thread.

What each frame tells is measured beside looking and stored with the looks; that nothing comes, or that what came has
stood long enough, is asked for every few seconds. Deciding is `conduct`'s; here is only the order of things.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.cameras.refused import RefusedFrames
from api.cameras.saying import say
from api.cameras.watched import CamerasInUse
from api.clock import Clock
from api.database import writing_to
from api.intake.clocks import Clocks
from api.intake.plan import Waiting
from api.intake.references import References
from api.intake.silence import Silence
from conduct.cameras.care import UNSETTLED, Standing, Told, decide, end_all, see, tell
from conduct.cameras.conditions import shown
from conduct.cameras.episodes import episode_of
from conduct.cameras.silence import is_early
from models.database import reading
from models.tables import CameraEpisodeRow
from models.values.care import CameraCondition, CareLimits, Episode, Observation
from models.values.seeing import Unusable
from vision.care import measure
from vision.look import Look
from vision.reference import Reference
from vision.shot import Shot

log = logging.getLogger(__name__)

ASKED_EVERY = timedelta(seconds=2)
SAYS = {
    Unusable.moved: "The camera no longer shows what it was set up to show.",
    Unusable.clock_off: "The camera's clock is off: nobody knows when this was.",
}


@dataclass(frozen=True, slots=True, eq=False)
class Cared:
    """One frame's looks, as far as they can be trusted, and what the frame tells of its camera."""

    looks: list[Look]
    observation: Observation
    skew: Episode | None
    zones: str
    reference: Reference | None


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing came to, to be settled once it is committed."""

    camera_id: UUID
    told: Told
    skew: Episode | None
    reference_taken: bool = False


class CameraCare:
    """`attend` once a round, `measure` and `keep` for each frame, `settle` after each commit."""

    def __init__(
        self, engine: Engine, clock: Clock, refused: RefusedFrames | None = None, limits: CareLimits | None = None
    ) -> None:
        self._engine, self._clock, self._limits = engine, clock, limits or CareLimits()
        self._refused = refused or RefusedFrames()
        self._cameras = CamerasInUse(engine)
        self._references = References(engine)
        self._silence = Silence(engine, self._limits, clock.now())
        self._clocks = Clocks(engine, self._limits)
        self._standing: dict[UUID, Standing] = {}
        self._asked_at: datetime | None = None
        self._started = False

    def attend(self, frames: Sequence[Waiting]) -> None:
        """Note which frames have come, and see to what time alone changes."""
        now = self._clock.now()
        self._learn(now)
        self._silence.listen(frames, self._cameras.all(), now)
        for frame in self._refused.take():
            self._silence.answer(frame.camera_id, frame.received_at)
            self._clocks.read(frame, self._cameras.get(frame.camera_id), now)
        if self._asked_at is not None and timedelta(0) <= now - self._asked_at < ASKED_EVERY:
            return
        self._asked_at = now
        self._silence.miss(self._cameras.all(), now)
        for camera_id in [id_ for id_, standing in self._standing.items() if not standing.settled]:
            self._decide(camera_id, now)

    def measure(self, frame: Waiting, shot: Shot, looks: Sequence[Look]) -> Cared:
        """What a frame tells of its camera; looks of a camera that cannot be trusted become unusable."""
        self._learn(self._clock.now())
        camera = self._cameras.get(frame.camera_id)
        measured = measure(shot, looks)
        held = self._references.held_against(frame.camera_id, frame.captured_at, shot.windows, measured, camera)
        observation = Observation(
            captured_at=frame.captured_at,
            received_at=frame.received_at,
            fingerprint=measured.fingerprint,
            kept=held.kept,
            fault=measured.fault,
            open=camera is not None and camera.opened_at(frame.captured_at) is not None,
        )
        skew = self._clocks.follow(camera, observation)
        fault = self._distrust(observation, skew)
        trusted = [_unusable(look, fault) for look in looks] if fault is not None else list(looks)
        return Cared(trusted, observation, skew, held.zones, held.taken)

    def keep(self, session: Session, frame: Waiting, cared: Cared) -> Stored:
        """Store what was measured, in the caller's transaction."""
        now, id_ = self._clock.now(), frame.camera_id
        camera = self._cameras.get(id_)
        if camera is None:
            return Stored(id_, Told(), None)
        standing = self._standing.get(id_)
        told = see(
            session, id_, camera.camera, cared.observation, now=now, standing=standing, limits=self._limits
        )  # fmt: skip
        if cared.skew is not None and cared.skew != self._clocks.known(id_):
            changes = tell(session, id_, CameraCondition.clock_skew, cared.skew, now=now)
            told = replace(told, changes=(*told.changes, *changes))
        if cared.reference is not None:
            self._references.keep(session, id_, cared.zones, cared.reference, now)
        return Stored(id_, told, cared.skew, reference_taken=cared.reference is not None)

    def settle(self, stored: Stored) -> None:
        """Remember what was committed, and say what changed."""
        say(stored.told.changes)
        self._standing[stored.camera_id] = stored.told.standing
        self._clocks.settle(stored.camera_id, stored.skew)
        if stored.reference_taken:
            self._references.forget(stored.camera_id)
            camera = self._cameras.get(stored.camera_id)
            log.info("camera %s: its reference was taken", camera.camera.code if camera else stored.camera_id)

    def _learn(self, now: datetime) -> None:
        """Take up what people changed, and at first what was known before."""
        if not self._cameras.learn(now):
            return
        for camera in self._cameras.all().values():
            self._references.follow(camera)
        with Session(reading(self._engine)) as session:
            rows = session.exec(select(CameraEpisodeRow).where(col(CameraEpisodeRow.end).is_(None))).all()
            going_on = [(row.camera_id, episode_of(row)) for row in rows]
        if not self._started:
            self._started = True
            of = {kind: {id_: e for id_, e in going_on if e.condition is kind} for kind in CameraCondition}
            self._silence.start(self._cameras.all(), of[CameraCondition.offline])
            self._clocks.start(of[CameraCondition.clock_skew])
            self._standing = {id_: UNSETTLED for id_, _ in going_on}
        for camera_id in {id_ for id_, _ in going_on} - set(self._cameras.all()):
            self._retire(camera_id, now)

    def _decide(self, camera_id: UUID, now: datetime) -> None:
        camera = self._cameras.get(camera_id)
        if camera is None:
            del self._standing[camera_id]
            return
        with writing_to(self._engine) as session:
            told = decide(session, camera_id, camera.camera, now=now, limits=self._limits)
        self.settle(Stored(camera_id, told, self._clocks.known(camera_id)))

    def _retire(self, camera_id: UUID, now: datetime) -> None:
        """Nothing is the matter any more with a camera that is out of use."""
        with writing_to(self._engine) as session:
            changes = end_all(session, camera_id, now=now)
        self._silence.forget(camera_id)
        self._clocks.settle(camera_id, None)
        say(changes)

    def _distrust(self, observation: Observation, skew: Episode | None) -> Unusable | None:
        if shown(observation, self._limits) is CameraCondition.moved:
            return Unusable.moved
        early = is_early(observation, self._limits)
        return Unusable.clock_off if early or (skew is not None and skew.end is None) else None


def _unusable(look: Look, fault: Unusable) -> Look:
    if not look.sighting.usable:
        return look
    return replace(look, sighting=replace(look.sighting, unusable=fault, why=SAYS[fault]))
