from dataclasses import replace

import numpy as np
import pytest

from models.values.seeing import Signal
from tests.vision.people import VIEW, person
from tests.vision.told_eyes import ToldEyes
from vision.eyes import View
from vision.look import LookLimits
from vision.looker import Looker
from vision.second import SecondEyes, SecondLimits, believed
from vision.weights import WeightsUnusable

PICTURE = np.zeros((100, 100, 3), np.uint8)
ELSEWHERE = (0.7, 0.7, 0.9, 0.95)
LIMITS = SecondLimits()


@pytest.mark.parametrize(
    ("first", "asked"),
    [
        pytest.param((), True, id="nobody"),
        pytest.param((person(score=0.9),), False, id="a sure person"),
        pytest.param((person(score=0.79),), True, id="a doubtful person"),
        pytest.param((person(ELSEWHERE, score=0.95),), True, id="a sure person who is not at the clerk's place"),
    ],
)
def test_the_second_is_asked_where_the_first_is_not_sure(first: tuple[Signal, ...], asked: bool) -> None:
    second = ToldEyes({})
    SecondEyes(ToldEyes({"W1": first}), second).look([View(PICTURE, VIEW)])
    assert second.asked == [["W1"] if asked else []]


@pytest.mark.parametrize(
    ("first", "second", "scores"),
    [
        pytest.param((), (), [], id="nobody"),
        pytest.param((), (person(score=0.5),), [0.5], id="overlooked by the first"),
        pytest.param((person(score=0.6),), (), [0.42], id="alone the first counts a little less"),
        pytest.param((person(score=0.5),), (), [0.4], id="and never so much less that nobody would be there"),
        pytest.param((person(score=0.45),), (person(score=0.05),), [0.4], id="nor where the second hardly sees them"),
        pytest.param((person(score=0.3),), (), [0.21], id="whom the first does not count it cannot lose"),
        pytest.param((person(score=0.3),), (person(score=0.3),), [0.447], id="both in doubt of the same person"),
        pytest.param((person(score=0.3),), (person(ELSEWHERE, 0.5),), [0.5, 0.21], id="two people"),
    ],
)
def test_what_two_say_together(first: tuple[Signal, ...], second: tuple[Signal, ...], scores: list[float]) -> None:
    assert [round(one.score, 3) for one in believed(first, second, LIMITS, 0.4)] == scores


def test_keypoints_of_either_are_kept() -> None:
    posed = person(score=0.5, keypoints=True)
    (merged,) = believed((posed,), (person(score=0.5),), LIMITS, 0.4)
    assert merged.keypoints == posed.keypoints
    (merged,) = believed((person(score=0.5),), (posed,), LIMITS, 0.4)
    assert merged.keypoints == posed.keypoints


def test_each_window_is_told_apart() -> None:
    other = replace(VIEW, window="W2")
    first, second = ToldEyes({"W1": (person(),)}), ToldEyes({"W2": (person(score=0.8),)})
    found = SecondEyes(first, second).look([View(PICTURE, VIEW), View(PICTURE, other)])
    assert [[one.score for one in persons] for persons in found] == [[0.9], [0.8]]
    assert second.asked == [["W2"]]


@pytest.mark.parametrize("broken", ["first", "second"])
def test_either_that_cannot_look_says_so(broken: str) -> None:
    eyes = {name: ToldEyes({}, "no such file" if name == broken else "") for name in ("first", "second")}
    with pytest.raises(WeightsUnusable, match="no such file"):
        SecondEyes(eyes["first"], eyes["second"]).prove()


@pytest.mark.parametrize(
    ("first", "second", "persons", "missing"),
    [
        pytest.param("", "broken", True, ("broken",), id="the first goes on alone"),
        pytest.param("broken", "", True, (), id="the second goes on alone"),
        pytest.param("broken", "broken too", False, ("broken too",), id="tags alone"),
    ],
)
def test_a_looker_goes_on_with_what_it_has(first: str, second: str, persons: bool, missing: tuple[str, ...]) -> None:
    looker = Looker(ToldEyes({}, first), LookLimits(), second=ToldEyes({}, second))
    detectors = looker.start()
    assert (detectors.persons, detectors.missing) == (persons, missing)


def test_a_person_whom_the_first_overlooks_counts(subtests: pytest.Subtests) -> None:
    from vision.jpeg import decode
    from vision.scene import Scene

    scene = Scene()
    seen = person(((68) / 1280, 158 / 720, 238 / 1280, 452 / 720), keypoints=True)
    for first, people in ((ToldEyes({}), 1), (ToldEyes({"W1": (seen,)}), 1)):
        with subtests.test(first=first.found):
            looker = Looker(first, second=ToldEyes({"W1": (seen,)}))
            looks = looker.look(decode(scene.frame({})), scene.views())
            assert [look.sighting.people for look in looks] == [people, 0, 0, 0]
