"""Forms with files: what is uploaded stays in memory, since a photo may only be written down veiled."""

from starlette.formparsers import MultiPartParser

IN_MEMORY_PER_FRAME_BYTES = 4
"""As a multiple of the largest frame: as much as a body may have at all (`api.app`)."""


def keep_uploads_in_memory(max_frame_bytes: int) -> None:
    """From a megabyte on a form's file would be written to the system's folder for temporary files."""
    limit = IN_MEMORY_PER_FRAME_BYTES * max_frame_bytes
    MultiPartParser.spool_max_size = max(MultiPartParser.spool_max_size, limit + 1)
