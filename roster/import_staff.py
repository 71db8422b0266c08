"""What a staff table would change: people with their halls and badges. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.values.local_time import local_day
from models.values.why import why
from roster.cells import badges_of, code_of, retired_of, text_of, wall_instant
from roster.importing import (
    BadCell,
    Changed,
    HeaderRefused,
    Kind,
    Placed,
    Plan,
    Refused,
    Row,
    in_order,
    open_rows,
)
from roster.sheets import SheetRow

MIDNIGHT = timedelta()


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person as stored or told. `badges` are sorted."""

    number: str
    name: str
    hall: str
    badges: tuple[str, ...] = ()
    retired_at: datetime | None = None

    @property
    def label(self) -> str:
        return self.number

    def shown(self) -> dict[str, str]:
        retired = self.retired_at.isoformat() if self.retired_at else ""
        return {"name": self.name, "hall": self.hall, "badges": "; ".join(self.badges), "retired": retired}


@dataclass(frozen=True, slots=True)
class KnownStaff:
    """What is stored: halls with their zones, people, and who holds each badge (None: it waits for an owner).

    `taken` are badges with whom they were taken from.
    """

    halls: Mapping[str, ZoneInfo]
    people: Mapping[str, StaffMember]
    badge_holders: Mapping[str, str | None]
    taken: Collection[tuple[str, str]] = ()


def plan_staff(
    rows: Iterable[SheetRow], known: KnownStaff, *, hall: str | None, now: datetime
) -> Plan[StaffMember] | Refused:
    """People made and changed; nobody and no badge is taken away.

    With `hall` the table is that hall's: rows that name none belong to it, rows that name another are bad.
    """
    reader = _StaffReader(known, hall, now)
    try:
        for row in open_rows(rows, Kind.staff):
            reader.take(row)
    except HeaderRefused as refused:
        return Refused(refused.cells)
    return reader.planned()


class _StaffReader:
    """Takes row after row, knowing those before."""

    def __init__(self, known: KnownStaff, hall: str | None, now: datetime) -> None:
        self._known, self._hall, self._now = known, hall, now
        self._row_of_number: dict[str, int] = {}
        self._row_of_badge: dict[str, int] = {}
        self._bad: list[BadCell] = []
        self._made: list[Placed[StaffMember]] = []
        self._changed: list[Changed[StaffMember]] = []
        self._same = 0

    def take(self, row: Row) -> None:
        number = row.must("number", code_of)
        name = row.must("name", text_of)
        badges = row.may("badges", badges_of) or ()
        retired = row.may("retired", retired_of)
        before = self._known.people.get(number) if number else None
        hall = self._hall_of(row, before)
        if number:
            self._check_once(row, number, badges)
        if number and name and hall and not row.bad:
            held = before.badges if before else ()
            at = self._retired_at(retired, before, self._known.halls[hall])
            self._keep(row.number, before, StaffMember(number, name, hall, tuple(sorted({*held, *badges})), at))
        self._bad += row.bad

    def planned(self) -> Plan[StaffMember] | Refused:
        if self._bad:
            return in_order(self._bad)
        return Plan(tuple(self._made), tuple(self._changed), self._same)

    def _hall_of(self, row: Row, before: StaffMember | None) -> str | None:
        bad_before = len(row.bad)
        told = row.may("hall", code_of)
        if len(row.bad) > bad_before:
            return None
        if told is not None and told not in self._known.halls:
            row.refuse("hall", why("import.no-hall", hall=told))
            return None
        if told is not None and self._hall is not None and told != self._hall:
            row.refuse("hall", why("import.other-hall", hall=self._hall))
            return None
        hall = told or self._hall or (before.hall if before else None)
        if hall is None:
            row.refuse("hall", why("import.empty"))
        return hall

    def _check_once(self, row: Row, number: str, badges: tuple[str, ...]) -> None:
        first = self._row_of_number.setdefault(number, row.number)
        if first != row.number:
            row.refuse("number", why("import.number-twice", number=number, row=first))
        for badge in badges:
            first = self._row_of_badge.setdefault(badge, row.number)
            holder = self._known.badge_holders.get(badge)
            if first != row.number:
                row.refuse("badges", why("import.badge-twice", badge=badge, row=first))
            elif holder is not None and holder != number:
                row.refuse("badges", why("import.badge-taken", badge=badge, holder=holder))
            elif holder is None and (badge, number) in self._known.taken:
                row.refuse("badges", why("import.badge-taken-away", badge=badge))

    def _retired_at(self, told: bool | date | None, before: StaffMember | None, zone: ZoneInfo) -> datetime | None:
        stored = before.retired_at if before else None
        if told is None:
            return stored
        if isinstance(told, bool):
            return (stored or self._now) if told else None
        return stored if stored and local_day(stored, zone) == told else wall_instant(told, MIDNIGHT, zone)

    def _keep(self, row: int, before: StaffMember | None, now: StaffMember) -> None:
        if before is None:
            self._made.append(Placed(row, now))
        elif before == now:
            self._same += 1
        else:
            self._changed.append(Changed(row, before, now))
