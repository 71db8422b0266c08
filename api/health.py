"""What the service can do at this moment, as its worker says."""

from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Health:
    """`detectors` that look at present; `degraded` says why less is seen than could be, None when nothing is amiss."""

    detectors: tuple[str, ...] = ()
    degraded: str | None = None


STARTING = Health(degraded="No worker looks at frames yet.")


class HealthBoard:
    """Where the worker puts its health and the routes read it, each from its own thread."""

    def __init__(self, first: Health = STARTING) -> None:
        self._lock = Lock()
        self._health = first

    def put(self, health: Health) -> None:
        with self._lock:
            self._health = health

    def now(self) -> Health:
        with self._lock:
            return self._health
