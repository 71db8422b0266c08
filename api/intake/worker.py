"""The one thread that looks at frames: from the spool to stored looks."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func
from sqlmodel import Session, col, or_, select, update

from api.cameras.board import SetUpBoard
from api.cameras.refused import RefusedFrames
from api.clock import Clock
from api.database import writing_to
from api.health import Health, HealthBoard
from api.intake.care import CameraCare
from api.intake.hours import is_looked_at
from api.intake.plan import Plan, PlanLimits, Waiting, plan
from api.intake.showing import show, show_picture
from api.intake.spool import Spool
from api.intake.still_making import Seen, offer_stills
from api.intake.stills import Stills
from api.intake.storing import state_of_sighting, store_looks
from api.intake.taught import TaughtPlaces
from models.database import reading
from models.tables import CameraRow, CameraViewRow, FrameRow, FrameStatus, HallRow, WindowRow
from models.values.seeing import WindowView
from vision.look import Detectors, Look
from vision.looker import Looker
from vision.shot import Shot

log = logging.getLogger(__name__)

FRAMES_PER_PLAN = 16
"""So many frames are looked at before new ones are considered."""
FRAMES_TOGETHER = 16
"""So many share the person detector's inputs. More fill them better and hold more pictures in memory at once."""
PIXELS_TOGETHER = 24_000_000
WAITING_CONSIDERED = 5000
IDLE_S = 1.0
TRIES = 2


@dataclass(frozen=True, slots=True)
class _Ready:
    """A frame with the windows that are in it."""

    frame: Waiting
    window_ids: tuple[UUID, ...]
    shot: Shot


class Worker:
    """Looks at frames as they come. `idle` is set while nothing waits."""

    def __init__(
        self,
        *,
        engine: Engine,
        spool: Spool,
        clock: Clock,
        health: HealthBoard,
        stills: Stills,
        arrived: Event,
        looked: Callable[[], None],
        make_looker: Callable[[], Looker],
        limits: PlanLimits,
        refused: RefusedFrames | None = None,
        board: SetUpBoard | None = None,
    ) -> None:
        self._engine, self._spool, self._clock = engine, spool, clock
        self._health, self._stills, self._arrived, self._looked = health, stills, arrived, looked
        self._make_looker, self._limits = make_looker, limits
        self._board = board or SetUpBoard()
        self._taught = TaughtPlaces(engine)
        self._care = CameraCare(engine, clock, refused)
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="look", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._arrived.set()
        self._thread.join()

    def _run(self) -> None:
        looker = self._make_looker()
        self._health.put(health_of(looker.start()))
        while not self._stopping.is_set():
            self._arrived.clear()
            try:
                busy = self._work(looker)
            except Exception:
                log.exception("looking failed; going on in %s s", IDLE_S)
                self._stopping.wait(IDLE_S)
                continue
            if not busy:
                self._arrived.wait(IDLE_S)

    def _work(self, looker: Looker) -> bool:
        planned = self._plan()
        self._board.let_go(self._clock.now())
        self._care.attend((*planned.look, *planned.superseded))
        self._supersede(planned.superseded, "behind schedule")
        if not planned.look:
            return False
        self._taught.refresh()
        now = planned.look[:FRAMES_PER_PLAN]
        open_now = self._in_hours(now)
        closed = [frame for frame in now if frame.id not in open_now]
        self._show_unlooked(looker, closed)
        self._supersede(closed, "outside of the hall's hours")
        for group in together(self._ready(frame for frame in now if frame.id in open_now)):
            if self._stopping.is_set():
                break
            self.look(looker, group)
        return True

    def _in_hours(self, frames: Sequence[Waiting]) -> frozenset[UUID]:
        with Session(reading(self._engine)) as session:
            rows = session.exec(
                select(CameraRow.id, HallRow.timezone, HallRow.opens, HallRow.closes)
                .join(HallRow, col(HallRow.id) == col(CameraRow.hall_id))
                .where(col(CameraRow.id).in_({frame.camera_id for frame in frames}))
            ).all()
        hours = {camera_id: (ZoneInfo(timezone), opens, closes) for camera_id, timezone, opens, closes in rows}
        return frozenset(frame.id for frame in frames if is_looked_at(frame.captured_at, *hours[frame.camera_id]))

    def _plan(self) -> Plan:
        with Session(reading(self._engine)) as session:
            rows = session.exec(
                select(FrameRow.id, FrameRow.camera_id, FrameRow.captured_at, FrameRow.received_at)
                .where(FrameRow.status == FrameStatus.spooled)
                .order_by(col(FrameRow.received_at))
                .limit(WAITING_CONSIDERED)
            ).all()
            waiting = [Waiting(*row) for row in rows]
            return plan(waiting, _looked_until(session, waiting), now=self._clock.now(), limits=self._limits)

    def _supersede(self, frames: Iterable[Waiting], why: str) -> None:
        ids = [frame.id for frame in frames]
        if not ids:
            return
        with writing_to(self._engine) as session:
            session.exec(update(FrameRow).where(col(FrameRow.id).in_(ids)).values(status=FrameStatus.superseded))
        for frame_id in ids:
            self._spool.drop(frame_id)
        log.info("%s superseded=%d", why, len(ids))

    def _ready(self, frames: Iterable[Waiting]) -> Iterator[_Ready]:
        """Frames with their windows; those that cannot be read are put aside."""
        for frame in frames:
            try:
                with Session(reading(self._engine)) as session:
                    views = views_at(session, frame.camera_id, frame.captured_at)
                    taught = self._taught.of(session, frame.camera_id, frame.captured_at)
                body = self._spool.read(frame.id)
                shot = Shot(body, tuple(view for _, view in views), str(frame.camera_id), frame.captured_at, taught)
                shot.check()
            except Exception as error:  # noqa: BLE001 - one unreadable frame must not keep the others from a look
                self._failed(frame, error)
                continue
            yield _Ready(frame, tuple(window_id for window_id, _ in views), shot)

    def look(self, looker: Looker, group: Sequence[_Ready]) -> None:
        """Some frames at once: decode, look, and for each by itself store what was seen and forget the picture."""
        try:
            looks = looker.look_many([one.shot for one in group])
        except Exception as error:  # noqa: BLE001 - whatever a picture does to a decoder, the next one is looked at
            if len(group) == 1:
                self._failed(group[0].frame, error)
                return
            for one in group:
                self.look(looker, [one])
            return
        for one, seen in zip(group, looks, strict=True):
            self._keep(looker, one, seen)

    def _keep(self, looker: Looker, one: _Ready, looks: list[Look]) -> None:
        cared = self._care.measure(one.frame, one.shot, looks)
        told = list(zip(one.window_ids, cared.looks, strict=True))
        show(self._board, looker, one.shot, one.frame.camera_id, told, self._clock.now())
        # first, so that they are there when judging learns of these looks
        self._offer_stills(one, cared.looks)
        with writing_to(self._engine) as session:
            store_looks(
                session,
                frame_id=one.frame.id,
                camera_id=one.frame.camera_id,
                captured_at=one.frame.captured_at,
                looks=told,
                now=self._clock.now(),
            )
            stored = self._care.keep(session, one.frame, cared)
        self._care.settle(stored)
        self._spool.drop(one.frame.id)
        self._looked()

    def _show_unlooked(self, looker: Looker, frames: Sequence[Waiting]) -> None:
        """Cameras are set up while the hall is closed, too."""
        for frame in frames:
            if self._board.wants_picture(frame.camera_id, frame.captured_at, self._clock.now()):
                try:
                    shot = Shot(self._spool.read(frame.id), (), str(frame.camera_id), frame.captured_at)
                    show_picture(self._board, looker, shot, frame.camera_id, self._clock.now())
                except Exception as error:  # noqa: BLE001 - whatever a picture does to a decoder
                    log.warning("frame %s could not be shown: %s", frame.id, " ".join(str(error).split()))

    def _failed(self, frame: Waiting, error: Exception) -> None:
        with writing_to(self._engine) as session:
            row = session.get_one(FrameRow, frame.id)
            row.tries += 1
            broken = row.tries >= TRIES
            if broken:
                row.status = FrameStatus.broken
        if broken:
            self._spool.drop(frame.id)
        why = " ".join(str(error).split())
        log.warning("frame %s failed (%s): %s", frame.id, "broken" if broken else "tried again", why)

    def _offer_stills(self, one: _Ready, looks: list[Look]) -> None:
        seen = [
            Seen(window_id, view, look, state_of_sighting(look.sighting))
            for window_id, view, look in zip(one.window_ids, one.shot.windows, looks, strict=True)
        ]
        offer_stills(
            self._stills, one.shot, one.frame.camera_id, seen, captured_at=one.frame.captured_at, now=self._clock.now()
        )


def together(frames: Iterable[_Ready]) -> Iterator[list[_Ready]]:
    """The frames in order, in groups to be looked at in one go."""
    group: list[_Ready] = []
    pixels = 0
    for one in frames:
        if group and (len(group) >= FRAMES_TOGETHER or pixels + one.shot.pixels > PIXELS_TOGETHER):
            yield group
            group, pixels = [], 0
        group.append(one)
        pixels += one.shot.pixels
    if group:
        yield group


def health_of(detectors: Detectors) -> Health:
    at_work = {
        "markers": detectors.markers,
        "persons": detectors.persons,
        "attributes": detectors.attributes,
        "site-signals": detectors.site_signals,
    }
    lacking = [detectors.persons_missing_because] if detectors.persons_missing_because is not None else []
    if lacking:
        log.warning("no person detector, tags only: %s", lacking[0])
    if detectors.persons_name is not None:
        log.info("person detector: %s", detectors.persons_name)
    for why in detectors.missing:
        log.warning("a detector that was asked for is missing: %s", why)
    names = tuple(name for name, is_at_work in at_work.items() if is_at_work)
    return Health(detectors=names, degraded="; ".join([*lacking, *detectors.missing]) or None)


def _looked_until(session: Session, waiting: Iterable[Waiting]) -> dict[UUID, datetime]:
    first: dict[UUID, datetime] = {}
    for frame in waiting:
        first[frame.camera_id] = min(frame.captured_at, first.get(frame.camera_id, frame.captured_at))
    until: dict[UUID, datetime] = {}
    for camera_id, at in first.items():
        latest = session.exec(
            select(func.max(FrameRow.captured_at)).where(
                FrameRow.camera_id == camera_id, FrameRow.captured_at < at, FrameRow.status == FrameStatus.looked
            )
        ).one()
        if latest:
            until[camera_id] = latest
    return until


def views_at(session: Session, camera_id: UUID, at: datetime) -> list[tuple[UUID, WindowView]]:
    """The windows that a camera looked at at a time, with their zones as they were then."""
    rows = session.exec(
        select(CameraViewRow, WindowRow)
        .join(WindowRow, col(WindowRow.id) == col(CameraViewRow.window_id))
        .where(
            CameraViewRow.camera_id == camera_id,
            CameraViewRow.valid_from <= at,
            or_(col(CameraViewRow.valid_until).is_(None), col(CameraViewRow.valid_until) > at),
            or_(col(WindowRow.retired_at).is_(None), col(WindowRow.retired_at) > at),
        )
        .order_by(col(WindowRow.code))
    ).all()
    return [(window.id, _view(view, window)) for view, window in rows]


def _view(view: CameraViewRow, window: WindowRow) -> WindowView:
    return WindowView(
        window=window.code,
        tag_number=window.tag_number,
        staff_zone=tuple((x, y) for x, y in view.staff_zone),
        sign_zone=tuple((x, y) for x, y in view.sign_zone) if view.sign_zone else None,
        customer_zone=tuple((x, y) for x, y in view.customer_zone) if view.customer_zone else None,
        seat_tag=window.seat_tag,
        sign_text=window.sign_text,
    )
