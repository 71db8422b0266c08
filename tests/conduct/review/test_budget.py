"""A day's cards: the gravest first, in whatever order they come or are decided."""

import random
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.review.budget import Asking, Weight, cards, weights
from conduct.rules.pack import default_pack
from tests.conduct.story import at

DAY = date(2026, 6, 3)
WEIGHT = {
    "absent": Weight(2, 5),
    "late": Weight(0, 1),
    "window-unattended": Weight(1, 2),
    "away-too-long": Weight(1, 1),
}


def case(rule: str, clock: str = "3 09:00", day: date = DAY, about: str = "W1") -> Asking:
    return Asking(uuid4(), day, rule, at(clock), about)


ROWS: dict[str, tuple[list[Asking], list[int]]] = {
    "no more than fit": ([case("late"), case("late", "3 10:00")], [0, 1]),
    "the gravest": ([case("late"), case("window-unattended"), case("absent")], [1, 2]),
    "then by points": ([case("away-too-long"), case("window-unattended"), case("away-too-long", "3 08:00")], [1, 2]),
    "then what began first": ([case("late", "3 11:00"), case("late", "3 09:00"), case("late", "3 10:00")], [1, 2]),
    "then by the window": ([case("late", about="W3"), case("late", about="W2"), case("late", about="W1")], [1, 2]),
    "each day has its own": (
        [case("late"), case("late", day=DAY + timedelta(days=1)), case("late", "3 10:00"), case("late", "3 11:00")],
        [0, 1, 2],
    ),
    "an unknown rule weighs least": ([case("smile", "3 07:00"), case("late"), case("late", "3 10:00")], [1, 2]),
}


@pytest.mark.parametrize("name", ROWS)
def test_which_two_of_a_day_are_cards(name: str) -> None:
    cases, chosen = ROWS[name]
    assert cards(cases, WEIGHT, a_day=2) == {cases[i].id for i in chosen}


drawn = st.lists(
    st.tuples(st.sampled_from([*WEIGHT]), st.integers(0, 9), st.integers(0, 2), st.sampled_from(["W1", "W2"])),
    unique=True, max_size=40,
)  # fmt: skip


@given(drawn, st.integers(1, 12), st.randoms(use_true_random=False))
def test_the_order_of_coming_changes_nothing(
    told: list[tuple[str, int, int, str]], a_day: int, chance: random.Random
) -> None:
    cases = [case(rule, f"3 0{hour}:00", DAY + timedelta(days=day), about) for rule, hour, day, about in told]
    chosen = cards(cases, WEIGHT, a_day=a_day)
    assert cards(chance.sample(cases, len(cases)), WEIGHT, a_day=a_day) == chosen
    for day in {each.day for each in cases}:
        of_day = [each for each in cases if each.day == day]
        own = [each for each in of_day if each.id in chosen]
        assert len(own) == min(a_day, len(of_day))
        least = min((WEIGHT[each.rule] for each in own), default=Weight())
        assert all(WEIGHT[each.rule] <= least for each in of_day if each.id not in chosen)


@given(drawn, st.integers(1, 12))
def test_one_more_puts_out_one_at_most(told: list[tuple[str, int, int, str]], a_day: int) -> None:
    cases = [case(rule, f"3 0{hour}:00", DAY, f"{about}{day}") for rule, hour, day, about in told]
    before = cards(cases, WEIGHT, a_day=a_day)
    after = cards([*cases, case("absent", "3 07:30", about="W9")], WEIGHT, a_day=a_day)
    assert len(before - after) <= 1


def test_the_weights_of_the_default_pack() -> None:
    weighed = weights(default_pack().rules)
    assert weighed["absent"] > weighed["late"]
    assert weighed["window-unattended"] > weighed["uniform-season"]
