"""A month as days and as instants, and the months around it. Pure."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.values.interval import Interval


def month_days(month: str) -> tuple[date, date]:
    """The first and the last day of `YYYY-MM`. ValueError for anything else."""
    year, number = (int(part) for part in month.split("-"))
    first = date(year, number, 1)
    return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def month_span(month: str, timezone: ZoneInfo) -> Interval:
    """`YYYY-MM` as the instants from its first local midnight to the next month's."""
    first, last = month_days(month)
    after = last + timedelta(days=1)
    start = datetime(first.year, first.month, 1, tzinfo=timezone)
    return Interval(start.astimezone(UTC), datetime(after.year, after.month, 1, tzinfo=timezone).astimezone(UTC))


def month_before(month: str) -> str:
    return f"{month_days(month)[0] - timedelta(days=1):%Y-%m}"


def month_after(month: str) -> str:
    return f"{month_days(month)[1] + timedelta(days=1):%Y-%m}"
