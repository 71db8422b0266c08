"""Which stored record a finding continues, and what becomes of decisions, as rows."""

from datetime import UTC, datetime, timedelta

import pytest

from conduct.judging.matching import Extent, Fate, fate_when_found, fate_when_gone, match
from models.tables import ViolationStatus as S

START = datetime(2026, 6, 3, 1, tzinfo=UTC)


def extent(key: str, start: int, end: int | None, live: bool = True) -> Extent:
    at = None if end is None else START + timedelta(minutes=end)
    return Extent((key,), START + timedelta(minutes=start), at, live)


ROWS = {
    "the same time": ([("w", 0, 5)], [("w", 0, 5)], [(0, 0)]),
    "a shifted time": ([("w", 2, 9)], [("w", 0, 5)], [(0, 0)]),
    "another key": ([("w", 0, 5)], [("v", 0, 5)], []),
    "touching is not overlapping": ([("w", 5, 9)], [("w", 0, 5)], []),
    "an equal start will do": ([("w", 0, 0)], [("w", 0, 5)], [(0, 0)]),
    "the longest overlap wins": ([("w", 0, 5), ("w", 5, 30)], [("w", 0, 20)], [(1, 0)]),
    "one that goes on": ([("w", 3, 8)], [("w", 3, None)], [(0, 0)]),
    "one finding each": ([("w", 0, 10)], [("w", 0, 4), ("w", 5, 10)], [(0, 1)]),
    "a withdrawn one is taken up again": ([("w", 0, 5)], [("w", 0, 5, False)], [(0, 0)]),
    "but after any live one": ([("w", 0, 9)], [("w", 0, 9, False), ("w", 8, 9)], [(0, 1)]),
}


@pytest.mark.parametrize("name", ROWS)
def test_match(name: str) -> None:
    found, stored, expected = ROWS[name]
    indexes = list(range(len(found))), list(range(len(stored)))
    matched = match(*indexes, lambda i: extent(*found[i]), lambda j: extent(*stored[j]))  # type: ignore[arg-type]
    assert list(matched.same) == expected
    assert set(matched.new) == set(indexes[0]) - {i for i, _ in expected}
    assert set(matched.gone) == set(indexes[1]) - {j for _, j in expected}


FATES = {
    "pending stays": (S.pending, False, True, Fate(S.pending)),
    "a decision survives a shift of times": (S.confirmed, False, True, Fate(S.confirmed)),
    "it goes back when the person changes": (S.confirmed, False, False, Fate(S.pending, "other-person")),
    "a dismissal too": (S.dismissed, False, False, Fate(S.pending, "other-person")),
    "it falls when the finding is explained": (S.confirmed, True, True, Fate(S.explained, "explained")),
    "an appeal goes on": (S.appealed, False, True, Fate(S.appealed)),
    "it falls with its decision": (S.appealed, True, True, Fate(S.explained, "explained")),
    "what was upheld stands": (S.upheld, False, True, Fate(S.upheld)),
    "what was overturned stays so": (S.overturned, False, True, Fate(S.overturned)),
    "and is new about somebody else": (S.overturned, False, False, Fate(S.pending, "other-person")),
    "explained and then not": (S.explained, False, True, Fate(S.pending)),
    "withdrawn and found again": (S.withdrawn, False, True, Fate(S.pending)),
    "pending and explained": (S.pending, True, True, Fate(S.explained)),
}


@pytest.mark.parametrize("name", FATES)
def test_fate_when_found(name: str) -> None:
    status, explained, same_person, expected = FATES[name]
    assert fate_when_found(status, explained=explained, same_person=same_person) == expected


WATCHED = {
    "pending goes into watch": (S.pending, False, True, Fate(S.watched)),
    "explained too": (S.explained, True, True, Fate(S.watched)),
    "watched stays": (S.watched, False, True, Fate(S.watched)),
    "a decision outlasts it": (S.confirmed, False, True, Fate(S.confirmed)),
    "but falls with its person": (S.confirmed, False, False, Fate(S.watched, "other-person")),
    "and when explained": (S.excused, True, True, Fate(S.watched, "explained")),
}


@pytest.mark.parametrize("name", WATCHED)
def test_fate_when_its_rule_is_watched(name: str) -> None:
    status, explained, same_person, expected = WATCHED[name]
    assert fate_when_found(status, explained=explained, same_person=same_person, watched=True) == expected


def test_watched_and_then_in_force_is_pending() -> None:
    assert fate_when_found(S.watched, explained=False, same_person=True) == Fate(S.pending)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (S.pending, Fate(S.withdrawn)),
        (S.watched, Fate(S.withdrawn)),
        (S.explained, Fate(S.withdrawn)),
        (S.confirmed, Fate(S.withdrawn, "gone")),
        (S.excused, Fate(S.withdrawn, "gone")),
        (S.appealed, Fate(S.withdrawn, "gone")),
        (S.upheld, Fate(S.withdrawn, "gone")),
        (S.overturned, Fate(S.withdrawn, "gone")),
    ],
)
def test_fate_when_gone(status: S, expected: Fate) -> None:
    assert fate_when_gone(status) == expected
