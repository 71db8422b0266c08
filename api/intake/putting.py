"""One file of the spool on its way to the disk, step by step, so that several can go side by side."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from api.intake.notes import Note, with_note


@dataclass(slots=True)
class Putting:
    """One frame on its way to the disk."""

    frame_id: UUID
    file: Path
    body: bytes
    note: Note | None
    reserved: bool = False
    descriptor: int | None = None
    error: Exception | None = None

    @property
    def size_bytes(self) -> int:
        return len(self.body)

    def write(self) -> None:
        # What a power cut leaves of an unfinished file has no note, and is thrown away at the next start.
        self.descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        _write_all(self.descriptor, self.body, with_note(self.note) if self.note else b"")
        # The disk begins at once, beside whatever is done next: what is then waited for is mostly done.
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self.descriptor, 0, 0, os.POSIX_FADV_DONTNEED)

    def sync(self) -> None:
        descriptor, self.descriptor = self.descriptor, None
        if descriptor is None:
            return
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def undo(self) -> None:
        with suppress(OSError):
            if self.descriptor is not None:
                os.close(self.descriptor)
                self.descriptor = None
        with suppress(OSError):
            self.file.unlink(missing_ok=True)


def _write_all(descriptor: int, *parts: bytes) -> None:
    written_bytes = os.writev(descriptor, parts)
    rest = memoryview(b"".join(parts))[written_bytes:] if written_bytes < sum(map(len, parts)) else b""
    while rest:
        rest = rest[os.write(descriptor, rest) :]
