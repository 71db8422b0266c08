"""The service's own secret: one file of random bytes, from which each use derives a key of its own."""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LENGTH_BYTES = 32


class Secret:
    """32 random bytes that never leave this object."""

    def __init__(self, material: bytes) -> None:
        if len(material) != LENGTH_BYTES:
            raise ValueError(f"the secret must have {LENGTH_BYTES} bytes, not {len(material)}")
        self._material = material

    def key_for(self, purpose: str) -> bytes:
        """32 bytes that only this purpose gets (HKDF, RFC 5869)."""
        return HKDF(SHA256(), LENGTH_BYTES, salt=None, info=f"staff-conduct {purpose}".encode()).derive(self._material)


def load_secret(file: Path) -> Secret:
    """The secret in a file, made on first use and readable by the owner only.

    Raises ValueError when the file holds something else: made anew, it would silently lock out Digest cameras.
    """
    if not file.exists():
        _make(file)
    try:
        return Secret(file.read_bytes())
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    ours = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(ours, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(secrets.token_bytes(LENGTH_BYTES))
        stream.flush()
        os.fsync(stream.fileno())
    try:
        # Two processes may start at once: linking, unlike renaming, never replaces what the other just made.
        os.link(ours, file)
    except FileExistsError:
        pass
    finally:
        ours.unlink()
