"""When each device key was last shown: noted in memory, and written now and then."""

from datetime import datetime
from threading import Lock
from uuid import UUID

from sqlmodel import Session, col, or_, update

from models.tables import DeviceKeyRow


class UsedKeys:
    """Safe from any thread. What was noted and not yet written is lost with the process: the next use tells again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._used: dict[UUID, datetime] = {}

    def note(self, key_id: UUID, at: datetime) -> None:
        with self._lock:
            self._used[key_id] = max(at, self._used.get(key_id, at))

    def take(self) -> dict[UUID, datetime]:
        """All that was noted since the last time."""
        with self._lock:
            used, self._used = self._used, {}
        return used


def keep_uses(session: Session, used: dict[UUID, datetime]) -> int:
    """Write when keys were used, in the caller's transaction; an earlier time changes nothing."""
    for key_id, at in used.items():
        earlier = or_(col(DeviceKeyRow.last_used_at).is_(None), col(DeviceKeyRow.last_used_at) < at)
        session.exec(update(DeviceKeyRow).where(col(DeviceKeyRow.id) == key_id, earlier).values(last_used_at=at))
    return len(used)
