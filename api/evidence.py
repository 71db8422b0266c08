"""The evidence folder: blurred stills, found by their hash."""

import hashlib
import os
from pathlib import Path


class EvidenceFolder:
    """Stills under their SHA-256; the same still is kept once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, still: bytes) -> str:
        """Keep a still; on return it survives a power cut. Returns its SHA-256 in hexadecimal."""
        sha256 = hashlib.sha256(still).hexdigest()
        place = self.path(sha256)
        if place.exists():
            return sha256
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = place.with_suffix(".part")
        with part.open("wb") as file:
            file.write(still)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
        descriptor = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return sha256

    def path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.jpg"

    def read(self, sha256: str) -> bytes:
        """FileNotFoundError where the still was purged."""
        return self.path(sha256).read_bytes()
