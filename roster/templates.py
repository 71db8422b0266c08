"""Kinds of day: working segments and breaks by the wall clock, and the time that they mean on a day. Pure.

A wall time is the hall's local one. Where clocks jump over it, it means the instant of the jump; where clocks go back
and it comes twice, its first coming. So a later wall time never means an earlier instant, and who ends at a wall time
is relieved by who begins at it on every day of the year. Lengths are absolute: a night in which clocks go back is an
hour longer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from models.values.interval import Interval, union
from models.values.roster import Shift

DAY_MIN = 24 * 60
NIGHT_ENDS_MIN = 5 * 60
"""Who works between midnight and five works at night."""
ONE_MINUTE = timedelta(minutes=1)
WALL_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")

Pair = tuple[int, int]


class BadTemplate(ValueError):
    """What cannot be a kind of day; `code` is stable, the message one line in words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of work, in wall-clock minutes since the midnight with which its day begins."""

    start_min: int
    end_min: int
    breaks_min: tuple[Pair, ...] = ()

    @property
    def at_night(self) -> bool:
        return any(self.start_min < midnight + NIGHT_ENDS_MIN and self.end_min > midnight for midnight in (0, DAY_MIN))


@dataclass(frozen=True, slots=True)
class ShiftTemplate:
    """A kind of day. At least one segment, in order of time, none over another, within 24 hours altogether."""

    code: str
    segments: tuple[Segment, ...]

    @property
    def at_night(self) -> bool:
        """Whether any of it lies between midnight and five: such work goes on through holidays."""
        return any(s.at_night for s in self.segments)


def shift_template(code: str, segments: Sequence[Sequence[str]], breaks: Sequence[Sequence[str]] = ()) -> ShiftTemplate:
    """Read pairs of `HH:MM`.

    An end that is not after its start is on the next day (08:00 to 08:00 is 24 hours), and so is a segment that
    begins before the one ahead of it ends. A break belongs to the segment that holds it, on whichever of the two days.
    Raises BadTemplate.
    """
    placed: list[Pair] = []
    for start, end in map(_pair, segments):
        begins = start if not placed or start >= placed[-1][1] else start + DAY_MIN
        placed.append((begins, _first_after(begins, end)))
    if not placed:
        raise BadTemplate("no-segment", "a kind of day has at least one segment")
    if placed[-1][1] - placed[0][0] > DAY_MIN or any(b[0] < a[1] for a, b in pairwise(placed)):
        raise BadTemplate("segments-too-long", "the segments overlap, or span more than 24 hours")
    held: dict[Pair, list[Pair]] = {segment: [] for segment in placed}
    for told in breaks:
        segment, pair = _segment_of(placed, told)
        held[segment].append(pair)
    return ShiftTemplate(code, tuple(Segment(*segment, tuple(sorted(held[segment]))) for segment in placed))


def shifts_on(
    template: ShiftTemplate, day: date, timezone: ZoneInfo, *, staff: str, window: str | None
) -> tuple[Shift, ...]:
    """The shifts that one person works on `day`, one a segment; a segment that clocks jump over wholly is none."""
    shifts: list[Shift] = []
    for segment in template.segments:
        time_ = _interval((segment.start_min, segment.end_min), day, timezone)
        if time_:
            breaks = union(_interval(pair, day, timezone) for pair in segment.breaks_min)
            shifts.append(Shift(staff, window, time_, breaks))
    return tuple(shifts)


def instant(day: date, wall_min: int, timezone: ZoneInfo) -> datetime:
    """When the wall clock shows so many minutes after the day's midnight, in UTC; see the module on odd times."""
    wall = datetime.combine(day, time()) + timedelta(minutes=wall_min)
    while not _is_shown(wall, timezone):
        wall += ONE_MINUTE
    return wall.replace(tzinfo=timezone).astimezone(UTC)


def _is_shown(wall: datetime, timezone: ZoneInfo) -> bool:
    there_and_back = wall.replace(tzinfo=timezone).astimezone(UTC).astimezone(timezone)
    return there_and_back.replace(tzinfo=None) == wall


def _interval(pair: Pair, day: date, timezone: ZoneInfo) -> Interval:
    return Interval(instant(day, pair[0], timezone), instant(day, pair[1], timezone))


def _pair(told: Sequence[str]) -> Pair:
    if len(told) != 2:
        raise BadTemplate("bad-pair", "a segment or break is a pair of times, its start and its end")
    return _minutes(told[0]), _minutes(told[1])


def _minutes(told: str) -> int:
    parts = WALL_TIME.fullmatch(told)
    if parts is None:
        raise BadTemplate("bad-wall-time", "a time is HH:MM, from 00:00 to 23:59")
    return int(parts[1]) * 60 + int(parts[2])


def _first_after(start_min: int, wall_min: int) -> int:
    while wall_min <= start_min:
        wall_min += DAY_MIN
    return wall_min


def _segment_of(segments: Sequence[Pair], told: Sequence[str]) -> tuple[Pair, Pair]:
    start, end = _pair(told)
    for begins in (start, start + DAY_MIN):
        ends = _first_after(begins, end)
        for segment in segments:
            if segment[0] <= begins and ends <= segment[1]:
                return segment, (begins, ends)
    raise BadTemplate("break-outside", f"the break {told[0]} to {told[1]} lies in none of the segments")
