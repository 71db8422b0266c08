"""Throwing away what is no longer needed. Each call takes so many rows that others wait only shortly for the lock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select, update

from conduct.keeping.retention import JOB_RUNS_DAYS, ODD_PUSHES_DAYS, PRESENCE_S, SITE_SIGNALS_DAYS, Retention
from models.tables import (
    CameraRow,
    CameraTraceRow,
    CasePresenceRow,
    FrameRow,
    FrameStatus,
    HeldPunchRow,
    JobRunRow,
    NoticeRow,
    OddPushRow,
    SessionRow,
    SiteSignalRow,
)

AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows were dropped, and of how many reader's lines the words."""

    frames: int
    traces: int
    sessions: int
    notices: int = 0
    lines: int = 0
    job_runs: int = 0
    site_signals: int = 0
    odd_pushes: int = 0
    presences: int = 0


def purge(session: Session, *, now: datetime, retention: Retention) -> Purged:
    """Everything that one round of housekeeping drops but pictures, which lie elsewhere."""
    return Purged(
        frames=purge_frames(session, now=now, late_days=retention.late_days),
        traces=purge_traces(session, now=now, late_days=retention.late_days),
        sessions=purge_sessions(session, now=now),
        notices=purge_notices(session, now=now, days=retention.notices_days),
        lines=purge_lines(session, now=now, days=retention.settled_lines_days),
        job_runs=purge_job_runs(session, now=now),
        site_signals=purge_site_signals(session, now=now),
        odd_pushes=purge_odd_pushes(session, now=now),
        presences=purge_presences(session, now=now),
    )


def purge_frames(session: Session, *, now: datetime, late_days: float, at_most: int = AT_ONCE) -> int:
    """Drop ledger rows of frames so old that they would be refused if they came again, and a day more.

    Frames that still wait in the spool stay. Returns how many were dropped; `at_most` means that there may be more.
    """
    before = now - timedelta(days=late_days + 1)
    old = (
        select(FrameRow.id)
        .where(
            # Names every camera, since what a camera captured is indexed by camera and time.
            col(FrameRow.camera_id).in_(select(CameraRow.id)),
            FrameRow.captured_at < before,
            FrameRow.status != FrameStatus.spooled,
        )
        .limit(at_most)
    )
    return session.exec(delete(FrameRow).where(col(FrameRow.id).in_(old))).rowcount


def purge_traces(session: Session, *, now: datetime, late_days: float) -> int:
    """Drop what frames told of their cameras so long ago that no late one can change it; its episodes stay."""
    before = now - timedelta(days=late_days + 1)
    old = col(CameraTraceRow.camera_id).in_(select(CameraRow.id)), col(CameraTraceRow.start) < before
    return session.exec(delete(CameraTraceRow).where(*old)).rowcount


def purge_sessions(session: Session, *, now: datetime) -> int:
    """Drop log-ins that have expired; returns how many."""
    return session.exec(delete(SessionRow).where(col(SessionRow.expires_at) <= now)).rowcount


def purge_notices(session: Session, *, now: datetime, days: float, at_most: int = AT_ONCE) -> int:
    """Drop notices given longer ago, read or not, with what there is to deliver of them; returns how many."""
    old = select(NoticeRow.id).where(NoticeRow.at < now - timedelta(days=days)).limit(at_most)
    return session.exec(delete(NoticeRow).where(col(NoticeRow.id).in_(old))).rowcount


def purge_lines(session: Session, *, now: datetime, days: float, at_most: int = AT_ONCE) -> int:
    """Forget what readers' lines said once they were settled for so long; returns how many.

    Their hashes stay: a terminal that sends all it has once more must not bring settled lines up again.
    """
    old = (
        select(HeldPunchRow.id)
        .where(col(HeldPunchRow.settled_at) < now - timedelta(days=days), HeldPunchRow.raw != b"")
        .limit(at_most)
    )
    blank = {"raw": b"", "badge": None, "at": None}
    return session.exec(update(HeldPunchRow).where(col(HeldPunchRow.id).in_(old)).values(blank)).rowcount


def purge_job_runs(session: Session, *, now: datetime, at_most: int = AT_ONCE) -> int:
    """Drop ticks of jobs so old that nobody will run them again; returns how many."""
    old = select(JobRunRow.id).where(JobRunRow.scheduled_at < now - timedelta(days=JOB_RUNS_DAYS)).limit(at_most)
    return session.exec(delete(JobRunRow).where(col(JobRunRow.id).in_(old))).rowcount


def purge_site_signals(session: Session, *, now: datetime) -> int:
    """Drop when badges and desk plates were seen longer ago; returns of how many windows' days."""
    old = col(SiteSignalRow.last_seen_at) < now - timedelta(days=SITE_SIGNALS_DAYS)
    return session.exec(delete(SiteSignalRow).where(old)).rowcount


def purge_odd_pushes(session: Session, *, now: datetime) -> int:
    """Drop what is kept of pushes that were not understood, a week after their hour; returns how many rows."""
    return session.exec(delete(OddPushRow).where(col(OddPushRow.hour) < now - timedelta(days=ODD_PUSHES_DAYS))).rowcount


def purge_presences(session: Session, *, now: datetime) -> int:
    """Drop who had a case open and gave no sign any more: what a service left behind that was stopped at once."""
    old = col(CasePresenceRow.seen_at) < now - timedelta(seconds=PRESENCE_S)
    return session.exec(delete(CasePresenceRow).where(old)).rowcount
