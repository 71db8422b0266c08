"""What importing staff and importing rosters have in common: the halls, and writing in portions."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, select

from conduct.judging.stale import mark_stale
from models.tables import HallRow
from models.tables.base import Table
from roster.import_shifts import RosterShift
from roster.import_staff import StaffMember
from roster.importing import Kind, Plan, Refused
from roster.sheets import SheetRow

AnyPlan = Plan[StaffMember] | Plan[RosterShift]
Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""
Item = TypeVar("Item")

AT_ONCE = 500
"""Rows written, or ids named, in one statement."""


class NoSuchHall(ValueError):
    """The hall that a table was said to be of is not there, or not for whoever imports."""


@dataclass(frozen=True, slots=True)
class Import:
    """A table to be imported. With `hall`, a code, it is that hall's only; `hall_ids` are those that may be touched."""

    kind: Kind
    rows: Sequence[SheetRow]
    hall: str | None = None
    hall_ids: frozenset[UUID] | None = None
    source: str = ""
    """What the audit trail calls it."""


def silent(_done: int, _of: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Hall:
    id: UUID
    code: str
    zone: ZoneInfo


class Steps:
    """Counts rows read, then rows written, as equal steps towards the whole."""

    def __init__(self, rows: int, progress: Progress) -> None:
        self._of, self._progress = 2 * rows, progress
        self._done = 0

    def over(self, items: Sequence[Item]) -> Iterator[Item]:
        for i, item in enumerate(items, start=1):
            yield item
            if i % AT_ONCE == 0 or i == len(items):
                self._progress(i, self._of)
        self._done = len(items)

    def wrote(self, rows: int) -> None:
        self._done = min(self._done + rows, self._of)
        self._progress(self._done, self._of)


class Importer:
    """What both kinds need: halls, and writing in portions."""

    def __init__(self, session: Session, given: Import, now: datetime, progress: Progress) -> None:
        self._session, self._given, self._now = session, given, now
        self._steps = Steps(len(given.rows), progress)
        rows = session.exec(select(HallRow.id, HallRow.code, HallRow.timezone)).all()
        self._every_hall = {id_: Hall(id_, code, ZoneInfo(zone)) for id_, code, zone in rows}
        allowed = given.hall_ids
        self._halls = {h.code: h for h in self._every_hall.values() if allowed is None or h.id in allowed}
        if given.hall is not None and given.hall not in self._halls:
            raise NoSuchHall(given.hall)

    def plan(self) -> AnyPlan | Refused:
        raise NotImplementedError

    def store(self) -> None:
        raise NotImplementedError

    def _insert(self, kind: type[Table], rows: Sequence[Mapping[str, Any]], *, steps: bool = True) -> None:
        for some in portions(rows):
            self._session.connection().execute(insert(kind), some)
            if steps:
                self._steps.wrote(len(some))

    def _update(self, kind: type[Table], rows: Sequence[Mapping[str, Any]], *, steps: bool = True) -> None:
        """Each row's columns, found by its `its_id`."""
        table = kind.metadata.tables[str(kind.__tablename__)]
        for some in portions(rows):
            names = [name for name in some[0] if name != "its_id"]
            statement = update(table).where(table.c.id == bindparam("its_id"))
            self._session.connection().execute(statement.values({n: bindparam(n) for n in names}), some)
            if steps:
                self._steps.wrote(len(some))

    def _mark(self, hall_id: UUID, days: Iterable[date]) -> None:
        for some in portions(sorted(set(days))):
            mark_stale(self._session, hall_id, some, now=self._now)


def portions(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[i : i + AT_ONCE] for i in range(0, len(items), AT_ONCE))
