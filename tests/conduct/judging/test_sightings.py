"""Several cameras at one window: any that sees a person is right."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.judging.occupancy import OccupancyLimits, timeline
from conduct.judging.sightings import in_order
from models.values.occupancy import LookRun, StateSpan, WindowState

START = datetime(2026, 6, 3, 1, tzinfo=UTC)
GAP_S = 60
LETTERS = {"s": WindowState.staffed, "a": WindowState.away_sign, "u": WindowState.unattended}
NAMES = {state: letter for letter, state in LETTERS.items()} | {WindowState.unknown: "-"}


def second(n: float) -> datetime:
    return START + timedelta(seconds=n)


def runs(told: str, camera: str) -> list[LookRun]:
    """`0s 5s 10u`: looks of one camera, each by itself."""
    return [LookRun("W1", LETTERS[look[-1]], (second(float(look[:-1])),), camera) for look in told.split()]


def told(seen: list[tuple[datetime, WindowState]]) -> str:
    return " ".join(f"{(at - START).total_seconds():g}{NAMES[state]}" for at, state in seen)


def merged(*cameras: str, now: float = 1000) -> str:
    looks = [run for name, camera in zip("ABC", cameras, strict=False) for run in runs(camera, name)]
    return told(in_order(looks, now=second(now), max_gap=timedelta(seconds=GAP_S)))


ROWS = {
    "one camera says what it saw": (("0s 5u 10a",), "0s 5u 10a"),
    "a camera of a bad angle, two seconds later": (("0s 5s 10s", "2u 7u 12u"), "0s 2s 5s 7s 10s 12s"),
    "whichever of the two it is": (("0u 5u 10u", "2s 7s 12s"), "0u 2s 5s 7s 10s 12s"),
    "who leaves has left for both": (("0s 5s 10u", "2u 7u 12u"), "0s 2s 5s 7s 10u 12u"),
    "a sign that one of them reads": (("0a 5a", "2u 7u"), "0a 2a 5a 7a"),
    "a person beats the other's sign": (("0s 5s", "2a 7a"), "0s 2s 5s 7s"),
    "of one instant the best": (("0u 5u", "0s 5a"), "0s 5a"),
    "what was seen holds up to the gap": (("0s", "30u 60u 61u"), "0s 30s 60s 61u"),
    "a camera that looks seldom is heard until it looks again": (("0s 50u", "10u 40u 60u"), "0s 10s 40s 50u 60u"),
    "nobody holds when nobody looks": (("0s", "30u", "200u"), "0s 30s 200u"),
    "three cameras": (("0u 5u", "1u 6s", "2a 7u"), "0u 1u 2a 5a 6s 7s"),
    "what is later than now is left out": (("0s 5u", "2u 1500s"), "0s 2s 5u"),
}


@pytest.mark.parametrize("name", ROWS)
def test_cameras_together(name: str) -> None:
    cameras, expected = ROWS[name]
    assert merged(*cameras) == expected


def test_a_state_does_not_flicker_between_two_cameras() -> None:
    good, bad = " ".join(f"{n}s" for n in range(0, 300, 5)), " ".join(f"{n}u" for n in range(2, 300, 5))
    spans = timeline(
        "W1", [*runs(good, "A"), *runs(bad, "B")], now=second(300), limits=OccupancyLimits(confirm_s=0, max_gap_s=GAP_S)
    )
    assert spans == (StateSpan("W1", WindowState.staffed, START, second(300), goes_on=True),)


def test_a_gap_of_both_is_unknown_from_the_last_look() -> None:
    looks = [*runs("0s 5s 200s", "A"), *runs("2u 7u", "B")]
    spans = timeline("W1", looks, now=second(205), limits=OccupancyLimits(confirm_s=10, max_gap_s=GAP_S))
    assert [(NAMES[s.state], (s.end - START).total_seconds()) for s in spans] == [("s", 7), ("-", 200), ("s", 205)]


camera = st.lists(st.tuples(st.integers(0, 400), st.sampled_from("sau")), max_size=40, unique_by=lambda look: look[0])
cameras = st.lists(camera, min_size=1, max_size=3)


def bundled(seen: list[tuple[int, str]], name: str) -> list[LookRun]:
    return [
        LookRun("W1", LETTERS[letter], tuple(second(n) for n, said in sorted(seen) if said == letter), name)
        for letter in "sau"
        if any(said == letter for _, said in seen)
    ]


def one_by_one(seen: list[tuple[int, str]], name: str) -> list[LookRun]:
    return [LookRun("W1", LETTERS[letter], (second(n),), name) for n, letter in seen]


@given(cameras, st.randoms())
def test_order_repetition_and_bundling_change_nothing(seen: list[list[tuple[int, str]]], random: object) -> None:
    single = [run for name, looks in zip("ABC", seen, strict=False) for run in one_by_one(looks, name)]
    shuffled = single + single[::2]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    runs_ = [run for name, looks in zip("ABC", seen, strict=False) for run in bundled(looks, name)]
    limits = OccupancyLimits(confirm_s=10, max_gap_s=GAP_S)
    expected = timeline("W1", single, now=second(500), limits=limits)
    assert timeline("W1", shuffled, now=second(500), limits=limits) == expected
    assert timeline("W1", runs_, now=second(500), limits=limits) == expected


@given(cameras)
def test_nobody_is_unattended_while_a_camera_sees_a_person(seen: list[list[tuple[int, str]]]) -> None:
    """Before short runs are smoothed away, which one camera's are too."""
    looks = [run for name, one in zip("ABC", seen, strict=False) for run in one_by_one(one, name)]
    spans = timeline("W1", looks, now=second(500), limits=OccupancyLimits(confirm_s=0, max_gap_s=GAP_S))
    empty = [span for span in spans if span.state != WindowState.staffed and span.state != WindowState.unknown]
    for one in seen:
        for (at, letter), (following, _) in pairwise([*sorted(one), (10_000, "")]):
            until = min(following, at + GAP_S)
            if letter == "s":
                assert not any(span.start < second(until) and second(at) < span.end for span in empty)
                assert not any(span.start == second(at) for span in empty)


@given(camera, st.sampled_from(["", "A"]))
def test_one_camera_is_what_it_was(seen: list[tuple[int, str]], name: str) -> None:
    expected = sorted((second(n), LETTERS[letter]) for n, letter in seen)
    assert in_order(one_by_one(seen, name), now=second(500), max_gap=timedelta(seconds=GAP_S)) == expected
