"""Bars, quartiles and shares of grades: numbers in, numbers out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.months.spread import Bar, Quartiles, bars_of, grades_of, quartiles_of

scores_of_people = st.lists(st.decimals(0, 130, places=3), max_size=40)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ("", []),
        ("100", [(95, 100, 1)]),
        ("95", [(90, 95, 1)]),
        ("95.001 100 97.5", [(95, 100, 3)]),
        ("0", [(0, 5, 1)]),
        ("0.5 5 5.5", [(0, 5, 2), (5, 10, 1)]),
        ("100 86", [(85, 90, 1), (90, 95, 0), (95, 100, 1)]),
        ("100 103", [(95, 100, 1), (100, 105, 1)]),
    ],
)
def test_bars(scores: str, expected: list[tuple[int, int, int]]) -> None:
    assert bars_of(map(Decimal, scores.split())) == tuple(Bar(*each) for each in expected)


@given(scores_of_people)
def test_everybody_is_in_one_bar_of_five_points(scores: list[Decimal]) -> None:
    bars = bars_of(scores)
    assert sum(bar.count for bar in bars) == len(scores)
    assert [bar.low for bar in bars[1:]] == [bar.high for bar in bars[:-1]]
    for bar in bars:
        assert bar.high - bar.low == 5
        assert bar.count == sum(bar.low < score <= bar.high or score == bar.low == 0 for score in scores)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ("", None),
        ("97.5", ("97.50", "97.50", "97.50")),
        ("90 100", ("92.50", "95.00", "97.50")),
        ("80 90 95 99 100", ("90.00", "95.00", "99.00")),
        ("100 80 99 95 90", ("90.00", "95.00", "99.00")),
        ("1 1.001", ("1.00", "1.00", "1.00")),
    ],
)
def test_quartiles(scores: str, expected: tuple[str, str, str] | None) -> None:
    found = quartiles_of([Decimal(score) for score in scores.split()])
    assert found == (Quartiles(*map(Decimal, expected)) if expected else None)


@pytest.mark.parametrize(
    ("grades", "order", "expected"),
    [
        ("", "ABCD", []),
        ("AAB", "ABCD", [("A", 2, 2 / 3), ("B", 1, 1 / 3), ("C", 0, 0.0), ("D", 0, 0.0)]),
        ("ZAY", "A", [("A", 1, 1 / 3), ("Y", 1, 1 / 3), ("Z", 1, 1 / 3)]),
    ],
)
def test_grades(grades: str, order: str, expected: list[tuple[str, int, float]]) -> None:
    assert [(each.grade, each.count, each.share) for each in grades_of(list(grades), order)] == expected
