"""Whether a hall is open, or nearly so. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
LOOKED_AROUND = timedelta(minutes=30)
"""So long before opening and after closing frames are still looked at. Longer looks at empty halls; shorter misses who
is still, or already, at a window."""


def is_looked_at(
    at: datetime, timezone: ZoneInfo, opens: str | None, closes: str | None, around: timedelta = LOOKED_AROUND
) -> bool:
    """Whether a frame captured `at` falls in the hall's hours (local `HH:MM`), widened by `around` on both sides.

    Without an hour of opening or of closing, or with both the same, always. A hall that closes before it opens is open
    overnight.
    """
    return opened_at(at, timezone, opens, closes, around) is not None


def opened_at(
    at: datetime, timezone: ZoneInfo, opens: str | None, closes: str | None, around: timedelta = timedelta()
) -> datetime | None:
    """When the hall opened whose hours, widened likewise, `at` falls in; ALWAYS for one that never closes."""
    if opens is None or closes is None or opens == closes:
        return ALWAYS
    first, last = time.fromisoformat(opens), time.fromisoformat(closes)
    today = at.astimezone(timezone).date()
    for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
        start = datetime.combine(day, first, timezone)
        end = datetime.combine(day if last > first else day + timedelta(days=1), last, timezone)
        if start.timestamp() - around.total_seconds() <= at.timestamp() <= end.timestamp() + around.total_seconds():
            return start.astimezone(UTC)
    return None
