"""Frames that were refused because of when they say they were captured: what they tell of their camera's clock."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from uuid import UUID

WAITING_MAX = 10_000
"""So many are kept until somebody asks; what comes then is forgotten."""


@dataclass(frozen=True, slots=True)
class RefusedFrame:
    camera_id: UUID
    captured_at: datetime
    """What the camera said."""
    received_at: datetime


class RefusedFrames:
    """Filled by the requests, emptied by the worker, each in its own thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[RefusedFrame] = []

    def note(self, camera_id: UUID, captured_at: datetime | None, received_at: datetime) -> None:
        """Without a time that can be read nothing is told of the clock."""
        if captured_at is None:
            return
        with self._lock:
            if len(self._waiting) < WAITING_MAX:
                self._waiting.append(RefusedFrame(camera_id, captured_at, received_at))

    def take(self) -> list[RefusedFrame]:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        return waiting
