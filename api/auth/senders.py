"""Cameras that showed their key a moment ago, so that not every frame costs a look-up in the database."""

import hashlib
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

KNOWN_FOR_S = 10.0
"""Longer saves nothing more; a key revoked meanwhile still begins to send, though nothing of it is kept."""
KNOWN_MAX = 1000


@dataclass(frozen=True, slots=True)
class KnownCamera:
    """A camera in service, and the key that it showed."""

    id: UUID
    code: str
    key_id: UUID


class Senders:
    """By what they sent as `Authorization`, of which only a hash stays here, and the camera that their path names.

    Whoever relies on it checks the key once more in the transaction that keeps anything. Digest, each time another,
    is never found. Safe from any thread: each call does one thing to one dictionary.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[KnownCamera, float]] = {}

    def find(self, authorization: str | None, camera: str | None) -> KnownCamera | None:
        known, until = self._known.get(_name(authorization, camera), (None, 0.0))
        return known if monotonic() < until else None

    def put(self, authorization: str | None, camera: str | None, known: KnownCamera) -> None:
        if len(self._known) >= KNOWN_MAX:
            self._known.clear()
        self._known[_name(authorization, camera)] = (known, monotonic() + KNOWN_FOR_S)

    def forget(self, key_id: UUID) -> None:
        """Whatever is known by this key."""
        for name in [name for name, (known, _) in list(self._known.items()) if known.key_id == key_id]:
            self._known.pop(name, None)


def _name(authorization: str | None, camera: str | None) -> bytes:
    # No code of a camera is empty, and no header holds a line break.
    return hashlib.sha256(f"{camera or ''}\n{authorization}".encode()).digest()
