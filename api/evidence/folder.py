"""Stills in a folder of this machine."""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from api.durable import PART_SUFFIX, sync_folder
from api.evidence.stored import SUFFIX, Stored, checked, digest


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
