"""A month as it is stored and read back. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from conduct.months.appraise import LineKind
from models.values.why import Why


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One line of a stored entry. `violation` is the id of the violation that it tells of, empty where it tells of
    none."""

    rule: str
    points: Decimal
    counted: Decimal
    start: datetime
    why: Why
    violation: str
    kind: LineKind = LineKind.violation


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """One person's stored month. `hall` is the code of the hall that the person belonged to, `timezone` its zone."""

    month: str
    hall: str
    timezone: ZoneInfo
    staff: str
    name: str
    base: Decimal
    deducted: Decimal
    score: Decimal
    grade: str
    lines: tuple[StoredLine, ...]
    pack_version: str
    computed_at: datetime
    locked_at: datetime | None
    parts: tuple[tuple[str, int], ...] = ()
    """Of one who joined, left or moved within the month: the code of each hall, and on how many days."""
    version: int = 1


def plain(number: Decimal) -> int | float:
    """A decimal as the JSON number that people expect: 2, not 2.0."""
    return int(number) if number == number.to_integral_value() else float(number)


def line_of(kept: Mapping[str, Any]) -> StoredLine:
    """A line as it is kept in a row."""
    return StoredLine(
        rule=kept["rule"],
        points=Decimal(kept["points"]),
        counted=Decimal(kept["counted"]),
        start=datetime.fromisoformat(kept["start"]),
        why=Why(kept["why"]["code"], tuple(kept["why"]["facts"].items())),
        violation=kept["violation"],
        kind=LineKind(kept.get("kind", LineKind.violation)),
    )
