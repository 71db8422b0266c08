"""Halls as they are added, changed, retired and brought back, each step audited; nothing is ever deleted."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session, col, func, select

from api.setup.refused import SetupRefused
from conduct.auditing.trail import audit
from conduct.records.reader_use import put_to_use, take_out_of_use
from conduct.rules.adoption import begin_with_default
from conduct.words import N_
from models.tables import CameraRow, HallRow, ReaderRow, StaffRow, ViolationRow, ViolationStatus, WindowRow
from models.values.local_time import local_day

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
WALL_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
NAME_CHARACTERS_MAX = 100
OPEN = (ViolationStatus.pending, ViolationStatus.appealed)
WITH_IT = (WindowRow, CameraRow, ReaderRow)
"""What retires with a hall and comes back with it: whatever retired at the very same instant."""


@dataclass(frozen=True, slots=True)
class HallColumns:
    """What is told of a hall; `opens` and `closes` are wall times, both or neither."""

    name: str
    timezone: str
    opens: str | None = None
    closes: str | None = None


@dataclass(frozen=True, slots=True)
class Stays:
    """What a hall holds: said before it is retired, and all of it stays."""

    windows: int
    cameras: int
    readers: int
    people: int
    open_cases: int


def add_hall(session: Session, code: str, told: HallColumns, *, by: str, now: datetime) -> HallRow:
    """A new hall; with the very first one the default rule pack is adopted from its today on. Raises SetupRefused."""
    check_code(code)
    _check(told)
    if session.exec(select(HallRow.id).where(HallRow.code == code)).first() is not None:
        raise SetupRefused(N_("there is a hall {hall} already"), "code", hall=code)
    hall = HallRow(code=code, **asdict(told))
    session.add(hall)
    session.flush()
    _audit(session, hall, "hall.made", by, now, columns={"code": code, **asdict(told)})
    begin_with_default(session, first_day=local_day(now, ZoneInfo(told.timezone)), by=by, now=now)
    return hall


def change_hall(session: Session, hall: HallRow, told: HallColumns, *, by: str, now: datetime) -> None:
    """Its code stays: files, addresses and exports name it. Raises SetupRefused."""
    _check(told)
    columns = asdict(told)
    before = {name: getattr(hall, name) for name in columns}
    if hall.tell(columns):
        session.flush()
        changes = {name: [before[name], columns[name]] for name in columns if before[name] != columns[name]}
        _audit(session, hall, "hall.changed", by, now, changes=changes)


def what_stays(session: Session, hall_id: UUID) -> Stays:
    def in_use(kind: type[WindowRow] | type[CameraRow] | type[ReaderRow] | type[StaffRow]) -> int:
        query = select(func.count(col(kind.id))).where(kind.hall_id == hall_id, col(kind.retired_at).is_(None))
        return session.exec(query).one()

    return Stays(
        in_use(WindowRow), in_use(CameraRow), in_use(ReaderRow), in_use(StaffRow),
        open_cases(session, ViolationRow.hall_id == hall_id),
    )  # fmt: skip


def open_cases(session: Session, *where: Any) -> int:
    """How many cases still wait for a verdict or an appeal's."""
    query = select(func.count(col(ViolationRow.id))).where(col(ViolationRow.status).in_(OPEN), *where)
    return session.exec(query).one()


def retire_hall(session: Session, hall: HallRow, *, by: str, now: datetime) -> None:
    """From tomorrow on no day of it is judged; its windows, cameras and readers are out of use at once.

    Its people, cases, months and pictures stay as they are.
    """
    if hall.retired_at is not None:
        return
    hall.retired_at = now
    for kind in WITH_IT:
        for row in _of(session, kind, hall.id, None):
            if isinstance(row, ReaderRow):
                take_out_of_use(row, now)
            else:
                row.retired_at = now
    session.flush()
    _audit(session, hall, "hall.retired", by, now)


def bring_back_hall(session: Session, hall: HallRow, *, by: str, now: datetime) -> None:
    """In use again, with what retired with it; what had retired before stays so."""
    if hall.retired_at is None:
        return
    for kind in WITH_IT:
        for row in _of(session, kind, hall.id, hall.retired_at):
            if isinstance(row, ReaderRow):
                put_to_use(row, now)
            else:
                row.retired_at = None
    hall.retired_at = None
    session.flush()
    _audit(session, hall, "hall.brought-back", by, now)


def check_code(code: str, field: str = "code") -> None:
    """Raises SetupRefused."""
    if not CODE.fullmatch(code):
        raise SetupRefused(N_("a code has up to 64 letters, digits, dots, dashes and underscores"), field)


def check_name(name: str, field: str = "name") -> None:
    """Raises SetupRefused."""
    if not name.strip() or not name.isprintable() or len(name) > NAME_CHARACTERS_MAX:
        raise SetupRefused(N_("a name has 1 to {n} characters"), field, n=NAME_CHARACTERS_MAX)


def _check(told: HallColumns) -> None:
    check_name(told.name)
    try:
        ZoneInfo(told.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SetupRefused(N_("there is no time zone {zone}"), "timezone", zone=told.timezone) from None
    if (told.opens is None) != (told.closes is None):
        missing = "opens" if told.opens is None else "closes"
        raise SetupRefused(N_("say both when the hall opens and when it closes, or neither"), missing)
    for field, time in (("opens", told.opens), ("closes", told.closes)):
        if time is not None and not WALL_TIME.fullmatch(time):
            raise SetupRefused(N_("{text} is no time of day like 08:30"), field, text=repr(time))
    if told.opens is not None and told.closes is not None and told.closes <= told.opens:
        raise SetupRefused(N_("the hall closes after it opens"), "closes")


def _of(
    session: Session, kind: type[WindowRow] | type[CameraRow] | type[ReaderRow], hall_id: UUID, since: datetime | None
) -> Sequence[WindowRow | CameraRow | ReaderRow]:
    """Of a hall, what retired at an instant, or is in use."""
    then = col(kind.retired_at).is_(None) if since is None else col(kind.retired_at) == since
    return session.exec(select(kind).where(kind.hall_id == hall_id, then)).all()


def _audit(session: Session, hall: HallRow, action: str, by: str, now: datetime, **data: Any) -> None:
    audit(session, at=now, actor=by, action=action, entity="hall", entity_id=hall.id, hall=hall.code, **data)
