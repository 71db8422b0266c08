"""The windows of some halls as they are now, with all that a board shows beside each."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from api.cameras.conditions import Matter, cameras_at_windows, matters_of
from api.cameras.last_frames import last_frames
from api.intake.hours import is_looked_at
from api.windows.now import Beginnings, live
from api.windows.pending import pending_at
from api.windows.seen import Live
from api.windows.unknown import Circumstances, LastFrame, why_unknown
from conduct.judging.duty_now import HallNow, duties_now
from models.tables import FrameStatus, HallRow, WindowRow
from models.values.occupancy import WindowState
from models.values.why import Why
from roster.window_duty import WindowDuty

DIGITS = re.compile(r"[0-9]+")
LastFrames = Mapping[UUID, tuple[datetime, FrameStatus]]
"""By camera when its last picture was captured, and what became of it."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A window now."""

    live: Live
    duty: WindowDuty
    matters: Sequence[Matter]
    pending: int
    why: Why | None
    """Why it is unknown, where it is."""
    last_picture: datetime | None = None
    """When the last picture of it was captured, where it is unknown; none came yet from those left out."""

    @property
    def id(self) -> UUID:
        return self.live.window.id

    @property
    def code(self) -> str:
        return self.live.window.code

    @property
    def state(self) -> WindowState:
        return self.live.state


@dataclass(frozen=True, slots=True)
class HallBoard:
    """A hall's windows now; `counts` are by state, of all its tiles."""

    hall: HallRow
    zone: ZoneInfo
    roster: HallNow
    tiles: Sequence[Tile]

    @property
    def counts(self) -> Mapping[WindowState, int]:
        counted = Counter(tile.state for tile in self.tiles)
        return {state: counted[state] for state in WindowState}

    def narrowed(self, state: WindowState | None) -> Sequence[Tile]:
        return [tile for tile in self.tiles if state is None or tile.state is state]


def boards_of(
    session: Session, windows: Sequence[tuple[HallRow, WindowRow]], now: datetime, beginnings: Beginnings | None
) -> list[HallBoard]:
    """By hall, in the order in which the windows are given."""
    shown = live(session, windows, now, beginnings)
    halls = {each.hall.id: each.hall for each in shown}
    ids = [each.window.id for each in shown]
    rosters = _rosters(session, halls, now)
    cameras = cameras_at_windows(session, ids, now)
    matters = matters_of(session, {camera_id for looking in cameras.values() for camera_id, _ in looking})
    unknown = [each for each in shown if each.state is WindowState.unknown]
    looking_there = {camera_id for each in unknown for camera_id, _ in cameras.get(each.window.id, ())}
    frames = last_frames(session, looking_there, now)
    reasons = _reasons(unknown, cameras, matters, frames, rosters, now)
    pictures = {each.window.id: _last_picture(cameras.get(each.window.id, ()), frames) for each in unknown}
    pending = pending_at(session, ids)
    tiles = [
        Tile(
            each,
            rosters[each.hall.id].window(each.window.code),
            [matter for camera_id, _ in cameras.get(each.window.id, ()) for matter in matters.get(camera_id, ())],
            pending.get(each.window.id, 0),
            reasons.get(each.window.id),
            pictures.get(each.window.id),
        )
        for each in shown
    ]
    tiles.sort(key=lambda tile: in_natural_order(tile.code))
    return [
        HallBoard(hall, ZoneInfo(hall.timezone), rosters[id_], [tile for tile in tiles if tile.live.hall.id == id_])
        for id_, hall in halls.items()
    ]


def in_natural_order(code: str) -> tuple[tuple[str, int], ...]:
    """A key by which W2 comes before W10; pure."""
    parts = DIGITS.split(code)
    numbers = [int(digits) for digits in DIGITS.findall(code)]
    return tuple(zip(parts, [*numbers, -1], strict=True))


def _rosters(session: Session, halls: Mapping[UUID, HallRow], now: datetime) -> dict[UUID, HallNow]:
    windows = session.exec(select(WindowRow.id, WindowRow.code).where(col(WindowRow.hall_id).in_(list(halls)))).all()
    return duties_now(session, halls.values(), dict(windows), now)


def _reasons(
    unknown: Sequence[Live],
    cameras: Mapping[UUID, Sequence[tuple[UUID, str]]],
    matters: Mapping[UUID, Sequence[Matter]],
    frames: LastFrames,
    rosters: Mapping[UUID, HallNow],
    now: datetime,
) -> dict[UUID, Why]:
    """Why each of the windows is unknown. Pure."""
    found: dict[UUID, Why] = {}
    for each in unknown:
        looking = cameras.get(each.window.id, ())
        hall, zone = each.hall, ZoneInfo(each.hall.timezone)
        told = Circumstances(
            closed_today=rosters[hall.id].closed,
            out_of_hours=not is_looked_at(now, zone, hall.opens, hall.closes),
            opens=hall.opens or "",
            closes=hall.closes or "",
            amiss=[code for camera_id, code in looking if matters.get(camera_id)],
            frames=[_last_frame(code, frames.get(camera_id)) for camera_id, code in looking],
        )
        found[each.window.id] = why_unknown(told, now, zone)
    return found


def _last_picture(looking: Sequence[tuple[UUID, str]], frames: LastFrames) -> datetime | None:
    return max((frames[camera_id][0] for camera_id, _ in looking if camera_id in frames), default=None)


def _last_frame(code: str, found: tuple[datetime, FrameStatus] | None) -> LastFrame:
    return LastFrame(code, found[0], found[1] is FrameStatus.broken) if found else LastFrame(code, None)
