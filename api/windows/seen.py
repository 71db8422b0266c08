"""What was seen at windows over time: their segments, each with its evidence; `api.windows.now` has the present."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from conduct.judging.occupancy import OccupancyLimits, timeline
from conduct.records.looks import LONGEST, looks_between
from conduct.records.site_signals import SeenSignal
from conduct.rules.adoption import pack_for
from models.tables import HallRow, LookRunRow, WindowRow
from models.values.interval import Interval
from models.values.local_time import local_day
from models.values.occupancy import StateSpan, WindowState

HORIZONS = (timedelta(minutes=30), timedelta(hours=4), timedelta(hours=24))
"""How far back a state's beginning is looked for, one after another; beyond the last it is not told."""
AROUND = timedelta(hours=1)
"""What was seen beside a stretch, for smoothing and gaps at its edges."""
BYTES_PER_LOOK = 8


@dataclass(frozen=True, slots=True)
class SeenBy:
    """A run of looks and by what it was decided."""

    state: WindowState
    evidence: str
    time: Interval
    """First to last look, both included."""
    looks: int


@dataclass(frozen=True, slots=True)
class Segment:
    state: WindowState
    start: datetime
    end: datetime
    evidence: str | None
    """The kind that decided most of its looks; None for unknown."""


@dataclass(frozen=True, slots=True)
class Live:
    """A window at this moment. `since` is None where it reaches back further than was looked for."""

    hall: HallRow
    window: WindowRow
    state: WindowState
    since: datetime | None
    evidence: str | None
    last_look: datetime | None
    site_signals: tuple[SeenSignal, ...] = ()
    """Badge and desk plate, where a site's own model saw them today. Not seen says nothing."""


def segments(session: Session, hall: HallRow, window: WindowRow, asked: Interval, now: datetime) -> list[Segment]:
    """A window's states over a stretch, each day by the policy of that day; what nobody saw is unknown."""
    known = Interval(asked.start, min(asked.end, now))
    runs = runs_of(session, window.id, known)
    spans: list[StateSpan] = []
    for limits, part in _by_policy(session, known, ZoneInfo(hall.timezone)):
        looks = looks_between(session, {window.id: window.code}, part.start - AROUND, part.end + AROUND)
        spans.extend(within(timeline(window.code, looks, now=now, limits=limits), part, window.code))
    return [Segment(s.state, s.start, s.end, evidence_of(s, runs)) for s in joined(spans)]


def _by_policy(session: Session, time_: Interval, zone: ZoneInfo) -> list[tuple[OccupancyLimits, Interval]]:
    days = [(limits_on(session, day), part) for day, part in hall_days(time_, zone)]
    grouped = [(limits, [part for _, part in group]) for limits, group in groupby(days, key=lambda each: each[0])]
    return [(limits, Interval(parts[0].start, parts[-1].end)) for limits, parts in grouped]


def limits_on(session: Session, day: date) -> OccupancyLimits:
    return pack_for(session, day).pack.limits.occupancy


def hall_days(time_: Interval, zone: ZoneInfo) -> list[tuple[date, Interval]]:
    """The hall's days that a stretch touches, each with its part of it. Pure."""
    cut: list[tuple[date, Interval]] = []
    start = time_.start
    while start < time_.end:
        day = local_day(start, zone)
        midnight = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
        cut.append((day, Interval(start, min(midnight, time_.end))))
        start = midnight
    return cut


def within(spans: Iterable[StateSpan], asked: Interval, window: str) -> list[StateSpan]:
    """The spans clipped to a stretch, with unknown wherever there are none. Pure."""
    cut: list[StateSpan] = []
    reached = asked.start
    for span in spans:
        both = span.time.clip(asked)
        if not both and not (span.start == span.end and asked.holds(span.start)):
            continue
        if both.start > reached:
            cut.append(StateSpan(window, WindowState.unknown, reached, both.start))
        cut.append(StateSpan(window, span.state, both.start, both.end, span.goes_on))
        reached = both.end
    if reached < asked.end:
        cut.append(StateSpan(window, WindowState.unknown, reached, asked.end))
    return cut


def joined(spans: Iterable[StateSpan]) -> list[StateSpan]:
    """Touching spans of one state as one: a change of policy at midnight is no change of state. Pure."""
    merged: list[StateSpan] = []
    for span in spans:
        last = merged[-1] if merged else None
        if last is not None and last.state == span.state and last.end == span.start and last.start < last.end:
            merged[-1] = StateSpan(span.window, span.state, last.start, span.end, span.goes_on)
        else:
            merged.append(span)
    return merged


def runs_of(session: Session, window_id: UUID, time_: Interval) -> list[SeenBy]:
    """The runs at a window that touch a stretch."""
    rows = session.exec(
        select(LookRunRow).where(
            LookRunRow.window_id == window_id,
            LookRunRow.first >= time_.start - LONGEST,
            LookRunRow.first <= time_.end,
            LookRunRow.last >= time_.start,
        )
    ).all()
    return [SeenBy(r.state, r.evidence, Interval(r.first, r.last), len(r.offsets_us) // BYTES_PER_LOOK) for r in rows]


def evidence_of(span: StateSpan, runs: Iterable[SeenBy]) -> str | None:
    """By what most of a span's looks were decided; None where there were none. Pure."""
    counted = Counter[str]()
    for run in runs:
        if run.state == span.state and run.time.start <= span.end and run.time.end >= span.start:
            counted[run.evidence] += run.looks
    # of equally many the first by name, so that the answer does not hang on the order of rows
    return min(counted, key=lambda kind: (-counted[kind], kind), default=None)
