"""How often a rule is right, and from when on that is too seldom; each row at its boundary."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.trust.precision import SAID_OF_STATUS, Decided, Precision, Said, Stand, precision_of, weigh, wilson
from conduct.words import say
from models.tables import ViolationStatus
from tests.conduct.story import at

BEGIN = at("1 08:00")


def told(story: str) -> list[Decided]:
    """A letter a case, the earliest first: r right, e excused, w wrong."""
    said = {"r": Said.right, "e": Said.excused, "w": Said.wrong}
    return [Decided(BEGIN + timedelta(hours=i), f"W{i}", said[letter]) for i, letter in enumerate(story)]


ROWS: dict[str, tuple[str, float, Stand]] = {
    "nothing decided": ("", 0.7, Stand.too_few),
    "29 decided, all wrong": ("w" * 29, 0.7, Stand.too_few),
    "30 decided, all wrong": ("w" * 30, 0.7, Stand.watch),
    "20 of 30": ("r" * 20 + "w" * 10, 0.7, Stand.watch),
    "21 of 30 is the floor itself": ("r" * 21 + "w" * 9, 0.7, Stand.keep),
    "22 of 30": ("r" * 22 + "w" * 8, 0.7, Stand.keep),
    "an excuse is a right finding": ("r" * 11 + "e" * 10 + "w" * 9, 0.7, Stand.keep),
    "good long ago, wrong lately": ("r" * 100 + "w" * 10 + "r" * 20, 0.7, Stand.watch),
    "wrong long ago, good lately": ("w" * 100 + "r" * 21 + "w" * 9, 0.7, Stand.keep),
    "the thirty-first from the end is past": ("w" + "r" * 21 + "w" * 9, 0.7, Stand.keep),
    "a floor that floating point misses: .55 of 20 is 11": ("r" * 11 + "w" * 9, 0.55, Stand.keep),
    "one less than that": ("r" * 10 + "w" * 10, 0.55, Stand.watch),
    "no floor at all": ("w" * 30, 0.0, Stand.keep),
    "nothing but right will do": ("r" * 29 + "w", 1.0, Stand.watch),
}


@pytest.mark.parametrize("name", ROWS)
def test_whether_a_rule_may_go_on(name: str) -> None:
    story, floor, stand = ROWS[name]
    weighed = weigh(told(story), floor=floor, last_decided=20 if floor == 0.55 else 30)
    assert weighed.stand == stand
    assert weighed.why.code == f"precision.{stand}"


SENTENCES: dict[str, tuple[str, str]] = {
    "too few": (
        "r" * 20 + "w" * 9, "too few to say: 29 decided so far, 20 of them right; it takes 30",
    ),
    "keep": (
        "r" * 20 + "e" + "w" * 9, "21 of the last 30 decided were right (70%), 1 of them excused; 70% are asked for",
    ),
    "watch": (
        "r" * 20 + "w" * 10,
        "only 20 of the last 30 decided were right (66.7%), 0 of them excused; 70% are asked for",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SENTENCES)
def test_why_in_words(name: str) -> None:
    story, sentence = SENTENCES[name]
    assert say(weigh(told(story), floor=0.7, last_decided=30).why) == sentence


@given(st.text("rew", max_size=80), st.randoms(use_true_random=False))
def test_the_order_of_deciding_changes_nothing(story: str, chance: random.Random) -> None:
    cases = told(story)
    shuffled = chance.sample(cases, len(cases))
    assert weigh(shuffled, floor=0.7, last_decided=30) == weigh(cases, floor=0.7, last_decided=30)


def test_what_each_status_says() -> None:
    """What is open, and what late facts took away, says nothing of the rule."""
    said = {
        "pending": None, "confirmed": Said.right, "dismissed": Said.wrong, "excused": Said.excused, "explained": None,
        "withdrawn": None, "watched": None, "appealed": None, "upheld": Said.right, "overturned": Said.wrong,
    }  # fmt: skip
    assert {status: SAID_OF_STATUS.get(status) for status in said} == said
    assert {status.value for status in ViolationStatus} <= set(said)


def test_precision_counts_excused_among_right() -> None:
    precision = precision_of(told("rrew"))
    assert (precision.right, precision.excused, precision.wrong, precision.decided) == (3, 1, 1, 4)
    assert precision.share == 0.75
    assert Precision().share is None
    assert Precision().interval is None


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [
        (0, 10, 0, 0.2775),
        (10, 10, 0.7225, 1),
        (20, 30, 0.4878, 0.8077),
        (21, 30, 0.5212, 0.8334),
        (280, 339, 0.7820, 0.8627),
    ],
)
def test_wilson_s_interval(right: int, of: int, low: float, high: float) -> None:
    """None and all of ten by the formula's short forms, z²/(n+z²) and n/(n+z²); the others worked out apart."""
    assert wilson(right, of) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share(counted: tuple[int, int]) -> None:
    right, of = counted
    low, high = wilson(right, of)
    assert 0 <= low <= right / of + 1e-12
    assert right / of - 1e-12 <= high <= 1
