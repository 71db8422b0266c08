"""Which times are to be believed, and what a device tells of its clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from roster.clock_check import EARLIEST, ahead_by_date, ahead_by_report, doubt, is_off

NOW = datetime(2026, 6, 3, 1, 30, tzinfo=UTC)
TICK = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)

DOUBTS: dict[str, tuple[datetime, float | None, str | None]] = {
    "now": (NOW, None, None),
    "a minute ahead": (NOW + MINUTE, None, None),
    "more than a minute ahead": (NOW + MINUTE + TICK, None, "in-the-future"),
    "a year ahead": (NOW + timedelta(days=365), 0, "in-the-future"),
    "long ago": (NOW - timedelta(days=900), None, None),
    "the first of 2020": (EARLIEST, None, None),
    "the last of 2019": (EARLIEST - TICK, None, "before-2020"),
    "2000": (datetime(2000, 1, 1, tzinfo=UTC), None, "before-2020"),
    "1970, the clock off too": (datetime(1970, 1, 1, tzinfo=UTC), 900, "before-2020"),
    "a clock right": (NOW, 0, None),
    "a clock a minute ahead": (NOW, 60, None),
    "a clock a minute behind": (NOW, -60, None),
    "a clock more than a minute ahead": (NOW, 60.001, "clock-off"),
    "a clock more than a minute behind": (NOW, -60.001, "clock-off"),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_doubt(name: str) -> None:
    at, ahead_s, reason = DOUBTS[name]
    assert doubt(at, now=NOW, clock_ahead_s=ahead_s) == reason


def test_a_clock_that_never_told_is_not_off() -> None:
    assert not is_off(None)


DATES: dict[str, tuple[str | None, float | None]] = {
    "right": ("Wed, 03 Jun 2026 01:30:00 GMT", 0),
    "an hour behind": ("Wed, 03 Jun 2026 00:30:00 GMT", -3600),
    "with an offset": ("Wed, 03 Jun 2026 09:31:00 +0800", 60),
    "with an unknown offset": ("Wed, 03 Jun 2026 01:31:00 -0000", 60),
    "none": (None, None),
    "empty": ("", None),
    "in words": ("this morning", None),
    "a day that does not exist": ("Wed, 31 Jun 2026 01:30:00 GMT", None),
}


@pytest.mark.parametrize("name", DATES)
def test_a_date_header(name: str) -> None:
    header, ahead_s = DATES[name]
    assert ahead_by_date(header, now=NOW) == ahead_s


REPORTS: dict[str, tuple[str, float | None]] = {
    "right": ("ID=1&Return=0&CMD=INFO\nDateTime=2026-06-03 09:30:00", 0),
    "among others": ("~DeviceName=F18,DateTime=2026-06-03 10:30:00,FWVersion=6.60", 3600),
    "none": ("~DeviceName=F18", None),
    "a number": ("DateTime=583080894", None),
    "part of another name": ("LastDateTime=2026-06-03 10:30:00", None),
    "none that exists": ("DateTime=2026-13-03 10:30:00", None),
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report(name: str) -> None:
    report, ahead_s = REPORTS[name]
    assert ahead_by_report(report, ZoneInfo("Asia/Shanghai"), now=NOW) == ahead_s
