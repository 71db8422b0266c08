from datetime import UTC, datetime, timedelta

import pytest

from vision import slots
from vision.slots import Slots

START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


@pytest.mark.parametrize(
    ("told", "second", "is_open"),
    [
        pytest.param(None, 0, True, id="never told"),
        pytest.param(10, 20, False, id="later in the same slot"),
        pytest.param(10, 10, False, id="the same instant"),
        pytest.param(10, 5, True, id="an earlier frame that came late takes the slot"),
        pytest.param(10, 30, True, id="the next slot"),
        pytest.param(40, 10, True, id="an older slot that came late"),
    ],
)
def test_of_a_slot_only_the_earliest_counts(told: float | None, second: float, is_open: bool) -> None:
    asked = Slots(timedelta(seconds=30))
    if told is not None:
        asked.told("W1", at(told))
    assert asked.is_open("W1", at(second)) is is_open
    assert asked.is_open("W2", at(second))


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "PLACES_MAX", 3)
    asked = Slots(timedelta(seconds=30))
    for number in range(10):
        asked.told(str(number), START)
    assert len(asked._told) <= 3
