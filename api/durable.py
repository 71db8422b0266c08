"""Files that survive a power cut, whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

LINE_MAX_BYTES = 4096
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


def append_durably(file: Path, line: str) -> None:
    """Add a line to a file of its owner's alone; on return it survives a power cut.

    What a power cut left of a line, without its end, is dropped before.
    """
    is_new = not file.exists()
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+b") as stream:
        stream.truncate(_end_of_lines(stream))
        stream.write(line.encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    if is_new:
        sync_folder(file.parent)


def _end_of_lines(stream: BinaryIO) -> int:
    end = stream.seek(0, os.SEEK_END)
    start = max(0, end - LINE_MAX_BYTES)
    stream.seek(start)
    return start + stream.read(LINE_MAX_BYTES).rfind(b"\n") + 1


def sync_folder(folder: Path) -> None:
    """On return the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
