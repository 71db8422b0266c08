"""Importing a roster: shifts at windows, and the days that they touch."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from conduct.imports.base import Importer, portions
from conduct.judging.elsewhere import mark_elsewhere
from conduct.judging.stale import REACH
from models.tables import ShiftRow, StaffRow, WindowRow
from models.tables.base import new_id
from models.values.interval import Interval
from models.values.local_time import local_day
from roster.import_shifts import (
    LONGEST,
    KnownHall,
    KnownPerson,
    KnownRoster,
    RosterShift,
    plan_shifts,
    read_shifts,
)
from roster.importing import Plan, Refused


class RosterImporter(Importer):
    def plan(self) -> Plan[RosterShift] | Refused:
        self._read()
        read = read_shifts(self._steps.over(self._given.rows), self._known, hall=self._given.hall)
        stored = self._stored({p.value.staff for p in read.shifts}, read.span) if read.span else {}
        self._stored_ids = {shift.key: id_ for id_, shift in stored.items()}
        self._plan = plan_shifts(read, stored.values())
        return self._plan

    def store(self) -> None:
        assert isinstance(self._plan, Plan)
        made = [placed.value for placed in self._plan.made]
        changed = self._plan.changed
        self._insert(ShiftRow, [{"id": new_id(), **self._columns(shift)} for shift in made])
        # What a file says stands against the rotation that filled it in.
        by_file = {"rotation_member_id": None}
        self._update(
            ShiftRow, [{"its_id": self._stored_ids[c.old.key], **by_file, **self._columns(c.new)} for c in changed]
        )
        touched: dict[str, set[date]] = {}
        times: dict[str, list[tuple[UUID, Interval]]] = {}
        for shift in (*made, *(each.new for each in changed), *(each.old for each in changed)):
            touched.setdefault(shift.hall, set()).update(_days_around(shift))
            times.setdefault(shift.hall, []).append((self._staff_ids[shift.staff], shift.time))
        for hall in self._every_hall.values():
            self._mark(hall.id, touched.get(hall.code, ()))
            mark_elsewhere(self._session, hall.id, times.get(hall.code, ()), now=self._now)

    def _read(self) -> None:
        session = self._session
        people = session.exec(select(StaffRow.id, StaffRow.no, StaffRow.hall_id, StaffRow.retired_at)).all()
        windows = session.exec(select(WindowRow.id, WindowRow.code, WindowRow.hall_id, WindowRow.retired_at)).all()
        self._staff_ids = {no: id_ for id_, no, *_ in people}
        self._window_codes = {id_: code for id_, code, *_ in windows}
        self._window_ids = {(hall_id, code): id_ for id_, code, hall_id, _ in windows}
        in_use: dict[UUID, set[str]] = {}
        for _, code, hall_id, retired_at in windows:
            if retired_at is None:
                in_use.setdefault(hall_id, set()).add(code)
        halls = {h.code: KnownHall(h.zone, frozenset(in_use.get(h.id, ()))) for h in self._halls.values()}
        self._known = KnownRoster(
            halls,
            {
                no: KnownPerson(self._every_hall[hall_id].code, retired_at)
                for _, no, hall_id, retired_at in people
                if self._every_hall[hall_id].code in halls
            },
        )

    def _stored(self, staff: Iterable[str], span: Interval) -> dict[UUID, RosterShift]:
        """The shifts of these people, in any hall, that may meet that time."""
        numbers = {self._staff_ids[no]: no for no in staff}
        found: dict[UUID, RosterShift] = {}
        for ids in portions(sorted(numbers)):
            rows = self._session.exec(
                select(ShiftRow).where(
                    col(ShiftRow.staff_id).in_(ids),
                    ShiftRow.start >= span.start - LONGEST,
                    ShiftRow.start < span.end,
                )
            ).all()
            for row in rows:
                hall = self._every_hall[row.hall_id]
                window = self._window_codes[row.window_id] if row.window_id else None
                breaks = tuple(Interval(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in row.breaks)
                time = Interval(row.start, row.end)
                found[row.id] = RosterShift(numbers[row.staff_id], hall.code, hall.zone, window, time, breaks)
        return found

    def _columns(self, shift: RosterShift) -> dict[str, Any]:
        hall = self._halls[shift.hall]
        return {
            "hall_id": hall.id,
            "staff_id": self._staff_ids[shift.staff],
            "window_id": self._window_ids[hall.id, shift.window] if shift.window is not None else None,
            "start": shift.time.start,
            "end": shift.time.end,
            "breaks": [[each.start.isoformat(), each.end.isoformat()] for each in shift.breaks],
        }


def _days_around(shift: RosterShift) -> Iterator[date]:
    """Its own, and those of shifts that compete with it for a punch."""
    day = local_day(shift.time.start - REACH, shift.zone)
    last = local_day(shift.time.end + REACH, shift.zone)
    while day <= last:
        yield day
        day += timedelta(days=1)
