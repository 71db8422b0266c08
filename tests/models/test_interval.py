"""Sets of time: rows to read, and properties against minutes counted one by one."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.interval import Interval, intersect, subtract, total, union

MIDNIGHT = datetime(2026, 6, 3, tzinfo=UTC)
GRID = range(40)
Pairs = list[tuple[int, int]]


def at(minute: int) -> datetime:
    return MIDNIGHT + timedelta(minutes=minute)


def between(start: int, end: int) -> Interval:
    return Interval(at(start), at(end))


def these(pairs: Pairs) -> tuple[Interval, ...]:
    return tuple(between(*pair) for pair in pairs)


UNION: list[tuple[Pairs, Pairs]] = [
    ([], []),
    ([(1, 3)], [(1, 3)]),
    ([(5, 7), (1, 3)], [(1, 3), (5, 7)]),
    ([(1, 3), (3, 5)], [(1, 5)]),
    ([(1, 4), (2, 6)], [(1, 6)]),
    ([(1, 9), (2, 3), (4, 5)], [(1, 9)]),
    ([(2, 2), (4, 3)], []),
    ([(1, 3), (2, 2), (1, 3)], [(1, 3)]),
]
SUBTRACT: list[tuple[Pairs, Pairs, Pairs]] = [
    ([(1, 9)], [], [(1, 9)]),
    ([], [(1, 9)], []),
    ([(1, 9)], [(3, 5)], [(1, 3), (5, 9)]),
    ([(1, 9)], [(0, 3), (7, 12)], [(3, 7)]),
    ([(1, 9)], [(1, 9)], []),
    ([(1, 9)], [(9, 12), (0, 1)], [(1, 9)]),
    ([(1, 3), (3, 5), (7, 9)], [(2, 8)], [(1, 2), (8, 9)]),
    ([(1, 9)], [(5, 5), (6, 4)], [(1, 9)]),
    ([(1, 9)], [(2, 4), (3, 5), (7, 8)], [(1, 2), (5, 7), (8, 9)]),
]
INTERSECT: list[tuple[Pairs, Pairs, Pairs]] = [
    ([], [(1, 9)], []),
    ([(1, 5)], [(3, 9)], [(3, 5)]),
    ([(1, 3)], [(3, 5)], []),
    ([(1, 9)], [(2, 3), (5, 6)], [(2, 3), (5, 6)]),
    ([(1, 4), (6, 9)], [(3, 7)], [(3, 4), (6, 7)]),
    ([(1, 3), (3, 6)], [(2, 5)], [(2, 5)]),
    ([(1, 9)], [(4, 4), (6, 5)], []),
]
HOLDS = [(0, False), (1, True), (2, True), (3, False)]
COVERS = [((1, 9), True), ((2, 3), True), ((0, 3), False), ((8, 10), False), ((10, 12), False)]


@pytest.mark.parametrize(("given_", "expected"), UNION)
def test_union(given_: Pairs, expected: Pairs) -> None:
    assert union(these(given_)) == these(expected)


@pytest.mark.parametrize(("given_", "holes", "expected"), SUBTRACT)
def test_subtract(given_: Pairs, holes: Pairs, expected: Pairs) -> None:
    assert subtract(these(given_), these(holes)) == these(expected)


@pytest.mark.parametrize(("left", "right", "expected"), INTERSECT)
def test_intersect(left: Pairs, right: Pairs, expected: Pairs) -> None:
    assert intersect(these(left), these(right)) == these(expected)
    assert intersect(these(right), these(left)) == these(expected)


@pytest.mark.parametrize(("pairs", "minutes"), [([], 0), ([(1, 3)], 2), ([(1, 4), (2, 6), (8, 9)], 6), ([(5, 1)], 0)])
def test_total_counts_no_minute_twice(pairs: Pairs, minutes: int) -> None:
    assert total(these(pairs)) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("minute", "expected"), HOLDS)
def test_the_start_belongs_to_an_interval_and_the_end_does_not(minute: int, expected: bool) -> None:
    assert between(1, 3).holds(at(minute)) is expected


@pytest.mark.parametrize(("inner", "expected"), COVERS)
def test_covers(inner: tuple[int, int], expected: bool) -> None:
    assert between(1, 9).covers(between(*inner)) is expected


minute = st.integers(GRID.start, GRID.stop)
sets = st.lists(st.builds(between, minute, minute), max_size=8)


def minutes_of(intervals: tuple[Interval, ...] | list[Interval]) -> set[int]:
    return {m for m in GRID if any(i.start <= at(m) < i.end for i in intervals)}


def is_tidy(intervals: tuple[Interval, ...]) -> bool:
    """None is empty, none touches the next, all are in order."""
    return all(i.start < i.end for i in intervals) and all(a.end < b.start for a, b in pairwise(intervals))


@given(sets)
def test_union_holds_the_minutes_of_all(intervals: list[Interval]) -> None:
    joined = union(intervals)
    assert minutes_of(joined) == minutes_of(intervals)
    assert is_tidy(joined)


@given(sets, sets)
def test_subtract_holds_the_minutes_of_one_and_not_the_other(intervals: list[Interval], holes: list[Interval]) -> None:
    left = subtract(intervals, holes)
    assert minutes_of(left) == minutes_of(intervals) - minutes_of(holes)
    assert is_tidy(left)


@given(sets, sets)
def test_intersect_holds_the_minutes_of_both(one: list[Interval], other: list[Interval]) -> None:
    shared = intersect(one, other)
    assert minutes_of(shared) == minutes_of(one) & minutes_of(other)
    assert is_tidy(shared)


@given(sets)
def test_total_is_the_number_of_minutes(intervals: list[Interval]) -> None:
    assert total(intervals) == timedelta(minutes=len(minutes_of(intervals)))
