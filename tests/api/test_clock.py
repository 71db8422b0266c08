"""Clocks are aware, in UTC, and a given one only moves forward."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from api.clock import GivenClock, SystemClock

NINE = datetime(2026, 6, 3, 9, tzinfo=timezone(timedelta(hours=8)))


def test_the_system_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_a_given_clock_stands_still_until_moved() -> None:
    clock = GivenClock(NINE)
    assert clock.now() == clock.now() == NINE
    assert clock.now().tzinfo is UTC
    clock.move_to(NINE + timedelta(seconds=5))
    assert clock.now() == NINE + timedelta(seconds=5)
    clock.move_to(NINE + timedelta(seconds=5))


def test_a_given_clock_does_not_go_back() -> None:
    clock = GivenClock(NINE)
    with pytest.raises(ValueError, match="cannot go back"):
        clock.move_to(NINE - timedelta(microseconds=1))
    assert clock.now() == NINE


def test_a_time_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        GivenClock(datetime(2026, 6, 3))  # noqa: DTZ001
