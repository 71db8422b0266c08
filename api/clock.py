"""What time it is: the machine's, or one that is given (demo and replay)."""

from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class GivenClock:
    """Stands still until it is moved, from any thread, and never goes back; `run_on` lets it go by itself."""

    def __init__(self, start: datetime) -> None:
        self._lock = Lock()
        self._now = _in_utc(start)
        self._running_since: float | None = None

    def now(self) -> datetime:
        with self._lock:
            if self._running_since is None:
                return self._now
            return self._now + timedelta(seconds=monotonic() - self._running_since)

    def run_on(self) -> None:
        """From here on time passes as it does elsewhere."""
        with self._lock:
            self._running_since = monotonic()

    def move_to(self, at: datetime) -> None:
        """Raises ValueError for a time before the present one, or without an offset."""
        later = _in_utc(at)
        with self._lock:
            if later < self._now:
                raise ValueError(
                    f"the clock stands at {self._now.isoformat()} and cannot go back to {later.isoformat()}"
                )
            self._now = later


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time without an offset says nothing")
    return at.astimezone(UTC)
