"""Which stills are made, and which are let go of first."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.keeping.still_shelf import EVERY, MOST, OnShelf, is_wanted, opens_stretch, superfluous
from models.values.evidence import Shown

START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
STAFFED, SIGN, EMPTY, CLOTHES = Shown.staffed, Shown.away_sign, Shown.unattended, Shown.clothes


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


def shelf_of(*told: tuple[Shown, float]) -> list[OnShelf]:
    """In the order in which they were made."""
    shelf: list[OnShelf] = []
    for shown, second in told:
        put(shelf, shown, second)
    return shelf


def put(shelf: list[OnShelf], shown: Shown, second: float) -> None:
    number = shelf[-1].number + 1 if shelf else 0
    shelf.append(OnShelf(shown, at(second), number, opens_stretch(shelf, shown, at(second))))


@pytest.mark.parametrize(
    ("there", "shown", "second", "wanted"),
    [
        pytest.param([], EMPTY, 0, True, id="the first"),
        pytest.param([(EMPTY, 0)], EMPTY, 9.9, False, id="too soon"),
        pytest.param([(EMPTY, 0)], EMPTY, 10, True, id="soon enough"),
        pytest.param([(EMPTY, 0)], EMPTY, -9, False, id="late, and too near"),
        pytest.param([(STAFFED, -20), (EMPTY, 0)], EMPTY, -9, True, id="late, and nearer to the begin"),
        pytest.param([(STAFFED, -20), (EMPTY, 0)], EMPTY, 5, False, id="the same stretch"),
        pytest.param([(EMPTY, 0), (STAFFED, 3)], EMPTY, 6, True, id="a new stretch begins"),
        pytest.param([(EMPTY, 0), (STAFFED, 0.5)], EMPTY, 1, False, id="but not in no time"),
        pytest.param([(EMPTY, 0)], SIGN, 1, True, id="another state"),
        pytest.param([(STAFFED, 0)], STAFFED, 29, False, id="a staffed window, sooner"),
        pytest.param([(STAFFED, 0), (EMPTY, 5)], STAFFED, 8, False, id="and once more staffed"),
        pytest.param([(STAFFED, 0)], STAFFED, 30, True, id="a staffed window"),
        pytest.param([(CLOTHES, 0), (STAFFED, 10)], CLOTHES, 20, False, id="clothes, sooner"),
        pytest.param([(STAFFED, 0)], CLOTHES, 0, True, id="clothes beside the state"),
        pytest.param([(EMPTY, 0), (CLOTHES, 3)], EMPTY, 6, False, id="clothes are no change of state"),
    ],
)
def test_wanted(there: list[tuple[Shown, float]], shown: Shown, second: float, wanted: bool) -> None:
    assert is_wanted(shelf_of(*there), shown, at(second)) is wanted


def kept(told: list[tuple[Shown, float]]) -> list[tuple[Shown, float]]:
    """What is on a shelf after all of these were made and put there."""
    shelf: list[OnShelf] = []
    for shown, second in told:
        put(shelf, shown, second)
        while (out := superfluous(shelf, shown)) is not None:
            shelf.remove(out)
    return [(one.shown, (one.at - START).total_seconds()) for one in sorted(shelf, key=lambda one: one.at)]


def test_a_long_stretch_keeps_its_first_and_last_and_is_thinned_evenly() -> None:
    left = [second for _, second in kept([(EMPTY, float(second)) for second in range(0, 3610, 10)])]
    assert (left[0], left[-1], len(left)) == (0, 3600, MOST[EMPTY])
    gaps = [after - before for before, after in pairwise(left)]
    assert max(gaps[:-1]) <= 4 * min(gaps[:-1])
    assert any(1200 <= second <= 2400 for second in left), "one for the middle"


def test_the_last_first_is_thinned_like_the_first_first() -> None:
    left = [second for _, second in kept([(EMPTY, float(second)) for second in reversed(range(0, 3610, 10))])]
    assert (left[0], left[-1], len(left)) == (0, 3600, MOST[EMPTY])


def test_the_last_staffed_before_a_change_stays() -> None:
    told = [*((STAFFED, float(s)) for s in range(0, 600, 30)), (EMPTY, 600.0), *((STAFFED, float(s)) for s in range(700, 1300, 30))]  # fmt: skip
    left = [second for shown, second in kept(told) if shown is STAFFED]
    assert 570 in left
    assert left[-1] == 1270


def test_late_stills_find_their_place() -> None:
    """A backlog of yesterday comes between live ones, and is not thrown out for being old."""
    yesterday = [(EMPTY, -86400.0 + second) for second in range(0, 200, 50)]
    live = [(STAFFED, float(second)) for second in range(0, 120, 30)]
    mixed = [one for pair in zip(yesterday, live, strict=True) for one in pair]
    assert [one for one in kept(mixed) if one[0] is EMPTY] == yesterday


def test_of_many_stretches_the_one_made_longest_ago_goes() -> None:
    told = [one for n in range(6) for one in ((STAFFED, n * 100.0), (EMPTY, n * 100.0 + 30), (EMPTY, n * 100.0 + 60))]
    left = [second for shown, second in kept(told) if shown is EMPTY]
    assert left == [230, 260, 330, 360, 430, 460, 530, 560]


@given(st.lists(st.tuples(st.sampled_from(Shown), st.integers(0, 5000).map(float)), max_size=150))
def test_never_more_than_there_is_room_for(told: list[tuple[Shown, float]]) -> None:
    left = kept(told)
    assert all(sum(shown is one for one, _ in left) <= most for shown, most in MOST.items())
    assert set(left) <= set(told)


@given(st.lists(st.tuples(st.sampled_from(Shown), st.integers(0, 900)), min_size=1, max_size=120))
def test_not_more_often_than_said(looks: list[tuple[Shown, int]]) -> None:
    """However fast a window changes: at least two seconds of captured time between two stills of one thing."""
    shelf: list[OnShelf] = []
    for shown, second in looks:
        if is_wanted(shelf, shown, at(second)):
            put(shelf, shown, second)
    for shown in Shown:
        instants = sorted(one.at for one in shelf if one.shown is shown)
        least = EVERY[shown] if shown in (STAFFED, CLOTHES) else timedelta(seconds=2)
        assert all(after - before >= least for before, after in pairwise(instants))
