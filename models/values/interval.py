"""Half-open stretches of absolute time and the few set operations that judging needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """`[start, end)` of aware UTC instants; empty when `end <= start`."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return max(self.end - self.start, timedelta())

    def __bool__(self) -> bool:
        return self.start < self.end

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def covers(self, other: "Interval") -> bool:
        return self.start <= other.start and other.end <= self.end

    def clip(self, other: "Interval") -> "Interval":
        """What both share; empty (and falsy) when they do not meet."""
        return Interval(max(self.start, other.start), min(self.end, other.end))


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same time as few, longest, sorted stretches; touching ones are joined."""
    merged: list[Interval] = []
    for each in sorted(i for i in intervals if i):
        if merged and each.start <= merged[-1].end:
            if each.end > merged[-1].end:
                merged[-1] = Interval(merged[-1].start, each.end)
        else:
            merged.append(each)
    return tuple(merged)


def subtract(intervals: Iterable[Interval], holes: Iterable[Interval]) -> tuple[Interval, ...]:
    """The time of `intervals` that lies in none of `holes`, sorted and joined."""
    kept: list[Interval] = []
    cut = union(holes)
    for each in union(intervals):
        start = each.start
        for hole in cut:
            if hole.end <= start:
                continue
            if hole.start >= each.end:
                break
            if hole.start > start:
                kept.append(Interval(start, hole.start))
            start = max(start, hole.end)
        if start < each.end:
            kept.append(Interval(start, each.end))
    return tuple(kept)


def intersect(left: Sequence[Interval], right: Sequence[Interval]) -> tuple[Interval, ...]:
    """The time that lies in both sets."""
    return union(a.clip(b) for a in left for b in right)


def total(intervals: Iterable[Interval]) -> timedelta:
    return sum((i.length for i in union(intervals)), timedelta())
