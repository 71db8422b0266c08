"""What housekeeping drops and what it keeps."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from conduct.housekeeping import Purged, purge, purge_frames
from models.tables import FrameRow, FrameStatus, Role, SessionRow, UserRow
from tests.conduct.hall import NOW, Hall, add, make_hall

LATE_DAYS = 7


def add_frame(session: Session, hall: Hall, age: timedelta, status: FrameStatus = FrameStatus.looked) -> None:
    frame = FrameRow(
        camera_id=hall.camera.id, captured_at=NOW - age, time_given=True, received_at=NOW, sha256=bytes(32),
        size_bytes=1, status=status,
    )  # fmt: skip
    add(session, frame)


FRAMES = {
    "one that may still be repeated": (timedelta(days=7), FrameStatus.looked, 0),
    "a day more is kept, to the second": (timedelta(days=8), FrameStatus.looked, 0),
    "an older one": (timedelta(days=8, seconds=1), FrameStatus.looked, 1),
    "an older one that was superseded": (timedelta(days=9), FrameStatus.superseded, 1),
    "an older one that is broken": (timedelta(days=9), FrameStatus.broken, 1),
    "one that still waits in the spool": (timedelta(days=90), FrameStatus.spooled, 0),
}


@pytest.mark.parametrize("name", FRAMES)
def test_frames(session: Session, name: str) -> None:
    age, status, dropped = FRAMES[name]
    add_frame(session, make_hall(session), age, status)
    assert purge_frames(session, now=NOW, late_days=LATE_DAYS) == dropped
    assert len(session.exec(select(FrameRow.id)).all()) == 1 - dropped


def test_only_so_many_at_once(session: Session) -> None:
    hall = make_hall(session)
    for days in range(10, 15):
        add_frame(session, hall, timedelta(days=days))
    assert [purge_frames(session, now=NOW, late_days=LATE_DAYS, at_most=3) for _ in range(3)] == [3, 2, 0]


def test_sessions_that_expired(session: Session) -> None:
    user = add(session, UserRow(login="fang", name="王芳", role=Role.staff, password_hash=""))
    for i, left in enumerate((timedelta(seconds=1), timedelta(), -timedelta(days=1))):
        row = SessionRow(token_sha256=bytes([i]), csrf="", user_id=user.id, created_at=NOW, expires_at=NOW + left)
        add(session, row)
    add_frame(session, make_hall(session), timedelta(days=30))
    assert purge(session, now=NOW, late_days=LATE_DAYS) == Purged(frames=1, sessions=2)
    assert [row.expires_at for row in session.exec(select(SessionRow)).all()] == [NOW + timedelta(seconds=1)]
