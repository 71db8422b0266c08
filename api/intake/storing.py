"""What was seen on one frame, stored in one transaction; the day is to be judged anew where anything usable was."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from conduct.judging.stale import mark_stale, touched_days
from conduct.records.attire_looks import keep_attire_look
from conduct.records.looks import keep_look
from conduct.records.site_signals import keep_site_signals
from models.tables import CameraRow, FrameRow, FrameStatus, HallRow
from models.values.local_time import local_day
from models.values.occupancy import WindowState
from models.values.seeing import Sighting
from vision.attire_signals import SignalState
from vision.look import Look


def store_looks(
    session: Session,
    *,
    frame_id: UUID,
    camera_id: UUID,
    captured_at: datetime,
    looks: Iterable[tuple[UUID, Look]],
    now: datetime,
) -> None:
    """Store the usable looks (each with its window) of a frame, which then is looked at."""
    hall = session.get_one(HallRow, session.get_one(CameraRow, camera_id).hall_id)
    usable = [(window_id, look) for window_id, look in looks if look.sighting.usable]
    for window_id, look in usable:
        sighting = look.sighting
        keep_look(
            session,
            window_id=window_id,
            camera_id=camera_id,
            at=captured_at,
            state=state_of_sighting(sighting),
            evidence=sighting.evidence.value,
        )
        # a look that stands again says nothing new of clothes
        if not look.again and look.attire is not None:
            keep_attire_look(
                session,
                window_id=window_id,
                camera_id=camera_id,
                at=captured_at,
                people=sighting.people,
                sign=sighting.sign,
                attire=look.attire.attire,
            )
        if not look.again and look.site_signals is not None:
            seen = [signal.value for signal, state in look.site_signals.items() if state is SignalState.seen]
            keep_site_signals(session, window_id, local_day(captured_at, ZoneInfo(hall.timezone)), captured_at, seen)
    session.get_one(FrameRow, frame_id).status = FrameStatus.looked
    if usable:
        mark_stale(session, hall.id, touched_days(session, hall, captured_at, captured_at), now=now)


def state_of_sighting(sighting: Sighting) -> WindowState:
    """Rule 1 for one usable sighting."""
    if sighting.people:
        return WindowState.staffed
    return WindowState.away_sign if sighting.sign else WindowState.unattended
