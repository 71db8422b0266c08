import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from vision.features import FEATURE_NAMES, FEATURES_VERSION, PERSON, SEAT_TAG
from vision.taught import HeldBack, TaughtLook, TaughtWindow, TrainLimits, auc, is_better, train

START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
PLAIN = TaughtWindow((0.0,) * 51, (1.0,) * 51, (1.0, *(0.0,) * 50), 0.0, odd_max=3.0)


def look(
    staffed: bool, second: float, seed: int, differ: float = 2.0, person: float | None = None, seat: float = -1.0
) -> TaughtLook:
    """Noise in which the first numbers tell staffed from empty; `person` is what the detector said."""
    numbers = np.random.default_rng(seed).normal(0, 1, len(FEATURE_NAMES))
    numbers[:6] += differ if staffed else -differ
    numbers[PERSON] = (0.8 if staffed else 0.0) if person is None else person
    numbers[SEAT_TAG], numbers[-1] = seat, 0.0
    return TaughtLook(START + timedelta(seconds=second), staffed, tuple(numbers.tolist()))


def looks(each: int = 30, every_s: float = 20, **told: float) -> list[TaughtLook]:
    """Half an hour staffed, then as long empty."""
    return [look(i < each, i * every_s, i, **told) for i in range(2 * each)]


OVERLOOKED = looks(person=0.2)
"""A detector that never finds the clerk: with no tag, every look says empty."""


def test_a_window_whose_clerk_is_overlooked_is_taught() -> None:
    taught, report = train(OVERLOOKED)
    assert taught is not None
    assert report.in_use, report.why
    assert report.there is not None
    assert report.taught is not None
    assert (report.there.right, report.there.wrong, report.there.unsaid) == (30, 30, 0)
    assert report.there.auc == 0.5
    assert report.taught.right > 50
    assert report.taught.auc is not None
    assert report.taught.auc > 0.95
    assert (report.staffed, report.empty) == (30, 30)
    assert (report.first, report.last) == (START, START + timedelta(seconds=59 * 20))
    sure = taught.staffed_probability(look(True, 0, 99, person=0.2).features)
    assert sure is not None
    assert sure > 0.9


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param([], "0 staffed and 0 empty looks; 20 of each", id="none"),
        pytest.param(looks(19), "19 staffed and 19 empty looks; 20 of each", id="too few"),
        pytest.param([one for one in OVERLOOKED if one.staffed], "30 staffed and 0 empty", id="only staffed"),
        pytest.param(looks(every_s=1.0), "too close together", id="all within a minute"),
        pytest.param(looks(), "no better than what is there, 60 of 60", id="the detector knows all"),
        pytest.param(looks(differ=0.0, person=0.2), "held-back looks are wrong with it", id="nothing to be learnt"),
    ],
)
def test_not_used(given: list[TaughtLook], words: str) -> None:
    _, report = train(given)
    assert not report.in_use
    assert words in report.why


def test_too_few_train_nothing() -> None:
    assert train(looks(19))[0] is None


def test_neighbours_in_time_are_not_on_both_sides() -> None:
    """Looks that come in pairs of the same picture, with truths thrown by dice: only a neighbour could tell."""
    random = np.random.default_rng(5)
    pairs: list[TaughtLook] = []
    for place in range(60):
        staffed = bool(random.integers(2))
        one = look(staffed, place * 120, 1000 + place, differ=0.0, person=0.2)
        pairs += [one, replace(one, at=one.at + timedelta(seconds=2))]
    _, kept_apart = train(pairs)
    assert kept_apart.taught is not None
    assert kept_apart.taught.auc is not None
    assert kept_apart.taught.auc < 0.65
    assert not kept_apart.in_use


def test_the_order_of_looks_does_not_matter() -> None:
    assert train(OVERLOOKED[::-1]) == train(OVERLOOKED)


def test_tags_are_part_of_what_is_there() -> None:
    hidden = [
        look(one.staffed, i * 20, i, person=0.1, seat=0.0 if one.staffed else 1.0) for i, one in enumerate(looks())
    ]
    _, report = train(hidden)
    assert report.there is not None
    # a hidden tag with nobody found says nothing, a visible one an empty seat
    assert (report.there.right, report.there.wrong, report.there.unsaid) == (30, 0, 30)
    assert report.there.auc == 1.0
    assert report.in_use


@pytest.mark.parametrize(
    ("there", "taught", "used"),
    [
        pytest.param((50, 10, 0), (51, 9, 0), True, id="more right"),
        pytest.param((50, 10, 0), (50, 10, 0), False, id="the same"),
        pytest.param((50, 0, 10), (59, 1, 0), False, id="more right, but wrong where nothing was said"),
        pytest.param((50, 10, 0), (50, 0, 10), False, id="fewer wrong, but none more right"),
        pytest.param((50, 0, 10), (55, 0, 5), True, id="says more"),
        pytest.param((20, 40, 0), (48, 12, 0), True, id="a fifth wrong"),
        pytest.param((20, 40, 0), (47, 13, 0), False, id="over a fifth wrong"),
    ],
)
def test_what_is_better(there: tuple[int, int, int], taught: tuple[int, int, int], used: bool) -> None:
    decided, why = is_better(HeldBack(*there, auc=None), HeldBack(*taught, auc=None), wrong_max=0.2)
    assert decided is used
    assert why.startswith("Used" if used else "Not used")


@pytest.mark.parametrize(
    ("first", "rest", "expected"),
    [
        pytest.param(0.0, 0.0, 0.5, id="in the middle"),
        pytest.param(2.0, 0.0, 0.8808, id="as the logistic function has it"),
        pytest.param(-2.0, 0.0, 0.1192, id="and below"),
        pytest.param(0.0, 2.9, 0.5, id="odd, but not too odd"),
        pytest.param(0.0, 3.1, None, id="like nothing that was taught"),
        pytest.param(float("nan"), 0.0, None, id="no number"),
    ],
)
def test_probability(first: float, rest: float, expected: float | None) -> None:
    told = PLAIN.staffed_probability((first, *(rest,) * 50))
    assert told == (None if expected is None else pytest.approx(expected, abs=1e-4))


def test_what_never_changed_does_not_count_as_odd() -> None:
    taught, _ = train(OVERLOOKED)
    assert taught is not None
    assert taught.spread[SEAT_TAG] == 1.0


def test_json_and_back_without_sklearn() -> None:
    taught, report = train(OVERLOOKED)
    assert taught is not None
    text = json.dumps(taught.as_json())
    assert TaughtWindow.from_json(json.loads(text), FEATURES_VERSION) == taught
    assert json.loads(json.dumps(report.as_json()))["first"] == START.isoformat()
    script = (
        "import sys, json; from vision.taught import TaughtWindow as T;"
        f"print(T.from_json(json.load(sys.stdin), {FEATURES_VERSION}).staffed_probability([0.1] * 51),"
        "*(m for m in ('sklearn', 'cv2', 'torch') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], input=text, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(taught.staffed_probability([0.1] * 51))]


@pytest.mark.parametrize(
    ("change", "version", "words"),
    [
        pytest.param({}, FEATURES_VERSION + 1, "version", id="other features"),
        pytest.param({"weights": [1.0]}, FEATURES_VERSION, "do not fit", id="too few weights"),
        pytest.param({"spread": [0.0] * 51}, FEATURES_VERSION, "do not fit", id="no spread"),
        pytest.param({"bias": None}, FEATURES_VERSION, "no parameters", id="no number"),
    ],
)
def test_parameters_refused(change: dict[str, object], version: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        TaughtWindow.from_json(PLAIN.as_json() | change, version)


def test_other_counts_of_features_are_refused() -> None:
    with pytest.raises(ValueError, match="51 features"):
        PLAIN.staffed_probability([0.0] * 50)
    with pytest.raises(ValueError, match="50 features"):
        train([replace(one, features=one.features[:50]) for one in OVERLOOKED])


@pytest.mark.parametrize(
    ("true", "false", "expected"),
    [
        ((0.9, 0.8), (0.1,), 1.0),
        ((0.1,), (0.9,), 0.0),
        ((0.5,), (0.5,), 0.5),
        ((0.9, 0.1), (0.5,), 0.5),
        ((), (0.5,), None),
    ],
)
def test_auc(true: tuple[float, ...], false: tuple[float, ...], expected: float | None) -> None:
    assert auc([*((True, score) for score in true), *((False, score) for score in false)]) == expected


def test_limits_are_the_callers() -> None:
    given = looks(19, person=0.2, differ=4.0)
    assert train(given, TrainLimits(each_min=19))[1].in_use
    assert not train(given, TrainLimits(each_min=20))[1].in_use
