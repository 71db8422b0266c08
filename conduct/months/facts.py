"""What is stored of a month that may keep it from being locked."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, or_, select

from conduct.months.missing import HallFacts, MonthFacts
from conduct.months.span import month_days, month_span
from conduct.months.versions import version_in_hand
from conduct.schedule.calendar_year import years_without_data
from models.tables import (
    Approval,
    AttendanceRow,
    CameraEpisodeRow,
    CameraRow,
    CorrectionRow,
    HallRow,
    StaleDayRow,
    ViolationRow,
    ViolationStatus,
)
from models.values.care import CameraCondition
from models.values.findings import AttendanceStatus
from models.values.interval import Interval

UNKNOWN = (AttendanceStatus.due, AttendanceStatus.unknown)
GIVES_NOTHING = tuple(CameraCondition)
ONE_MINUTE = timedelta(minutes=1)


def facts_of_month(session: Session, month: str, *, now: datetime) -> MonthFacts:
    """What is open of a month at `now`."""
    first_day, last_day = month_days(month)
    halls = session.exec(select(HallRow).order_by(col(HallRow.code))).all()
    years = years_without_data(session, first_day, last_day)
    return MonthFacts(
        month,
        drafted=version_in_hand(session, month) is not None,
        halls=tuple(_of_hall(session, hall, month, now) for hall in halls),
        years_without_calendar=years,
    )


def is_over_everywhere(session: Session, month: str, *, now: datetime) -> bool:
    """Whether the month is over by the clock of every hall."""
    zones = session.exec(select(HallRow.timezone).distinct()).all()
    return all(month_span(month, ZoneInfo(zone)).end <= now for zone in zones)


def _of_hall(session: Session, hall: HallRow, month: str, now: datetime) -> HallFacts:
    zone = ZoneInfo(hall.timezone)
    span = month_span(month, zone)
    first_day, last_day = month_days(month)
    pending, oldest = _cases(session, hall.id, span, (ViolationStatus.pending,))
    appeals, _ = _cases(session, hall.id, span, (ViolationStatus.appealed,))
    corrections = session.exec(
        select(func.count(col(CorrectionRow.id))).where(
            CorrectionRow.hall_id == hall.id,
            CorrectionRow.status == Approval.requested,
            CorrectionRow.day >= first_day,
            CorrectionRow.day <= last_day,
        )
    ).one()
    stale = session.exec(
        select(func.count(), func.min(col(StaleDayRow.day))).where(
            StaleDayRow.hall_id == hall.id, StaleDayRow.day >= first_day, StaleDayRow.day <= last_day
        )
    ).one()
    unknown = session.exec(
        select(func.count(col(AttendanceRow.id))).where(
            AttendanceRow.hall_id == hall.id,
            AttendanceRow.day >= first_day,
            AttendanceRow.day <= last_day,
            col(AttendanceRow.status).in_(UNKNOWN),
        )
    ).one()
    return HallFacts(
        hall=hall.code,
        open_reviews=pending,
        oldest_review=oldest.astimezone(zone).date() if oldest else None,
        running_appeals=appeals,
        open_corrections=corrections,
        stale_days=stale[0],
        first_stale_day=stale[1],
        shifts_unknown=unknown,
        camera_gaps=_camera_gaps(session, hall.id, span, now),
        is_over=span.end <= now,
    )


def _cases(
    session: Session, hall_id: UUID, span: Interval, statuses: tuple[ViolationStatus, ...]
) -> tuple[int, datetime | None]:
    if not statuses:
        return 0, None
    count, oldest = session.exec(
        select(func.count(col(ViolationRow.id)), func.min(col(ViolationRow.start))).where(
            ViolationRow.hall_id == hall_id,
            col(ViolationRow.status).in_(statuses),
            ViolationRow.start >= span.start,
            ViolationRow.start < span.end,
        )
    ).one()
    return count, oldest


def _camera_gaps(session: Session, hall_id: UUID, span: Interval, now: datetime) -> tuple[tuple[str, int], ...]:
    """Each camera's minutes without anything usable, stretches at once counted once."""
    found = session.exec(
        select(CameraRow.code, CameraEpisodeRow.start, CameraEpisodeRow.end)
        .join(CameraEpisodeRow, col(CameraEpisodeRow.camera_id) == col(CameraRow.id))
        .where(
            CameraRow.hall_id == hall_id,
            col(CameraEpisodeRow.condition).in_(GIVES_NOTHING),
            CameraEpisodeRow.start < span.end,
            or_(col(CameraEpisodeRow.end).is_(None), col(CameraEpisodeRow.end) > span.start),
        )
        .order_by(col(CameraRow.code), col(CameraEpisodeRow.start))
    ).all()
    until: dict[str, datetime] = defaultdict(lambda: span.start)
    without: dict[str, timedelta] = defaultdict(timedelta)
    for camera, start, end in found:
        begun, ended = max(start, until[camera]), min(end or now, span.end)
        if ended > begun:
            without[camera] += ended - begun
            until[camera] = ended
    return tuple((camera, length // ONE_MINUTE) for camera, length in sorted(without.items()))
