"""What counts as a change, on the drawn hall; and what a look may stand for."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.shared import shared
from tests.vision.classroom import VIEWS
from vision.looker import Looker
from vision.scene import PEOPLE, Condition, Scene, Seat
from vision.shot import Shot
from vision.videos import frames

SCENE = Scene()
START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
EMPTY = SCENE.frame({})


def shot(body: bytes, second: float, camera: str = "a") -> Shot:
    return Shot(body, SCENE.views(), camera, START + timedelta(seconds=second))


def again(*shots: Shot, looker: Looker | None = None) -> list[list[bool]]:
    return [[look.again for look in looks] for looks in (looker or Looker()).look_many(shots)]


@pytest.mark.parametrize(
    ("seat", "condition"),
    [
        *((Seat(person=n), Condition.good) for n in range(PEOPLE)),
        (Seat(sign=True), Condition.good),
        (Seat(), Condition.dark),
        (Seat(), Condition.covered),
        (Seat(), Condition.blurred),
    ],
)
def test_whatever_happens_is_a_change_and_so_is_its_end(seat: Seat, condition: Condition) -> None:
    happened = SCENE.frame({"W3": seat}, tick=3, condition=condition)
    for first, second in ((EMPTY, happened), (happened, EMPTY)):
        assert again(shot(first, 0), shot(second, 1))[1][2] is False
        looker = Looker()
        assert again(shot(first, 0), looker=looker) == [[False] * 4]
        assert again(shot(second, 1), looker=looker)[0][2] is False


@pytest.mark.parametrize(
    ("second", "camera", "stands"),
    [(0, "a", True), (5, "a", True), (29.9, "a", True), (30, "a", False), (-1, "a", False), (5, "b", False)],
)
def test_for_half_a_minute_forward_in_time_and_on_its_camera(second: float, camera: str, stands: bool) -> None:
    later = SCENE.frame({}, tick=9)
    assert again(shot(EMPTY, 0), shot(later, second, camera))[1] == [stands] * 4
    looker = Looker()
    again(shot(EMPTY, 0), looker=looker)
    assert again(shot(later, second, camera), looker=looker) == [[stands] * 4]


def test_thirty_seconds_count_from_the_real_look() -> None:
    looker = Looker()
    stood = [again(shot(SCENE.frame({}, tick=n), n * 10), looker=looker)[0][0] for n in range(7)]
    assert stood == [False, True, True, False, True, True, False]


def test_an_unusable_look_stands_for_nothing() -> None:
    dark = [shot(SCENE.frame({}, condition=Condition.dark), n) for n in range(3)]
    assert again(*dark) == [[False] * 4] * 3


def test_what_stands_says_the_same() -> None:
    first, second = Looker().look_many([shot(EMPTY, 0), shot(SCENE.frame({}, tick=4), 5)])
    assert [(a.sighting, a.signals) for a in first] == [(b.sighting, b.signals) for b in second]


def test_people_in_the_recording_who_move_count() -> None:
    bodies = [body for _s, body in frames(shared("data/occupancy/classroom.gif"), fps=1)]
    looker = Looker()
    shots = [Shot(body, VIEWS, "a", START + timedelta(seconds=n)) for n, body in enumerate(bodies)]
    told = looker.look_many(shots)
    assert sum(look.again for looks in told for look in looks[:4]) == 0


@pytest.mark.parametrize(("second", "anew"), [(10, False), (20, True), (29, True)])
def test_what_ages_is_looked_at_along_with_what_changed(second: float, anew: bool) -> None:
    looker = Looker()
    again(shot(EMPTY, 0), looker=looker)
    moved = SCENE.frame({"W3": Seat(person=0)}, tick=5)
    assert again(shot(moved, second), looker=looker) == [[not anew, not anew, False, not anew]]
