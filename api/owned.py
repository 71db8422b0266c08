"""Folders that belong to one program at a time."""

import fcntl
import os
from pathlib import Path


class FolderTaken(RuntimeError):
    """Another program works on this folder; two would do everything twice."""


def own(folder: Path, what: str) -> int:
    """A descriptor that keeps the folder for this process until it is closed. Raises FolderTaken, OSError.

    `what` says in words who else has it, for example `agent`.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise FolderTaken(f"another {what} works in {folder}") from error
    return descriptor
