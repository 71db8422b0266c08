"""How much of everything is held now, since when, and what was let go of last; no table is counted to its end."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlmodel import Session, col, func, select

from models.tables import (
    AppealRow,
    AppraisalRow,
    AttendanceRow,
    AttireLookRow,
    AuditEntryRow,
    CameraEpisodeRow,
    CorrectionRow,
    DecisionRow,
    EvidenceRow,
    FrameRow,
    HeldPunchRow,
    InspectionRoundRow,
    JobRunRow,
    LeaveRow,
    LookRunRow,
    NoticeRow,
    PunchRow,
    SecondReviewRow,
    SessionRow,
    ShiftRow,
    SiteSignalRow,
    StaffExemptionRow,
    ViolationRow,
)

COUNTED_TO = 20_000
"""Counting further says nothing more to anybody, and costs more."""
TABLES: Mapping[str, tuple[Any, Any]] = {
    "frames": (FrameRow, FrameRow.captured_at), "looks": (LookRunRow, LookRunRow.first),
    "clothes": (AttireLookRow, AttireLookRow.at), "site-signals": (SiteSignalRow, SiteSignalRow.first_seen_at),
    "stills": (EvidenceRow, EvidenceRow.taken_at), "care": (CameraEpisodeRow, CameraEpisodeRow.start),
    "punches": (PunchRow, PunchRow.at), "reader-lines": (HeldPunchRow, HeldPunchRow.received_at),
    "roster": (ShiftRow, ShiftRow.start), "leave": (LeaveRow, LeaveRow.start),
    "exemptions": (StaffExemptionRow, StaffExemptionRow.first_day), "attendance": (AttendanceRow, AttendanceRow.day),
    "corrections": (CorrectionRow, CorrectionRow.requested_at), "cases": (ViolationRow, ViolationRow.start),
    "verdicts": (DecisionRow, DecisionRow.at), "second": (SecondReviewRow, SecondReviewRow.at),
    "appeals": (AppealRow, AppealRow.lodged_at), "rounds": (InspectionRoundRow, InspectionRoundRow.begun_at),
    "appraisals": (AppraisalRow, AppraisalRow.computed_at), "notices": (NoticeRow, NoticeRow.at),
    "log-ins": (SessionRow, SessionRow.created_at), "audit": (AuditEntryRow, AuditEntryRow.at),
}  # fmt: skip
"""By the codes of `processing.COLLECTED`: the table, and the time by which something is old."""
PURGED_BY: Mapping[str, str] = {
    "frames": "frames", "notices": "notices", "lines": "reader-lines", "site_signals": "site-signals",
}  # fmt: skip
"""What a round of housekeeping counts, by the codes of what is collected."""


@dataclass(frozen=True, slots=True)
class Held:
    """`oldest` is what was taken in first, in UTC; None where nothing is held."""

    count: int
    oldest: datetime | None

    @property
    def said(self) -> str:
        return f"{COUNTED_TO:,}+" if self.count > COUNTED_TO else f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class Purged:
    """What was let go of last of a kind: when the round ran, and how many it took."""

    at: datetime
    count: int


def held(session: Session) -> dict[str, Held]:
    return {code: _held(session, table, time_) for code, (table, time_) in TABLES.items()}


def purged(session: Session) -> tuple[dict[str, Purged], datetime | None]:
    """The last round that took anything of a kind, of the last hundred; and when the last round ran."""
    found: dict[str, Purged] = {}
    rounds = _last_runs(session, "purge")
    for run in rounds:
        for name, count in re.findall(r"(\w+)=(\d+)", run.outcome or ""):
            code = PURGED_BY.get(name)
            if code is not None and int(count):
                found.setdefault(code, Purged(run.scheduled_at, int(count)))
    of_pictures = _last_runs(session, "purge-evidence")
    for run in of_pictures:
        took = re.match(r"(\d+) pictures", run.outcome or "")
        if took and int(took[1]):
            found.setdefault("stills", Purged(run.scheduled_at, int(took[1])))
    last = max((run.scheduled_at for run in (*rounds[:1], *of_pictures[:1])), default=None)
    return found, last


def _held(session: Session, table: Any, time_: Any) -> Held:
    some, first = select(table.id), None
    if table is EvidenceRow:
        some = some.where(col(EvidenceRow.purged_at).is_(None))
    count = session.exec(select(func.count()).select_from(some.limit(COUNTED_TO + 1).subquery())).one()
    if count:
        # ids sort by when something was taken in, and pictures that are kept are few
        oldest = select(time_).order_by(col(table.id)).limit(1)
        if table is EvidenceRow:
            oldest = select(func.min(time_)).where(col(EvidenceRow.purged_at).is_(None))
        first = session.exec(oldest).first()
    return Held(count, _instant(first))


def _instant(found: Any) -> datetime | None:
    if isinstance(found, datetime):
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return datetime.combine(found, time(), UTC) if isinstance(found, date) else None


def _last_runs(session: Session, job: str) -> Sequence[JobRunRow]:
    runs = select(JobRunRow).where(JobRunRow.job == job).order_by(col(JobRunRow.scheduled_at).desc())
    return session.exec(runs.limit(100)).all()
