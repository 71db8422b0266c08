"""The state of many windows at this moment: since when, by what evidence, and when each was last looked at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from api.windows.seen import HORIZONS, Live, SeenBy, evidence_of, limits_on
from conduct.judging.occupancy import OccupancyLimits, timeline
from conduct.records.looks import last_look
from conduct.records.recent_looks import RecentRun, recent_runs
from conduct.records.site_signals import site_signals_on
from models.tables import HallRow, WindowRow
from models.values.interval import Interval
from models.values.local_time import local_day
from models.values.occupancy import StateSpan, WindowState

REMEMBERED_FOR = timedelta(minutes=15)
"""At most so long, and at least half as long, a state's beginning is not looked for again. Longer spares work where
states last for hours; shorter shows sooner where looks came in late."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a state that reaches back further than the first horizon was found to begin."""

    state: WindowState
    since: datetime | None
    last_look: datetime | None
    found_at: datetime


@dataclass
class Beginnings:
    """What one service remembers of states that last; safe to share between threads."""

    _known: dict[UUID, Beginning] = field(default_factory=dict[UUID, Beginning])
    _lock: Lock = field(default_factory=Lock)

    def of(self, window_id: UUID, state: WindowState, now: datetime) -> Beginning | None:
        with self._lock:
            known = self._known.get(window_id)
        if known is None or known.state != state:
            return None
        # not of all windows at the same time
        lasts = REMEMBERED_FOR * (1 + window_id.int % 100 / 100) / 2
        return known if timedelta() <= now - known.found_at <= lasts else None

    def keep(self, found: Mapping[UUID, Beginning]) -> None:
        with self._lock:
            self._known.update(found)


@dataclass(frozen=True, slots=True)
class _Told:
    span: StateSpan | None
    since: datetime | None
    last_look: datetime | None
    begins: bool
    """Whether the state's beginning lies within what was read."""


def live(
    session: Session,
    windows: Sequence[tuple[HallRow, WindowRow]],
    now: datetime,
    beginnings: Beginnings | None = None,
) -> list[Live]:
    """The state of each window now, by the policy of the hall's day.

    With `beginnings`, a state that lasts is traced back once in a while and not each time.
    """
    days = {window.id: local_day(now, ZoneInfo(hall.timezone)) for hall, window in windows}
    by_day = {day: limits_on(session, day) for day in sorted(set(days.values()))}
    limits = {id_: by_day[day] for id_, day in days.items()}
    near = _runs(session, limits, now - HORIZONS[0], now)
    told = {id_: _told(near.get(id_, ()), limits[id_], now - HORIZONS[0], now) for id_ in limits}
    told |= _traced(session, {i: t for i, t in told.items() if not t.begins}, limits, now, beginnings)
    signals = site_signals_on(session, days)
    return [
        replace(_live(hall, window, told[window.id], near.get(window.id, ()), now), site_signals=signals[window.id])
        for hall, window in windows
    ]


def _runs(
    session: Session, limits: Mapping[UUID, OccupancyLimits], start: datetime, now: datetime
) -> dict[UUID, list[RecentRun]]:
    return recent_runs(session, {i: timedelta(seconds=each.max_gap_s) for i, each in limits.items()}, start, now)


def _told(runs: Iterable[RecentRun], limits: OccupancyLimits, start: datetime, now: datetime) -> _Told:
    looks = [run.as_run("") for run in runs]
    seen = list(timeline("", looks, now=now, limits=limits))
    if not seen:
        return _Told(None, None, None, begins=False)
    begins = len(seen) > 1 or seen[0].start - start > timedelta(seconds=limits.max_gap_s)
    return _Told(seen[-1], seen[-1].start if begins else None, max(run.last for run in looks), begins)


def _traced(
    session: Session,
    sought: dict[UUID, _Told],
    limits: Mapping[UUID, OccupancyLimits],
    now: datetime,
    beginnings: Beginnings | None,
) -> dict[UUID, _Told]:
    """What is told of windows whose state reaches back further, by what is remembered and else by looking back."""
    found: dict[UUID, _Told] = {}
    for id_, told in sought.items():
        state = told.span.state if told.span else WindowState.unknown
        known = beginnings.of(id_, state, now) if beginnings else None
        if known:
            span = told.span or _unknown(known.since, now)
            found[id_] = _Told(span, known.since, told.last_look or known.last_look, begins=True)
    left = {id_: told for id_, told in sought.items() if id_ not in found}
    looked_back = _looked_back(session, left, limits, now)
    if beginnings:
        beginnings.keep(
            {
                id_: Beginning(told.span.state if told.span else WindowState.unknown, told.since, told.last_look, now)
                for id_, told in looked_back.items()
            }
        )
    return found | looked_back


def _looked_back(
    session: Session, sought: dict[UUID, _Told], limits: Mapping[UUID, OccupancyLimits], now: datetime
) -> dict[UUID, _Told]:
    told = dict(sought)
    for horizon in HORIZONS[1:]:
        left = {id_: limits[id_] for id_, each in told.items() if not each.begins}
        if not left:
            break
        runs = _runs(session, left, now - horizon, now)
        told |= {id_: _told(runs[id_], limits[id_], now - horizon, now) for id_ in left if runs.get(id_)}
    return {
        id_: replace(each, last_look=last_look(session, id_, now)) if each.last_look is None else each
        for id_, each in told.items()
    }


def _unknown(since: datetime | None, now: datetime) -> StateSpan | None:
    return StateSpan("", WindowState.unknown, since, now) if since else None


def _live(hall: HallRow, window: WindowRow, told: _Told, runs: Iterable[RecentRun], now: datetime) -> Live:
    if told.span is None:
        return Live(hall, window, WindowState.unknown, told.last_look, None, told.last_look)
    near = Interval(max(told.span.start, now - HORIZONS[0]), now)
    seen = [SeenBy(run.state, run.evidence, Interval(run.instants[0], run.instants[-1]), run.looks) for run in runs]
    touching = [each for each in seen if each.time.start <= near.end and each.time.end >= near.start]
    return Live(hall, window, told.span.state, told.since, evidence_of(told.span, touching), told.last_look)
