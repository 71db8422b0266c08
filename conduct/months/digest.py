"""A month in one canonical form, and its digest: what people sign, and what an export can be held against. Pure.

The form says what was counted for whom and why. It is JSON in UTF-8 with sorted keys and no spaces; numbers are decimal
strings without trailing zeros, instants are in UTC. What it leaves out may change without anything being counted
otherwise: ids, which database it is and in which order it was filled, when the month was computed or locked, names, and
the hall somebody has moved to since. Reasons are their codes and facts, so that no language matters.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from conduct.months.stored_month import StoredEntry, StoredLine

ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def month_bytes(entries: Sequence[StoredEntry]) -> bytes:
    """All entries of a month, one to a line, by month and staff number."""
    return b"".join(entry_bytes(entry) + b"\n" for entry in sorted(entries, key=lambda e: (e.month, e.staff)))


def month_digest(entries: Sequence[StoredEntry]) -> str:
    """SHA-256 of `month_bytes`, in 64 hexadecimal digits."""
    return sha256(month_bytes(entries)).hexdigest()


def entry_bytes(entry: StoredEntry) -> bytes:
    """One person's month; lines are sorted by their own canonical form."""
    lines = sorted((_line(line) for line in entry.lines), key=_canonical)
    return _canonical(
        {
            "month": entry.month,
            "staff": entry.staff,
            "base": decimal_text(entry.base),
            "deducted": decimal_text(entry.deducted),
            "score": decimal_text(entry.score),
            "grade": entry.grade,
            "pack": entry.pack_version,
            "lines": lines,
        }
    )


def entry_digest(entry: StoredEntry) -> str:
    """SHA-256 of `entry_bytes`, in 64 hexadecimal digits."""
    return sha256(entry_bytes(entry)).hexdigest()


def decimal_text(number: Decimal) -> str:
    """`5`, `0.5`, `-2`, `0`: equal numbers are equal texts, however a database pads them."""
    return f"{number.normalize() + 0:f}"


def instant_text(at: datetime) -> str:
    """RFC 3339 in UTC with as many digits of a second as there are, so that equal instants are equal texts."""
    text = at.astimezone(UTC).replace(tzinfo=None).isoformat()
    return (text.rstrip("0") if "." in text else text) + "Z"


def _line(line: StoredLine) -> dict[str, Any]:
    return {
        "kind": line.kind.value,
        "rule": line.rule,
        "start": instant_text(line.start),
        "points": decimal_text(line.points),
        "counted": decimal_text(line.counted),
        "why": {"code": line.why.code, "facts": dict(line.why.facts)},
    }


def _canonical(value: dict[str, Any]) -> bytes:
    return ENCODER.encode(value).encode()
