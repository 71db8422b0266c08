"""What a store of stills promises: each lies under the SHA-256 of its bytes."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

SUFFIX = ".jpg"


class Damaged(RuntimeError):
    """What lies under a hash is not what was put there."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One still that lies there."""

    sha256: str
    size_bytes: int
    put_at: datetime


class EvidenceStore(Protocol):
    """Safe from any thread. Every call may raise OSError."""

    def put(self, still: bytes) -> str:
        """Keep a still; on return it survives a power cut. The same still again changes nothing. Returns its SHA-256
        in hexadecimal."""
        ...

    def get(self, sha256: str) -> bytes:
        """Raises FileNotFoundError for a still that is not there, Damaged for one that is not the one that was put."""
        ...

    def delete(self, sha256: str) -> None:
        """Forget a still for good; one that is not there is no error."""
        ...

    def list(self) -> Iterator[Stored]:
        """Everything that lies there, in any order."""
        ...


def digest(still: bytes) -> str:
    return hashlib.sha256(still).hexdigest()


def checked(still: bytes, sha256: str) -> bytes:
    """The same bytes. Raises Damaged where they are not those of the hash."""
    if digest(still) != sha256:
        raise Damaged(f"the still {sha256} is not the one that was kept")
    return still
