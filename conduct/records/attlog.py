"""Taking in the lines of a terminal's log: good ones become punches, the others are held aside with their raw bytes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from conduct.judging.stale import REACH, mark_stale
from conduct.judging.unclear import in_order, note_unclear, unclear_spans
from conduct.records.punches import GoodPunch, hear, keep_punches, locked_reader
from models.tables import AttendanceRow, HallRow, HeldPunchRow, PunchRow, ReaderRow
from models.tables.base import new_id
from models.values.interval import Interval
from models.values.local_time import local_day
from roster.attlog import PUSHED, BadLine, Layout, parse_line
from roster.clock_check import doubt

PORTION_LINES = 5_000
"""Taken in by one transaction: nobody else writes meanwhile, and statements stay within what a database takes."""
PIN_PREFIX = "pin_prefix"
"""The option that tells apart people with equal PINs on two terminals."""


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line that is not taken for a punch; `reason` is a code."""

    raw: bytes
    reason: str
    badge: str | None = None
    at: datetime | None = None

    @property
    def sha256(self) -> bytes:
        return sha256(self.raw).digest()


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of lines: punches that are new, lines newly held aside, and what had come before."""

    stored: int = 0
    duplicates: int = 0
    held: tuple[HeldLine, ...] = ()

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(
            self.stored + other.stored, self.duplicates + other.duplicates, (*self.held, *other.held)
        )  # fmt: skip

    @property
    def held_by_reason(self) -> dict[str, int]:
        return dict(sorted(Counter(line.reason for line in self.held).items()))


def portions(lines: Sequence[bytes]) -> Iterable[Sequence[bytes]]:
    return (lines[i : i + PORTION_LINES] for i in range(0, len(lines), PORTION_LINES))


def take_lines(
    session: Session,
    reader_id: UUID,
    lines: Sequence[bytes],
    *,
    layout: Layout = PUSHED,
    clock_ahead_s: float | None = None,
    now: datetime,
) -> Delivered:
    """Take in a portion of a reader's log, in the caller's transaction; lines that had come before add nothing.

    A log is in order, so the reader's word then reaches to the last of these lines, unless they are in no order. What
    was held aside once stays so: a time that was in the future when it came does not become true by waiting.
    """
    reader = locked_reader(session, reader_id)
    hall = session.get_one(HallRow, reader.hall_id)
    zone = ZoneInfo(reader.timezone or hall.timezone)
    prefix: str = reader.options.get(PIN_PREFIX, "")
    read = [_examine(raw, zone, layout, prefix, clock_ahead_s, now) for raw in lines]
    doubtful = [each for each in read if isinstance(each, HeldLine)]
    held_before = _held_before(session, reader_id, {sha256(raw).digest() for raw in lines})
    punched_before = _punched_before(session, reader_id, doubtful)
    new = {line.sha256: line for line in doubtful if (line.badge, line.at) not in punched_before}
    new = {digest: line for digest, line in new.items() if digest not in held_before}
    good = [
        each
        for raw, each in zip(lines, read, strict=True)
        if isinstance(each, GoodPunch) and sha256(raw).digest() not in held_before
    ]
    _hold(session, reader, hall, new, _places(read, new), now)
    taken = keep_punches(session, reader, good, now=now)
    if good and in_order([punch.at for punch in good]):
        hear(session, reader, until=min(good[-1].at, now), now=now)
    session.flush()
    return Delivered(taken.accepted, len(lines) - taken.accepted - len(new), tuple(new.values()))


Examined = GoodPunch | HeldLine


def _examine(
    raw: bytes, zone: ZoneInfo, layout: Layout, prefix: str, clock_ahead_s: float | None, now: datetime
) -> Examined:
    line = parse_line(raw, zone, layout)
    if isinstance(line, BadLine):
        return HeldLine(raw, line.reason)
    badge = prefix + line.pin
    reason = doubt(line.at, now=now, clock_ahead_s=clock_ahead_s)
    return HeldLine(raw, reason, badge, line.at) if reason else GoodPunch(badge, line.at, line.direction)


def _places(read: Sequence[Examined], new: dict[bytes, HeldLine]) -> list[datetime | None]:
    """The lines in their order: when a good one was punched, None for one newly held aside."""
    return [
        each.at if isinstance(each, GoodPunch) else None
        for each in read
        if isinstance(each, GoodPunch) or each.sha256 in new
    ]


def _held_before(session: Session, reader_id: UUID, digests: set[bytes]) -> set[bytes]:
    found = session.exec(
        select(HeldPunchRow.sha256).where(
            HeldPunchRow.reader_id == reader_id, col(HeldPunchRow.sha256).in_(sorted(digests))
        )
    ).all()
    return set(found)


def _punched_before(
    session: Session, reader_id: UUID, lines: Sequence[HeldLine]
) -> set[tuple[str | None, datetime | None]]:
    """Punches that a device told of when its clock was still right."""
    instants = sorted({line.at for line in lines if line.at is not None})
    if not instants:
        return set()
    found = session.exec(
        select(PunchRow.badge, PunchRow.at).where(PunchRow.reader_id == reader_id, col(PunchRow.at).in_(instants))
    ).all()
    return set(found)


def _hold(
    session: Session,
    reader: ReaderRow,
    hall: HallRow,
    lines: dict[bytes, HeldLine],
    places: Sequence[datetime | None],
    now: datetime,
) -> None:
    """Keep lines aside, with the time for which the reader's word no longer reaches."""
    if not lines:
        return
    rows = [
        {"id": new_id(), "reader_id": reader.id, "received_at": now, "reason": line.reason, "badge": line.badge,
         "at": line.at, "raw": line.raw, "sha256": digest, "settled_at": None}
        for digest, line in lines.items()
    ]  # fmt: skip
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(HeldPunchRow).on_conflict_do_nothing(index_elements=["reader_id", "sha256"])
    session.connection().execute(insert, rows)
    spans = unclear_spans(places, reader.alive_until, now=now)
    note_unclear(reader, spans)
    mark_judged_days(session, hall, spans, now=now)


def mark_judged_days(session: Session, hall: HallRow, spans: Sequence[Interval], *, now: datetime) -> None:
    """Mark the days judged so far whose absences hang on what was punched within these spans."""
    zone = ZoneInfo(hall.timezone)
    for span in spans:
        first, last = local_day(span.start - 2 * REACH, zone), local_day(min(span.end, now) + 2 * REACH, zone)
        days = session.exec(
            select(col(AttendanceRow.day))
            .where(AttendanceRow.hall_id == hall.id, AttendanceRow.day >= first, AttendanceRow.day <= last)
            .distinct()
        ).all()
        mark_stale(session, hall.id, days, now=now)
