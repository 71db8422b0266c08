"""Importing staff: people, their halls and badges, and the days of punches that find their owner."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from conduct.imports.base import Importer, portions
from conduct.judging.stale import REACH
from models.tables import BadgeRow, FormerBadgeRow, PunchRow, ShiftRow, StaffRow, SwapRow
from models.tables.base import new_id
from models.values.local_time import local_day
from roster.import_staff import KnownStaff, StaffMember, plan_staff
from roster.importing import Plan, Refused


class StaffImporter(Importer):
    def plan(self) -> Plan[StaffMember] | Refused:
        self._read()
        known = KnownStaff({h.code: h.zone for h in self._halls.values()}, self._people, self._holders, self._taken)
        told = plan_staff(self._steps.over(self._given.rows), known, hall=self._given.hall, now=self._now)
        self._plan = told
        return told

    def store(self) -> None:
        assert isinstance(self._plan, Plan)
        made = [placed.value for placed in self._plan.made]
        changed = [each.new for each in self._plan.changed]
        ids = {**self._ids, **{person.number: new_id() for person in made}}
        self._insert(StaffRow, [{"id": ids[p.number], "no": p.number, **self._columns(p)} for p in made])
        self._update(StaffRow, [{"its_id": ids[p.number], **self._columns(p)} for p in changed])
        given = {badge: ids[p.number] for p in (*made, *changed) for badge in p.badges if not self._holders.get(badge)}
        fresh = [badge for badge in given if badge not in self._holders]
        waited = [badge for badge in given if badge in self._holders]
        self._insert(
            BadgeRow,
            [{"id": new_id(), "number": b, "since": None, **self._given_to(given[b])} for b in fresh],
            steps=False,
        )
        self._update(
            BadgeRow,
            [{"its_id": self._badge_ids[b], "since": self._since(b), **self._given_to(given[b])} for b in waited],
            steps=False,
        )
        known = set(self._ids.values())
        self._mark_punched({b: given[b] for b in waited if given[b] in known})

    def _read(self) -> None:
        codes = {h.id: h.code for h in self._every_hall.values()}
        names = dict(self._session.exec(select(StaffRow.no, StaffRow.name)).all())
        rows = self._session.exec(select(StaffRow.id, StaffRow.no, StaffRow.hall_id, StaffRow.retired_at)).all()
        self._ids = {no: id_ for id_, no, _, _ in rows}
        numbers = {id_: no for no, id_ in self._ids.items()}
        badges = self._session.exec(select(BadgeRow.id, BadgeRow.number, BadgeRow.staff_id, BadgeRow.since)).all()
        former = self._session.exec(select(FormerBadgeRow.number, FormerBadgeRow.staff_id)).all()
        self._badge_ids = {number: id_ for id_, number, _, _ in badges}
        self._holders = {number: numbers[owner] if owner else None for _, number, owner, _ in badges}
        self._handed_on = {number for _, number, _, since in badges if since is not None}
        self._taken = {(number, numbers[owner]) for number, owner in former}
        self._had_one = {owner for _, _, owner, _ in badges if owner} | {owner for _, owner in former}
        held: dict[str, list[str]] = {}
        for badge, holder in self._holders.items():
            if holder is not None:
                held.setdefault(holder, []).append(badge)
        self._people = {
            no: StaffMember(no, names[no], codes[hall_id], tuple(sorted(held.get(no, ()))), retired_at)
            for _, no, hall_id, retired_at in rows
        }

    def _given_to(self, staff_id: UUID) -> dict[str, Any]:
        return {"staff_id": staff_id, "had_from": self._now if staff_id in self._had_one else None}

    def _since(self, badge: str) -> datetime | None:
        """What it punched before is not its new owner's, if it was somebody's."""
        return self._now if badge in self._handed_on else None

    def _columns(self, person: StaffMember) -> dict[str, Any]:
        return {"name": person.name, "hall_id": self._halls[person.hall].id, "retired_at": person.retired_at}

    def _mark_punched(self, owners: Mapping[str, UUID]) -> None:
        """The days of punches that had no owner so far, in the halls where their owners are rostered."""
        if not owners:
            return
        for badges in portions(sorted(owners)):
            people = {owners[badge] for badge in badges}
            punched = self._session.exec(select(PunchRow.at).where(col(PunchRow.badge).in_(badges)).distinct()).all()
            for hall_id in self._halls_of(people):
                zone = self._every_hall[hall_id].zone
                self._mark(hall_id, {local_day(at + around, zone) for at in punched for around in (-REACH, REACH)})

    def _halls_of(self, people: Iterable[UUID]) -> set[UUID]:
        ids = list(people)
        shifts = select(ShiftRow.hall_id).where(col(ShiftRow.staff_id).in_(ids)).distinct()
        swaps = select(SwapRow.hall_id).where(col(SwapRow.to_staff_id).in_(ids)).distinct()
        return {*self._session.exec(shifts).all(), *self._session.exec(swaps).all()}
