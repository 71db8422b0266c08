"""How entries of the audit trail are chained: a hash over each entry and over the hash of the one before it. Pure.

What is hashed, in encoding 1: a JSON array in ASCII without spaces, the keys of objects sorted, of

    [1, number in the chain, hash before it in hex, id in hex, at, actor, action, entity, id of the entity, data]

`at` is in UTC with six decimals and Z. Whole numbers are written out, others as the shortest that reads back as the
same double. So the bytes are the same from every database, and anybody can reckon them without this program.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

ENCODING = 1
GENESIS = bytes(32)
"""What the first entry continues."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as it lies in the database."""

    id: UUID
    at: datetime
    actor: str
    action: str
    entity: str
    entity_id: str
    data: Any
    """What was read from its JSON."""


def link_hash(seq: int, previous: bytes, entry: Entry) -> bytes:
    """The hash of the entry with this number after an entry with the hash `previous`, 32 bytes."""
    return sha256(encoded(seq, previous, entry)).digest()


def encoded(seq: int, previous: bytes, entry: Entry) -> bytes:
    told = [
        ENCODING, seq, previous.hex(), entry.id.hex, stamp(entry.at), entry.actor, entry.action, entry.entity,
        entry.entity_id, entry.data,
    ]  # fmt: skip
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode("ascii")


def stamp(at: datetime) -> str:
    """An aware instant, as in `2026-06-03T01:30:00.000000Z`."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
