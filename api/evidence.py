"""Where blurred stills lie, each under the SHA-256 of its bytes: in a folder, or in a bucket elsewhere."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

from api.durable import PART_SUFFIX, sync_folder
from api.settings import Settings

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


class EvidenceFolder:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, still: bytes) -> str:
        sha256 = digest(still)
        place = self.path(sha256)
        if place.exists():
            sync_folder(place.parent)
            return sha256
        new = not place.parent.exists()
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = place.with_name(f"{sha256}.{secrets.token_hex(4)}{PART_SUFFIX}")
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(still)
                file.flush()
                os.fsync(file.fileno())
            part.replace(place)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        sync_folder(place.parent)
        if new:
            # a folder just made is only safe once the one that it lies in is
            sync_folder(self._folder)
        return sha256

    def get(self, sha256: str) -> bytes:
        return checked(self.path(sha256).read_bytes(), sha256)

    def delete(self, sha256: str) -> None:
        place = self.path(sha256)
        if place.exists():
            place.unlink(missing_ok=True)
            sync_folder(place.parent)

    def list(self) -> Iterator[Stored]:
        for place in self._folder.glob(f"??/*{SUFFIX}"):
            # one may go while others are told
            with suppress(FileNotFoundError):
                found = place.stat()
                yield Stored(place.stem, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}{SUFFIX}"

    def sweep(self, before: datetime) -> int:
        """Remove what was left half written before then; returns how many."""
        swept = 0
        for part in self._folder.glob(f"??/*{PART_SUFFIX}"):
            with suppress(FileNotFoundError):
                if datetime.fromtimestamp(part.stat().st_mtime, UTC) < before:
                    part.unlink()
                    swept += 1
        return swept


def open_evidence(settings: Settings) -> EvidenceStore:
    """The store that the settings name."""
    url = settings.evidence_url
    if url is None:
        return EvidenceFolder(settings.evidence_dir)
    if url.startswith("file:"):
        return EvidenceFolder(Path(url2pathname(urlsplit(url).path)))
    from api.evidence_bucket import EvidenceBucket

    return EvidenceBucket(url)


def digest(still: bytes) -> str:
    return hashlib.sha256(still).hexdigest()


def checked(still: bytes, sha256: str) -> bytes:
    """The same bytes. Raises Damaged where they are not those of the hash."""
    if digest(still) != sha256:
        raise Damaged(f"the still {sha256} is not the one that was kept")
    return still
