"""Instants as the people of a hall read them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def local_day(at: datetime, timezone: ZoneInfo) -> date:
    return at.astimezone(timezone).date()


def local_stamp(at: datetime, timezone: ZoneInfo) -> str:
    """`2026-06-03 08:41:20`."""
    return at.astimezone(timezone).replace(tzinfo=None).isoformat(" ", "seconds")


def local_time(at: datetime, timezone: ZoneInfo) -> str:
    """`08:41:20`."""
    return at.astimezone(timezone).time().isoformat("seconds")
