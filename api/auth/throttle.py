"""How often a log-in may be tried: what was tried is remembered in memory, the decision is pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock


@dataclass(frozen=True, slots=True)
class ThrottleLimits:
    """Failed attempts within `within_s` after which the next one has to wait."""

    within_s: float = 900
    per_login_and_address: int = 5
    per_address: int = 50


def wait_s(tried: Sequence[datetime], tries_max: int, within_s: float, now: datetime) -> float:
    """Seconds until another attempt may be made, 0 for at once; `tried` ascends."""
    recent = [at for at in tried if now - at < timedelta(seconds=within_s)]
    if len(recent) < tries_max:
        return 0.0
    return (recent[-tries_max] + timedelta(seconds=within_s) - now).total_seconds()


class Throttle:
    """Attempts that have not succeeded, by login and address and by address alone. Lost at a restart."""

    def __init__(self, limits: ThrottleLimits | None = None) -> None:
        self._limits = limits or ThrottleLimits()
        self._lock = Lock()
        self._tried: defaultdict[tuple[str, ...], list[datetime]] = defaultdict(list)

    def attempt(self, login: str, address: str, now: datetime, *, password_kept: str = "") -> float:
        """Seconds to wait; 0 admits the attempt and counts it as failed until `succeeded` says otherwise.

        What failed against another password than the one kept now, as it is hashed, counts for the address alone:
        somebody who was given a new one can log in at once.

        Counted beforehand, so that many guesses sent at once are not all admitted while the first is still hashed.
        """
        limits = self._limits
        with self._lock:
            self._forget_before(now - timedelta(seconds=limits.within_s))
            wait = max(
                wait_s(
                    self._tried.get((address, login, password_kept), []),
                    limits.per_login_and_address,
                    limits.within_s,
                    now,
                ),
                wait_s(self._tried.get((address,), []), limits.per_address, limits.within_s, now),
            )
            if wait == 0:
                self._tried[address, login, password_kept].append(now)
                self._tried[address,].append(now)
            return wait

    def succeeded(self, login: str, address: str, *, password_kept: str = "") -> None:
        """The attempt counted last was a good one: forgets what failed before it for this login from this address."""
        with self._lock:
            self._tried.pop((address, login, password_kept), None)
            of_address = self._tried.get((address,), [])
            if of_address:
                of_address.pop()

    def _forget_before(self, then: datetime) -> None:
        for who in [who for who, tried in self._tried.items() if not tried or tried[-1] < then]:
            del self._tried[who]
