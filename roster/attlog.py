"""The lines of a ZKTeco terminal's attendance log, as it pushes them or as `attlog.dat` holds them. Pure.

A line is a badge number (the terminal calls it PIN), the terminal's wall time, and columns of codes. The codes are
hints: terminals are seen that never use the out flag. How somebody identified themselves is read past, never kept.
"""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

COLUMNS_MIN, COLUMNS_MAX = 2, 11
PIN_CHARACTERS_MAX = 40

TIME = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})[ T]([0-9]{1,2}):([0-9]{2}):([0-9]{2})")
SPACED = re.compile(rf"{TIME.pattern}(?!\S)|\S+")
"""A column of a line without tabs: a time has a space within itself."""
PADDING = " \t\0"
DIRECTIONS = {"0": "in", "1": "out", "2": "break-out", "3": "break-in", "4": "overtime-in", "5": "overtime-out"}
"""What a status code claims; others, 255 among them, claim nothing."""


class Column(StrEnum):
    pin = "pin"
    time = "time"
    status = "status"
    verify = "verify"
    workcode = "workcode"
    skip = "skip"


Layout = tuple[Column, ...]
PUSHED: Layout = (Column.pin, Column.time, Column.status, Column.verify, Column.workcode)
"""The order of the push protocol, and of most files; what comes after these columns is reserved."""


@dataclass(frozen=True, slots=True)
class AttlogLine:
    """A line that was understood. `at` is in UTC; the codes are as the terminal wrote them."""

    raw: bytes
    pin: str
    at: datetime
    status: str | None = None
    verify: str | None = None
    workcode: str | None = None

    @property
    def direction(self) -> str | None:
        """What the terminal claims, a hint only."""
        return DIRECTIONS.get(self.status or "")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was not understood; `reason` is a stable code, said in words by `conduct.words`."""

    raw: bytes
    reason: str


class LayoutError(ValueError):
    """An order of columns by which no punch can be read; the message says why, in words."""


def layout_of(names: str) -> Layout:
    """The order of columns from `pin,time,status,...`. Raises LayoutError."""
    known = ", ".join(Column)
    try:
        layout = tuple(Column(name.strip().lower()) for name in names.split(","))
    except ValueError:
        raise LayoutError(f"columns are named {known}") from None
    kept = [column for column in layout if column is not Column.skip]
    if len(set(kept)) < len(kept):
        raise LayoutError("a column is named twice")
    if not {Column.pin, Column.time} <= set(kept):
        raise LayoutError("the columns pin and time are needed")
    return layout


def lines_of(body: bytes) -> tuple[bytes, ...]:
    """The lines of a body or file, blank ones left out; UTF-16 with its mark is told in UTF-8."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        body = body.decode("utf-16", "backslashreplace").encode("utf-8", "backslashreplace")
    return tuple(
        line for line in re.split(rb"\r\n|\n|\r", body.removeprefix(codecs.BOM_UTF8)) if line.strip(PADDING.encode())
    )


def parse_line(raw: bytes, zone: ZoneInfo, layout: Layout = PUSHED) -> AttlogLine | BadLine:
    """One line, its wall time read by the terminal's zone.

    Where clocks are put back, a wall time comes twice: the earlier is meant, always, so that the same line sent again
    is the same punch. One that clocks skip when they are put forward was told by a clock not yet put forward.
    """
    text = _text(raw)
    if text is None:
        return BadLine(raw, "not-text")
    columns = _columns(text)
    named = dict(zip(layout, columns, strict=False))
    if not COLUMNS_MIN <= len(columns) <= COLUMNS_MAX or Column.pin not in named or Column.time not in named:
        return BadLine(raw, "columns")
    pin = named[Column.pin]
    if not pin or len(pin) > PIN_CHARACTERS_MAX or not pin.isprintable():
        return BadLine(raw, "pin-malformed")
    at = instant(named[Column.time], zone)
    if at is None:
        return BadLine(raw, "time-malformed")
    codes = (named.get(column) or None for column in (Column.status, Column.verify, Column.workcode))
    return AttlogLine(raw, pin, at, *codes)


def instant(wall: str, zone: ZoneInfo) -> datetime | None:
    """A terminal's wall time in UTC; None when it names none."""
    parts = TIME.fullmatch(wall)
    if parts is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in parts.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _text(raw: bytes) -> str | None:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _columns(text: str) -> Sequence[str]:
    if "\t" in text:
        return [column.strip(PADDING) for column in text.split("\t")]
    return [found.group() for found in SPACED.finditer(text.strip(PADDING))]
