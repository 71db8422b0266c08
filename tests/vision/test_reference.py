"""A reference takes what stays for minutes, and nobody who was there meanwhile."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from vision.edges import Edges, around_zones, edges_of, kept_share
from vision.jpeg import decode
from vision.quality import grey_of
from vision.reference import Reference, Taking, TakingLimits, edges_from, zones_key
from vision.scene import PEOPLE, WINDOWS, Condition, Scene, Seat

SCENE = Scene()
START = datetime(2026, 6, 3, 1, tzinfo=UTC)
LIMITS = TakingLimits()


def edges(seats: dict[str, Seat], tick: int, condition: Condition = Condition.good) -> Edges:
    return edges_of(grey_of(decode(SCENE.frame(seats, tick, condition))))


EMPTY = [edges({}, tick) for tick in range(3)]


def taken(pictures: list[Edges], every_s: float = 20) -> list[Reference | None]:
    taking = Taking(SCENE.views())
    told: list[Reference | None] = []
    for n, each in enumerate(pictures):
        at = START + timedelta(seconds=n * every_s)
        told.append(taking.take(at, n, each) if taking.wants(at, n) else None)
    return told


def test_it_is_taken_after_eight_minutes() -> None:
    told = taken([EMPTY[n % 3] for n in range(LIMITS.pictures + 2)])
    assert [n for n, each in enumerate(told) if each] == [LIMITS.pictures - 1]
    reference = told[LIMITS.pictures - 1]
    assert reference is not None
    assert reference.since == START + timedelta(seconds=20 * (LIMITS.pictures - 1))
    assert kept_share(reference.edges, EMPTY[1]) > 0.95
    assert len(reference.as_bytes()) == 3600
    assert (edges_from(reference.as_bytes()) == reference.edges).all()
    assert kept_share(reference.edges, edges({}, 5, Condition.moved)) < 0.45


def test_who_comes_and_goes_is_not_in_it() -> None:
    """People at every window for two thirds of the time, others each minute: the reference is that of the empty hall."""
    seats = [
        {code: Seat(person=(n // 3 + i) % PEOPLE, customer=(n // 2 + i) % PEOPLE) for i, code in enumerate(WINDOWS)}
        for n in range(LIMITS.pictures)
    ]
    busy = [edges(each if n % 3 else {}, n) for n, each in enumerate(seats)]
    with_people, without = taken(busy)[-1], taken([EMPTY[n % 3] for n in range(LIMITS.pictures)])[-1]
    assert with_people is not None
    assert without is not None
    assert np.count_nonzero(with_people.edges & ~without.edges) == 0


def test_who_stays_at_a_window_all_the_time_is_not_in_it() -> None:
    """A clerk who does not move for eight minutes: their place is not looked at."""
    seated = taken([edges({"W1": Seat(person=0, customer=1)}, n) for n in range(LIMITS.pictures)])[-1]
    assert seated is not None
    assert not (seated.edges & ~around_zones(SCENE.views())).any()


@pytest.mark.parametrize(
    ("seconds", "fingerprint", "wanted"), [(0, 1, False), (19.9, 1, False), (20, 1, True), (20, 7, False)]
)
def test_what_counts(seconds: float, fingerprint: int, wanted: bool) -> None:
    taking = Taking(SCENE.views())
    assert taking.wants(START, 7)
    taking.take(START, 7, EMPTY[0])
    assert taking.wants(START + timedelta(seconds=seconds), fingerprint) is wanted


def test_a_camera_that_is_moved_meanwhile_begins_again() -> None:
    moved = [edges({}, n, Condition.moved) for n in range(3)]
    pictures = [*(EMPTY[n % 3] for n in range(12)), *(moved[n % 3] for n in range(12 + LIMITS.pictures))]
    told = taken(pictures)
    assert [n for n, each in enumerate(told) if each] == [2 * LIMITS.pictures - 1]


def test_where_nothing_is_to_be_seen_there_is_no_reference() -> None:
    blank = np.zeros_like(EMPTY[0])
    assert taken([blank] * LIMITS.pictures) == [None] * LIMITS.pictures


def test_zones_are_known_again() -> None:
    views = SCENE.views()
    assert zones_key(views) == zones_key(tuple(reversed(views)))
    assert len({zones_key(views), zones_key(views[:3]), zones_key(())}) == 3


def test_bytes_of_another_length_are_no_reference() -> None:
    with pytest.raises(ValueError, match="reshape"):
        edges_from(b"\x00" * 100)
