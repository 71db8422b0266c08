"""A case's time drawn as a strip: what was seen, who was on duty, breaks, punches. Geometry only, pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from api.cases.around import Around
from models.values.interval import Interval

STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360)
TICKS_MAX = 7
EDGE_PERCENT = 4
"""A label nearer to the edge would be cut off."""
LANE_PX = 34


@dataclass(frozen=True, slots=True)
class Bar:
    kind: str
    x: str
    width: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    at: datetime
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One person's shifts, breaks and punches."""

    name: str
    bars: tuple[Bar, ...]
    punches: tuple[Mark, ...]
    y: int


@dataclass(frozen=True, slots=True)
class Strip:
    """Distances across are percentages, so that it fits any width; down they are pixels."""

    states: tuple[Bar, ...]
    lanes: tuple[Lane, ...]
    cases: tuple[Bar, ...]
    ticks: tuple[Mark, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Scale:
    frame: Interval

    def x(self, at: datetime) -> float:
        return min(max((at - self.frame.start) / self.frame.length, 0.0), 1.0) * 100

    def bar(self, kind: str, time: Interval) -> Bar:
        left, right = self.x(time.start), self.x(time.end)
        return Bar(kind, f"{left:.3f}%", f"{right - left:.3f}%", time.start, time.end)

    def mark(self, at: datetime, label: str = "") -> Mark:
        return Mark(f"{self.x(at):.3f}%", at, label)


def strip_of(
    around: Around, names: Mapping[str, str], zone: ZoneInfo, cases: Iterable[Interval] | None = None
) -> Strip:
    """`cases` are those to be marked, by default the one that it is around."""
    scale = Scale(around.frame)
    people = list(dict.fromkeys([s.duty.staff for s in around.shifts] + [p.staff for p in around.punches]))
    lanes = tuple(
        _lane(around, staff, names.get(staff) or staff, scale, y=LANE_PX * (1 + i)) for i, staff in enumerate(people)
    )
    return Strip(
        states=tuple(scale.bar(span.state.value, span.time) for span in around.states),
        lanes=lanes,
        cases=tuple(scale.bar("case", case) for case in ((around.case,) if cases is None else cases)),
        ticks=tuple(ticks(scale, zone)),
        height=LANE_PX * (1 + len(lanes)) + 20,
    )


def _lane(around: Around, staff: str, name: str, scale: Scale, *, y: int) -> Lane:
    own = [s for s in around.shifts if s.duty.staff == staff]
    bars = [
        *_bars("shift", (s.duty.rostered for s in own), scale),
        *_bars("leave", (i for s in own for i in s.duty.on_leave), scale),
        *_bars("break", (b for s in own for b in s.breaks), scale),
    ]
    punches = (scale.mark(p.at) for p in around.punches if p.staff == staff and around.frame.holds(p.at))
    return Lane(name, tuple(bars), tuple(punches), y)


def _bars(kind: str, times: Iterable[Interval], scale: Scale) -> list[Bar]:
    return [scale.bar(kind, both) for time in times if (both := time.clip(scale.frame))]


def ticks(scale: Scale, zone: ZoneInfo) -> list[Mark]:
    """Round times of the hall's clock, a handful of them."""
    minutes = scale.frame.length / timedelta(minutes=1)
    step_min = next((step for step in STEPS_MIN if minutes / step <= TICKS_MAX), minutes / TICKS_MAX)
    local = scale.frame.start.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    step = timedelta(minutes=step_min)
    first = midnight + ((local - midnight) // step + 1) * step
    found: list[Mark] = []
    at = first
    while at < scale.frame.end:
        if EDGE_PERCENT <= scale.x(at) <= 100 - EDGE_PERCENT:
            found.append(scale.mark(at, f"{at:%H:%M}"))
        at += step
    return found
