"""Cursors: where a list was left off, opaque to clients. Pure."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import UUID

from api.problems import FieldError, Problem

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LENGTH_MAX = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list ordered by start and id was left off."""

    start: datetime
    id: UUID


def cursor_of(*parts: str | int) -> str:
    """The parts of a sort key as one word for a URL."""
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def parts_of(cursor: str, *kinds: type[str] | type[int]) -> list[str | int]:
    """What `cursor_of` was given. Raises Problem 422 `bad-cursor` for anything that it did not make."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        read = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        raise bad_cursor() from None
    if not isinstance(read, list):
        raise bad_cursor()
    parts = cast(list[object], read)
    if [type(part) for part in parts] != list(kinds):
        raise bad_cursor()
    return cast(list[str | int], parts)


def cursor_at(place: Place) -> str:
    return cursor_of((place.start - EPOCH) // MICROSECOND, place.id.hex)


def place_at(cursor: str) -> Place:
    """Raises Problem 422 `bad-cursor`."""
    start_us, id_hex = parts_of(cursor, int, str)
    try:
        return Place(EPOCH + int(start_us) * MICROSECOND, UUID(hex=str(id_hex)))
    except (ValueError, OverflowError):
        raise bad_cursor() from None


def id_at(cursor: str) -> UUID:
    """The id at which a list ordered by id alone was left off. Raises Problem 422 `bad-cursor`."""
    try:
        return UUID(hex=str(parts_of(cursor, str)[0]))
    except ValueError:
        raise bad_cursor() from None


def bad_cursor() -> Problem:
    error = FieldError("cursor", "is none that this list has given")
    return Problem(422, "bad-cursor", "The cursor is not one of this list's.", errors=[error])
