"""Whether the time of a punch is to be believed. Pure.

A time that cannot be right is no proof that nobody came: the punch is held aside, and a person looks at it.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from roster.attlog import instant

OFF_MAX_S = 60
"""How far a clock may be off; also how far ahead of now a punch may be."""
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
"""Clocks that lost their power begin again in 1970 or 2000."""
REPORTED = re.compile(r"(?:^|[\s,&])~?DateTime=([0-9/: T-]{14,19})")


def doubt(at: datetime, *, now: datetime, clock_ahead_s: float | None = None) -> str | None:
    """Why a punch that has come by `now` is held aside, as a code; None when it is to be believed.

    `clock_ahead_s` is how far the device's clock is known to be ahead; None where it never told.
    """
    if at < EARLIEST:
        return "before-2020"
    if at - now > timedelta(seconds=OFF_MAX_S):
        return "in-the-future"
    return "clock-off" if is_off(clock_ahead_s) else None


def is_off(clock_ahead_s: float | None) -> bool:
    return clock_ahead_s is not None and abs(clock_ahead_s) > OFF_MAX_S


def ahead_by_date(header: str | None, *, now: datetime) -> float | None:
    """How far a device's clock is ahead by the `Date` header of its request, in seconds."""
    if not header:
        return None
    try:
        told = parsedate_to_datetime(header)
        return ((told if told.tzinfo else told.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, OverflowError):
        return None


def ahead_by_report(report: str, zone: ZoneInfo, *, now: datetime) -> float | None:
    """How far a device's clock is ahead by `DateTime=2026-06-03 08:26:10` in what it tells of itself, in seconds."""
    found = REPORTED.search(report)
    at = instant(found[1].strip(), zone) if found else None
    return None if at is None else (at - now).total_seconds()
