"""Files that survive a power cut, whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path

PART_SUFFIX = ".part"


def write_durably(file: Path, body: bytes) -> None:
    """Write a file of its owner's alone; on return it survives a power cut.

    Until then it is called `.part`. Whatever is raised, neither is left.
    """
    part = file.with_suffix(PART_SUFFIX)
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        part.rename(file)
        sync_folder(file.parent)
    except BaseException:
        for leftover in (part, file):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """On return the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
