"""Stills that wait in memory: found again, bounded in number, bytes and age."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from api.intake.stills import CAP_BYTES, Still, Stills
from conduct.keeping.still_shelf import FORGOTTEN_AFTER, MOST
from models.values.evidence import Shown

START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
CAMERA = UUID(int=1)
STILL_BYTES = 13_900
"""As large as those of the drawn hall at most."""


def still(
    window: int, second: float, shown: Shown = Shown.unattended, *, size: int = STILL_BYTES, made: datetime = START,
    camera: UUID = CAMERA,
) -> Still:  # fmt: skip
    return Still(camera, UUID(int=window), shown, START + timedelta(seconds=second), made, bytes(size))


def seconds(stills: Stills, window: int) -> list[float]:
    return [(one.taken_at - START).total_seconds() for one in stills.of_window(UUID(int=window))]


def test_what_was_put_is_found_by_window_in_order_of_time() -> None:
    stills = Stills()
    for window, second in ((1, 30), (2, 5), (1, 0)):
        stills.put(still(window, second))
    stills.put(still(1, 15, camera=UUID(int=2)))
    assert seconds(stills, 1) == [0, 15, 30]
    assert seconds(stills, 2) == [5]
    assert seconds(stills, 3) == []


def test_each_camera_has_its_own() -> None:
    stills = Stills()
    stills.put(still(1, 0))
    assert not stills.wants(UUID(int=1), CAMERA, Shown.unattended, START + timedelta(seconds=5))
    assert stills.wants(UUID(int=1), UUID(int=2), Shown.unattended, START + timedelta(seconds=5))


def test_two_hundred_windows_stay_under_the_cap() -> None:
    """All full at once: the last stretches of a busy day of each window, clothes too."""
    stills = Stills()
    for window in range(200):
        for number in range(60):
            for shown in Shown:
                stills.put(still(window, number * 40 + list(Shown).index(shown), shown))
    assert stills.size_bytes == 200 * sum(MOST.values()) * STILL_BYTES
    assert stills.size_bytes <= CAP_BYTES
    assert all(len(stills.of_window(UUID(int=window))) == sum(MOST.values()) for window in range(200))


def test_beyond_the_cap_the_one_made_first_goes() -> None:
    stills = Stills(cap_bytes=3 * STILL_BYTES)
    for window in range(5):
        stills.put(still(window, 100 - window))
    assert stills.size_bytes == 3 * STILL_BYTES
    assert [bool(seconds(stills, window)) for window in range(5)] == [False, False, True, True, True]


def test_one_larger_than_the_cap_is_not_kept() -> None:
    stills = Stills(cap_bytes=10)
    stills.put(still(1, 0))
    assert (stills.size_bytes, seconds(stills, 1)) == (0, [])


@pytest.mark.parametrize("by", ["another of the window", "the clock"])
def test_none_waits_longer_than_half_a_day(by: str) -> None:
    """By when it was made, not captured: what came late waits as long."""
    stills = Stills()
    stills.put(still(1, -86400))
    later = START + FORGOTTEN_AFTER
    assert stills.forget(later) == 0
    later += timedelta(seconds=1)
    if by == "the clock":
        assert stills.forget(later) == 1
        assert stills.size_bytes == 0
    else:
        stills.put(still(1, 50000, made=later))
        assert seconds(stills, 1) == [50000]
