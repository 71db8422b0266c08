"""Punches as a reader delivers them: each row checked on its own, kept once, and the days they touch marked."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, or_, select, union

from conduct.judging.stale import LONGEST_SHIFT, REACH, mark_stale
from models.tables import AttendanceRow, BadgeRow, FormerBadgeRow, HallRow, PunchRow, ReaderRow, ShiftRow, SwapRow
from models.tables.base import new_id
from models.values.findings import AttendanceStatus
from models.values.interval import Interval
from models.values.local_time import local_day

PUNCHES_MAX = 10_000
"""In one request."""
AHEAD_MAX = timedelta(seconds=60)
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
"""A time before this comes from a clock that was never set."""
TEXT_CHARACTERS_MAX = 64
SETTLES_BACK = timedelta(days=2)
"""How long before its punch window's end a shift starts at most; what started earlier was settled before."""
NAMED_MAX = 5_000
"""Badges named in one statement; databases bound how many there may be."""

RFC_3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)


class RowRefused(ValueError):
    """Why one row is not taken; `code` is stable and part of the interface."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"{code}: {words}")


@dataclass(frozen=True, slots=True)
class GoodPunch:
    """One punch that can be kept. `at` is in UTC; `direction` is what the device claims, a hint only."""

    badge: str
    at: datetime
    direction: str | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is not taken: its place in what was sent, and `code: words`."""

    index: int
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What was sent, sorted out. Repetitions are still in it."""

    punches: tuple[GoodPunch, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """How many punches were new, and how many had come before (or twice in the same batch)."""

    accepted: int
    duplicates: int


def sort_out(rows: Sequence[object], *, now: datetime) -> Batch:
    """Check each row on its own: one bad row never spoils the rest. Pure."""
    punches: list[GoodPunch] = []
    rejected: list[Rejected] = []
    for index, row in enumerate(rows):
        try:
            punches.append(_punch(row, now))
        except RowRefused as refused:
            rejected.append(Rejected(index, str(refused)))
    return Batch(tuple(punches), tuple(rejected))


def heard_until(before: datetime | None, *, now: datetime) -> datetime:
    """Up to when all that a reader saw is known to have arrived, once it has delivered at `now`. Pure.

    A reader delivers its buffer in order, so whatever it saw before this request has come with it or
    before it. It never goes back, even where the clock does.
    """
    return now if before is None else max(before, now)


def take_punches(
    session: Session, reader_id: UUID, punches: Sequence[GoodPunch], *, now: datetime, complete: bool = True
) -> Taken:
    """Keep a reader's punches and mark what they touch, in the caller's transaction.

    None at all is a heartbeat: that too tells how far the reader's word reaches, and so whether a missing punch means
    anything. Not `complete` is a delivery of which something is missing, because more is to follow or rows were
    refused: then the reader's word reaches no further than the last punch that came, lest somebody be called absent
    for a punch still under way. Punches of unknown badges are kept; their badges wait for an owner.
    """
    reader = locked_reader(session, reader_id)
    taken = keep_punches(session, reader, punches, now=now)
    until = now if complete else max((p.at for p in punches), default=None)
    if until is not None:
        hear(session, reader, until=min(until, now), now=now)
    return taken


def is_complete(batch: Batch) -> bool:
    """Whether a batch can be all that its reader had to tell: nothing was refused, and it is not full. Pure."""
    return not batch.rejected and len(batch.punches) < PUNCHES_MAX


def locked_reader(session: Session, reader_id: UUID) -> ReaderRow:
    """The reader's row, which is the lock between two deliveries of its own."""
    return session.exec(select(ReaderRow).where(ReaderRow.id == reader_id).with_for_update()).one()


def keep_punches(session: Session, reader: ReaderRow, punches: Sequence[GoodPunch], *, now: datetime) -> Taken:
    """Keep the punches of a reader whose row is locked, and mark the days they touch."""
    new = _keep(session, reader.id, punches, now)
    _keep_badges(session, {punch.badge for punch in new})
    mark_touched(session, session.get_one(HallRow, reader.hall_id), new, now=now)
    return Taken(len(new), len(punches) - len(new))


def hear(session: Session, reader: ReaderRow, *, until: datetime, now: datetime) -> None:
    """Let a reader's word reach further, and mark the days that waited for it."""
    heard_before = reader.alive_until
    reader.alive_until = heard_until(heard_before, now=until)
    hall = session.get_one(HallRow, reader.hall_id)
    mark_stale(session, hall.id, _days_settled(session, hall, heard_before), now=now)
    session.flush()


def mark_touched(session: Session, hall: HallRow, punches: Sequence[GoodPunch], *, now: datetime) -> None:
    """Mark the days that punches at a hall's reader touch, there and wherever their people are rostered."""
    for each in (hall, *_other_halls_concerned(session, hall, punches)):
        mark_stale(session, each.id, _days_of_punches(session, each, [p.at for p in punches]), now=now)


def touched(instants: Iterable[datetime], shifts: Iterable[Interval], timezone: ZoneInfo) -> set[date]:
    """The days whose judgement punches at these instants may change: their own, and those of the shifts near. Pure."""
    ordered = sorted(set(instants))
    days = {local_day(at, timezone) for at in ordered}
    for shift in shifts:
        i = bisect_left(ordered, shift.start - REACH)
        if i < len(ordered) and ordered[i] <= shift.end + REACH:
            days.add(local_day(shift.start, timezone))
    return days


def _punch(row: object, now: datetime) -> GoodPunch:
    if not isinstance(row, dict):
        raise RowRefused("not-an-object", "a punch is an object with `badge` and `at`")
    told = cast(Mapping[str, object], row)
    badge = _text(told, "badge")
    if not badge:
        raise RowRefused("badge-missing", "there is no `badge`")
    if isinstance(told.get("id"), bool | float | list | dict):
        raise RowRefused("id-malformed", "`id` is a text or a whole number")
    direction = _text(told, "direction")
    return GoodPunch(badge, _at(told.get("at"), now), direction)


def _text(told: Mapping[str, object], name: str) -> str | None:
    given = told.get(name)
    if given is None:
        return None
    if not isinstance(given, str):
        raise RowRefused(f"{name}-malformed", f"`{name}` is a text, in quotes")
    text = given.strip()
    # Among what cannot be printed are NUL and lone surrogates, which a database would refuse together with all else.
    if not text.isprintable() or len(text) > TEXT_CHARACTERS_MAX:
        raise RowRefused(f"{name}-malformed", f"`{name}` has up to {TEXT_CHARACTERS_MAX} printable characters")
    return text or None


def _at(given: object, now: datetime) -> datetime:
    if given is None:
        raise RowRefused("at-missing", "there is no `at`")
    parts = RFC_3339.fullmatch(given) if isinstance(given, str) else None
    if parts is None:
        raise RowRefused("at-malformed", "`at` is a time like 2026-06-03T08:26:10+08:00")
    if parts[3] is None:
        raise RowRefused("at-naive", "`at` has no offset from UTC, so it may be any of a day's hours")
    try:
        at = datetime.fromisoformat(f"{parts[1]}T{parts[2]}{parts[3].upper()}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise RowRefused("at-malformed", "`at` names a time that does not exist") from None
    if at - now > AHEAD_MAX:
        raise RowRefused(
            "at-in-future", f"`at` is more than {AHEAD_MAX.total_seconds():g} s later than {now.isoformat()}"
        )
    if at < EARLIEST:
        raise RowRefused("at-too-old", f"`at` is before {EARLIEST.date()}: the reader's clock was not set")
    return at


def _keep(session: Session, reader_id: UUID, punches: Sequence[GoodPunch], now: datetime) -> list[GoodPunch]:
    """Store those that are new; returns them."""
    once = {(punch.badge, punch.at): punch for punch in reversed(punches)}
    if not once:
        return []
    rows = [
        {"id": new_id(), "reader_id": reader_id, "badge": p.badge, "at": p.at, "direction": p.direction,
         "received_at": now}
        for p in once.values()
    ]  # fmt: skip
    insert = _insert(session)(PunchRow).on_conflict_do_nothing(index_elements=["reader_id", "badge", "at"])
    kept = session.connection().execute(insert.returning(col(PunchRow.badge), col(PunchRow.at)), rows)
    return [once[row.badge, row.at] for row in kept]


def _keep_badges(session: Session, numbers: set[str]) -> None:
    """Make a row without an owner for each badge that has none yet."""
    known: set[str] = set()
    for some in _portions(sorted(numbers)):
        known.update(session.exec(select(BadgeRow.number).where(col(BadgeRow.number).in_(some))).all())
    rows = [{"id": new_id(), "number": number, "staff_id": None} for number in sorted(numbers - known)]
    if rows:
        # Another reader may see the same new badge at the same time.
        insert = _insert(session)(BadgeRow).on_conflict_do_nothing(index_elements=["number"])
        session.connection().execute(insert, rows)


def _other_halls_concerned(session: Session, hall: HallRow, punches: Sequence[GoodPunch]) -> Sequence[HallRow]:
    """Halls but this one for which people with these badges are rostered, or stand in, around these times."""
    if not punches:
        return ()
    first, last = min(p.at for p in punches) - REACH, max(p.at for p in punches) + REACH
    found: set[UUID] = set()
    for some in _portions(sorted({p.badge for p in punches})):
        holders = union(
            select(BadgeRow.staff_id).where(col(BadgeRow.number).in_(some), col(BadgeRow.staff_id).is_not(None)),
            select(FormerBadgeRow.staff_id).where(col(FormerBadgeRow.number).in_(some), FormerBadgeRow.until >= first),
        )
        shifts = select(ShiftRow.hall_id).where(
            col(ShiftRow.staff_id).in_(holders),
            ShiftRow.start >= first - LONGEST_SHIFT,
            ShiftRow.start <= last,
            ShiftRow.end >= first,
        )
        swaps = select(SwapRow.hall_id).where(
            or_(col(SwapRow.to_staff_id).in_(holders), col(SwapRow.from_staff_id).in_(holders)),
            SwapRow.start <= last,
            SwapRow.end >= first,
        )
        for query in (shifts, swaps):
            found.update(session.exec(query.distinct()).all())
    found.discard(hall.id)
    return session.exec(select(HallRow).where(col(HallRow.id).in_(found))).all() if found else ()


def _days_of_punches(session: Session, hall: HallRow, instants: Sequence[datetime]) -> set[date]:
    """Of a hall, by one query however many punches there are: shifts share few starts and ends."""
    if not instants:
        return set()
    first, last = min(instants) - REACH, max(instants) + REACH
    times = session.exec(
        select(ShiftRow.start, ShiftRow.end)
        .where(
            ShiftRow.hall_id == hall.id,
            ShiftRow.start >= first - LONGEST_SHIFT,
            ShiftRow.start <= last,
            ShiftRow.end >= first,
        )
        .distinct()
    ).all()
    return touched(instants, (Interval(start, end) for start, end in times), ZoneInfo(hall.timezone))


def _days_settled(session: Session, hall: HallRow, heard_before: datetime | None) -> Sequence[date]:
    """Days with attendance that waits for a reader to be heard, as far as this one had not been heard after them."""
    query = select(col(AttendanceRow.day)).where(
        AttendanceRow.hall_id == hall.id,
        col(AttendanceRow.status).in_([AttendanceStatus.unknown, AttendanceStatus.due]),
    )
    if heard_before is not None:
        query = query.where(AttendanceRow.day >= local_day(heard_before - SETTLES_BACK, ZoneInfo(hall.timezone)))
    return session.exec(query.distinct()).all()


def _insert(session: Session) -> Callable[[Any], Any]:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert


def _portions(numbers: Sequence[str]) -> Iterable[Sequence[str]]:
    return (numbers[i : i + NAMED_MAX] for i in range(0, len(numbers), NAMED_MAX))
