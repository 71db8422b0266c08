"""What a frame's file says of itself after its picture: enough to enter it in the ledger again. Pure.

A picture and its note come to disk together, so the ledger's row need not: a power cut that takes the row leaves the
file, from which the next start makes the row anew.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

MARK = b"conduct1"
LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True)
class Note:
    """Whose frame it is and when; a `key_id` given must still be good when it is entered."""

    camera_id: UUID
    captured_at: datetime | None
    received_at: datetime
    key_id: UUID | None = None


def with_note(note: Note) -> bytes:
    """What is written behind the picture."""
    told = json.dumps(
        {
            "camera": note.camera_id.hex,
            "captured": note.captured_at.isoformat() if note.captured_at else None,
            "received": note.received_at.isoformat(),
            "key": note.key_id.hex if note.key_id else None,
        }
    ).encode()
    return told + len(told).to_bytes(LENGTH_BYTES, "big") + MARK


def apart(content: bytes) -> tuple[bytes, Note | None]:
    """The picture of a file, and its note; None where there is none, as in a file that was never finished."""
    end = len(content) - len(MARK)
    if not content.endswith(MARK) or end < LENGTH_BYTES:
        return content, None
    length = int.from_bytes(content[end - LENGTH_BYTES : end], "big")
    begin = end - LENGTH_BYTES - length
    if begin < 0:
        return content, None
    try:
        return content[:begin], _read(content[begin : end - LENGTH_BYTES])
    except (ValueError, KeyError, TypeError):
        return content, None


def _read(told: bytes) -> Note:
    read = json.loads(told)
    return Note(
        camera_id=UUID(hex=read["camera"]),
        captured_at=datetime.fromisoformat(read["captured"]) if read["captured"] else None,
        received_at=datetime.fromisoformat(read["received"]),
        key_id=UUID(hex=read["key"]) if read["key"] else None,
    )
