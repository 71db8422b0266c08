"""All of one window's day: what was seen, who was rostered, breaks, punches, its cases and what ailed its cameras."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from api.auth.access import Sight
from api.cases.around import Around, look_around
from api.cases.case import Case, cases_of
from api.cases.listing import Filters, list_violations
from api.windows.seen import Segment, segments
from conduct.judging.gather import gather, hall_ids
from conduct.rules.adoption import policy_for
from models.tables import CameraEpisodeRow, CameraRow, CameraViewRow, HallRow, ViolationRow, WindowRow
from models.values.interval import Interval
from models.values.occupancy import StateSpan

OPEN_AROUND = timedelta(minutes=30)
"""What is shown before the hall opens and after it closes."""
CASES_MAX = 100


@dataclass(frozen=True, slots=True)
class Ailment:
    """Something that was the matter with a camera that looks at the window."""

    camera: str
    row: CameraEpisodeRow


@dataclass(frozen=True, slots=True)
class WindowDay:
    """`frame` is what is shown of the day; segments end now at the latest."""

    frame: Interval
    around: Around
    segments: Sequence[Segment]
    cases: Sequence[Case]
    ailments: Sequence[Ailment]


def frame_of(hall: HallRow, day: date, worked: Sequence[Interval], *, whole: bool) -> Interval:
    """From midnight to midnight, or the hours in which the hall is open or somebody works; pure."""
    zone = ZoneInfo(hall.timezone)
    midnights = Interval(_at(day, "00:00", zone), _at(day + timedelta(days=1), "00:00", zone))
    if whole or hall.opens is None or hall.closes is None or hall.opens == hall.closes:
        return midnights
    last = day if hall.closes > hall.opens else day + timedelta(days=1)
    times = [Interval(_at(day, hall.opens, zone) - OPEN_AROUND, _at(last, hall.closes, zone) + OPEN_AROUND), *worked]
    return Interval(min(each.start for each in times), max(each.end for each in times))


def window_day(
    session: Session, sight: Sight, hall: HallRow, window: WindowRow, day: date, now: datetime, *, whole: bool
) -> WindowDay:
    """By the same facts and the same code that judge the day."""
    facts = gather(session, hall, day, hall_ids(session, hall.id))
    zone = ZoneInfo(hall.timezone)
    worked = [s.time for s in facts.shifts if s.window == window.code and s.time.start.astimezone(zone).date() == day]
    frame = frame_of(hall, day, worked, whole=whole)
    limits = policy_for(session, day).limits.occupancy
    near = look_around(
        replace(facts, looks=()), frame, window=window.code, staff=None, limits=limits, now=now, pad=timedelta()
    )
    seen = segments(session, hall, window, frame, now) if frame.start < now else []
    states = tuple(StateSpan(window.code, each.state, each.start, each.end) for each in seen)
    return WindowDay(
        frame=frame,
        around=replace(near, states=states, punches=tuple(p for p in near.punches if frame.holds(p.at))),
        segments=seen,
        cases=_cases(session, sight, hall, window, frame, day),
        ailments=_ailments(session, window.id, frame),
    )


def _cases(
    session: Session, sight: Sight, hall: HallRow, window: WindowRow, frame: Interval, day: date
) -> Sequence[Case]:
    filters = Filters(
        hall=hall.code,
        since=frame.start - timedelta(days=1),
        until=frame.end,
        also=(col(ViolationRow.window_id) == window.id) & (col(ViolationRow.day) == day),
    )
    return cases_of(session, list_violations(session, sight, filters, limit=CASES_MAX, oldest_first=True).rows)


def _ailments(session: Session, window_id: UUID, frame: Interval) -> list[Ailment]:
    looking = select(CameraViewRow.camera_id).where(
        CameraViewRow.window_id == window_id,
        CameraViewRow.valid_from < frame.end,
        or_(col(CameraViewRow.valid_until).is_(None), col(CameraViewRow.valid_until) > frame.start),
    )
    rows = session.exec(
        select(CameraEpisodeRow, CameraRow.code)
        .join(CameraRow, col(CameraRow.id) == col(CameraEpisodeRow.camera_id))
        .where(
            col(CameraEpisodeRow.camera_id).in_(looking),
            CameraEpisodeRow.start < frame.end,
            or_(col(CameraEpisodeRow.end).is_(None), col(CameraEpisodeRow.end) > frame.start),
        )
        .order_by(col(CameraEpisodeRow.start))
    ).all()
    return [Ailment(code, row) for row, code in rows]


def _at(day: date, clock: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)
