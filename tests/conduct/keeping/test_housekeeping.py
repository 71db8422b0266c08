"""What housekeeping drops and what it keeps."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from conduct.keeping.housekeeping import (
    Purged,
    purge,
    purge_frames,
    purge_job_runs,
    purge_lines,
    purge_notices,
    purge_site_signals,
)
from conduct.keeping.retention import JOB_RUNS_DAYS, SITE_SIGNALS_DAYS, Retention
from models.tables import (
    CameraTraceRow,
    Channel,
    DeliveryRow,
    FrameRow,
    FrameStatus,
    HeldPunchRow,
    JobRunRow,
    NoticeReadRow,
    NoticeRow,
    Role,
    SessionRow,
    SiteSignalRow,
    UserRow,
)
from tests.conduct.hall import NO_REASON, NOW, Hall, add, add_violation, make_hall

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


def test_what_frames_told_of_their_cameras(session: Session) -> None:
    hall = make_hall(session)
    for days in (1, 8, 9, 10):
        start = NOW - timedelta(days=days)
        add(session, CameraTraceRow(camera_id=hall.camera.id, start=start, observations=bytes(14)))
    assert purge(session, now=NOW, retention=Retention(late_days=LATE_DAYS)) == Purged(frames=0, traces=2, sessions=0)
    assert len(session.exec(select(CameraTraceRow.id)).all()) == 2


def test_sessions_that_expired(session: Session) -> None:
    user = add(session, UserRow(login="fang", name="王芳", role=Role.staff, password_hash=""))
    for i, left in enumerate((timedelta(seconds=1), timedelta(), -timedelta(days=1))):
        row = SessionRow(token_sha256=bytes([i]), csrf="", user_id=user.id, created_at=NOW, expires_at=NOW + left)
        add(session, row)
    add_frame(session, make_hall(session), timedelta(days=30))
    assert purge(session, now=NOW, retention=Retention(late_days=LATE_DAYS)) == Purged(frames=1, traces=0, sessions=2)
    assert [row.expires_at for row in session.exec(select(SessionRow)).all()] == [NOW + timedelta(seconds=1)]


def test_notices_go_with_time_read_or_not(session: Session) -> None:
    hall = make_hall(session)
    case = add_violation(session, hall, hall.staff["S001"], "1 09:00")
    user = add(session, UserRow(login="fang", name="王芳", role=Role.staff, password_hash=""))
    for age, read in ((364, False), (365, True), (366, True), (366, False)):
        at = NOW - timedelta(days=age)
        notice = add(session, NoticeRow(violation_id=case.id, user_id=user.id, at=at, why=NO_REASON))
        webhook = DeliveryRow(notice_id=notice.id, channel=Channel.webhook, queued_at=at, due_at=at)
        add(session, webhook)
        if read:
            add(session, NoticeReadRow(notice_id=notice.id, user_id=user.id, at=at))
    assert purge_notices(session, now=NOW, days=365) == 2
    session.expire_all()
    assert sorted((NOW - row.at).days for row in session.exec(select(NoticeRow)).all()) == [364, 365]
    assert [(NOW - row.at).days for row in session.exec(select(NoticeReadRow)).all()] == [365]
    assert sorted((NOW - row.queued_at).days for row in session.exec(select(DeliveryRow)).all()) == [364, 365]


def test_a_settled_line_loses_its_words_and_keeps_its_hash(session: Session) -> None:
    """So that a terminal that sends everything once more does not bring it up again."""
    hall = make_hall(session)
    for number, settled in enumerate((None, NOW - timedelta(days=90), NOW - timedelta(days=90, seconds=1))):
        row = HeldPunchRow(
            reader_id=hall.reader.id, received_at=NOW - timedelta(days=400), reason="columns", badge="1001",
            at=NOW, raw=b"1001\t", sha256=bytes([number]) * 32, settled_at=settled,
        )  # fmt: skip
        add(session, row)
    assert purge_lines(session, now=NOW, days=90) == 1
    assert purge_lines(session, now=NOW, days=90) == 0
    session.expire_all()
    rows = session.exec(select(HeldPunchRow).order_by("sha256")).all()
    assert [(row.raw, row.badge, row.at is None) for row in rows] == [(b"1001\t", "1001", False)] * 2 + [
        (b"", None, True)
    ]
    assert [row.sha256 for row in rows] == [bytes([number]) * 32 for number in range(3)]


def test_old_ticks_of_jobs(session: Session) -> None:
    for days in (JOB_RUNS_DAYS, JOB_RUNS_DAYS + 1):
        at = NOW - timedelta(days=days)
        add(session, JobRunRow(job="purge", scheduled_at=at, started_at=at))
    assert purge_job_runs(session, now=NOW) == 1
    assert [row.scheduled_at for row in session.exec(select(JobRunRow)).all()] == [NOW - timedelta(days=JOB_RUNS_DAYS)]


def test_old_sightings_of_badges(session: Session) -> None:
    hall = make_hall(session)
    window = next(iter(hall.windows.values()))
    for days in (SITE_SIGNALS_DAYS, SITE_SIGNALS_DAYS + 1):
        at = NOW - timedelta(days=days)
        add(
            session,
            SiteSignalRow(window_id=window.id, day=at.date(), signal="badge", first_seen_at=at, last_seen_at=at),
        )
    assert purge_site_signals(session, now=NOW) == 1
    assert [row.last_seen_at for row in session.exec(select(SiteSignalRow)).all()] == [
        NOW - timedelta(days=SITE_SIGNALS_DAYS)
    ]
