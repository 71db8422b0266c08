"""When a camera says a frame was captured, and whether that can be. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

RFC_3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]+))?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


class CapturedAtRefused(ValueError):
    """`code` is part of the interface; `at` is the time that was told, where it could be read."""

    code: str
    at: datetime | None = None


class CapturedAtMalformed(CapturedAtRefused):
    code = "captured-at-malformed"


class CapturedAtOutOfBounds(CapturedAtRefused):
    code = "captured-at-out-of-bounds"

    def __init__(self, message: str, at: datetime) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class CapturedBounds:
    ahead_s: float
    late_days: float


def captured_at(headers: Sequence[str], now: datetime, bounds: CapturedBounds) -> datetime | None:
    """The instant in UTC that the `X-Captured-At` headers name, None without any.

    Raises CapturedAtMalformed, CapturedAtOutOfBounds.
    """
    if not headers:
        return None
    if len(headers) > 1:
        raise CapturedAtMalformed("It was given more than once.")
    return within_bounds(parse_rfc3339(headers[0]), now, bounds)


def within_bounds(at: datetime, now: datetime, bounds: CapturedBounds) -> datetime:
    """The same instant in UTC. Raises CapturedAtOutOfBounds."""
    if at - now > timedelta(seconds=bounds.ahead_s):
        raise CapturedAtOutOfBounds(f"It is more than {bounds.ahead_s:g} s ahead of {now.isoformat()}.", at)
    if now - at > timedelta(days=bounds.late_days):
        raise CapturedAtOutOfBounds(f"It is more than {bounds.late_days:g} days before {now.isoformat()}.", at)
    return at.astimezone(UTC)


def parse_rfc3339(text: str) -> datetime:
    """An aware instant with its offset; digits beyond microseconds are cut. Raises CapturedAtMalformed."""
    match = RFC_3339.fullmatch(text.strip())
    if match is None:
        raise CapturedAtMalformed("It must be RFC 3339 with an offset, as in 2026-03-02T09:15:00+08:00.")
    date, time, fraction, offset = match.groups()
    try:
        return datetime.fromisoformat(f"{date}T{time}.{(fraction or '0')[:6]:0<6}{offset.upper()}")
    except ValueError as error:
        raise CapturedAtMalformed(f"There is no such time: {error}.") from None
