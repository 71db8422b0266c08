"""Whose a badge was when, and when somebody had none."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from models.values.interval import Interval
from models.values.roster import Badge, Person, Punch
from roster.badges import ALWAYS, Holding, holders, time_without


def at(hour: int) -> datetime:
    return datetime(2026, 6, 3, hour, tzinfo=UTC)


OLD = Holding(Badge("1", until=at(9)))
WITHOUT: dict[str, tuple[Sequence[Holding], Sequence[tuple[datetime, datetime]]]] = {
    "never any": ([], [(ALWAYS.start, ALWAYS.end)]),
    "one for good": ([Holding(Badge("1"))], []),
    "lost, and none since": ([OLD], [(at(9), ALWAYS.end)]),
    "lost, and another later": ([OLD, Holding(Badge("2"), at(11))], [(at(9), at(11))]),
    "lost beside another": ([OLD, Holding(Badge("2"))], []),
    "another before the first was given back": ([OLD, Holding(Badge("2"), at(8))], []),
    "the first of all, handed on by somebody": ([Holding(Badge("1", since=at(12)))], [(ALWAYS.start, at(12))]),
    "the same again": ([OLD, Holding(Badge("1", since=at(12)), at(12))], [(at(9), at(12))]),
}


@pytest.mark.parametrize("name", WITHOUT)
def test_when_somebody_had_no_badge(name: str) -> None:
    holdings, expected = WITHOUT[name]
    assert time_without(holdings) == tuple(Interval(*each) for each in expected)


HOLDERS = {
    ("1", 8): "S001", ("1", 9): None, ("1", 11): None, ("1", 12): "S002", ("2", 8): "S001", ("2", 23): "S001", ("3", 8): None,
}  # fmt: skip


@pytest.mark.parametrize("of", HOLDERS, ids=str)
def test_whose_a_punch_is(of: tuple[str, int]) -> None:
    number, hour = of
    people = [
        Person("S001", badges=(Badge("1", until=at(9)), Badge("2"))),
        Person("S002", badges=(Badge("1", since=at(12)),)),
    ]
    assert holders(people)(Punch(number, at(hour))) == HOLDERS[of]
