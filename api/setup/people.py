"""People one by one, by the very import that takes whole tables of them: the same checks, the same days marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from api.setup.refused import SetupRefused
from conduct.auditing.trail import audit
from conduct.imports.importing import Import, apply_import
from conduct.imports.words import SENTENCES
from conduct.words import N_
from models.tables import BadgeRow, HallRow, StaffExemptionRow, StaffRow, UserRow
from roster.importing import Kind, Refused
from roster.sheets import SheetRow

HEADER = SheetRow(1, ("number", "name", "hall", "badges", "retired"))
SOURCE = "page"
BACK = "no"
"""What a table's column `retired` says of somebody who has not left."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PersonTold:
    """Somebody as a form tells of them; badge numbers are added to those that there are."""

    name: str
    hall: str
    badges: str = ""


@dataclass(frozen=True, slots=True)
class ShownPerson:
    row: StaffRow
    hall: HallRow
    badges: tuple[str, ...]


def add_person(session: Session, number: str, told: PersonTold, *, by: str, now: datetime) -> None:
    """Raises SetupRefused."""
    if session.exec(select(StaffRow.id).where(StaffRow.no == number)).first() is not None:
        raise SetupRefused(N_("there is a person {staff} already"), "number", staff=number)
    _put(session, (number, told.name, told.hall, told.badges, ""), by, now)
    audit(session, at=now, actor=by, action="staff.made", entity="staff", entity_id=number, hall=told.hall)


def change_person(session: Session, staff: StaffRow, told: PersonTold, *, by: str, now: datetime) -> None:
    """Another name or hall, more badges; the number stays. Raises SetupRefused."""
    _put(session, (staff.no, told.name, told.hall, told.badges, ""), by, now)


def let_leave(session: Session, staff: StaffRow, last_day: date, *, by: str, now: datetime) -> None:
    """After the last day they are no longer rostered; all that was stays. Raises SetupRefused."""
    _put(session, _as_is(session, staff, (last_day + ONE_DAY).isoformat()), by, now)


def take_back(session: Session, staff: StaffRow, *, by: str, now: datetime) -> None:
    """Somebody who had left is there again. Raises SetupRefused."""
    _put(session, _as_is(session, staff, BACK), by, now)


def list_people(
    session: Session, *, search: str = "", hall: str = "", left: bool = False, after: str = "", limit: int
) -> list[ShownPerson]:
    """By number, those after the one named; `search` is the beginning of a number or a name."""
    query = select(StaffRow, HallRow).join(HallRow, col(HallRow.id) == col(StaffRow.hall_id)).where(StaffRow.no > after)
    if search:
        begins = [column.startswith(search, autoescape=True) for column in (col(StaffRow.no), col(StaffRow.name))]
        query = query.where(or_(*begins))
    if hall:
        query = query.where(HallRow.code == hall)
    if not left:
        query = query.where(col(StaffRow.retired_at).is_(None))
    found = session.exec(query.order_by(col(StaffRow.no)).limit(limit)).all()
    badges = _badges(session, [row.id for row, _ in found])
    return [ShownPerson(row, where, badges.get(row.id, ())) for row, where in found]


def person_with(session: Session, number: str) -> ShownPerson | None:
    found = session.exec(
        select(StaffRow, HallRow).join(HallRow, col(HallRow.id) == col(StaffRow.hall_id)).where(StaffRow.no == number)
    ).first()
    if found is None:
        return None
    row, hall = found
    return ShownPerson(row, hall, _badges(session, [row.id]).get(row.id, ()))


def count_people_without(session: Session, owned: type[UserRow] | type[BadgeRow]) -> int:
    """How many who have not left have none of these."""
    has_one = select(owned.staff_id).where(col(owned.staff_id).is_not(None))
    query = select(func.count(col(StaffRow.id))).where(
        col(StaffRow.retired_at).is_(None), col(StaffRow.id).not_in(has_one)
    )
    return session.exec(query).one()


def exemptions_of(session: Session, staff_id: UUID) -> Sequence[StaffExemptionRow]:
    """The latest first."""
    query = select(StaffExemptionRow).where(StaffExemptionRow.staff_id == staff_id)
    return session.exec(query.order_by(col(StaffExemptionRow.first_day).desc())).all()


def logins_of(session: Session, staff_id: UUID) -> Sequence[UserRow]:
    return session.exec(select(UserRow).where(UserRow.staff_id == staff_id).order_by(col(UserRow.login))).all()


def _put(session: Session, cells: tuple[str, ...], by: str, now: datetime) -> None:
    rows = (HEADER, SheetRow(2, cells))
    come_to = apply_import(session, Import(Kind.staff, rows, source=SOURCE), by=by, now=now)
    if isinstance(come_to, Refused):
        worst = come_to.cells[0]
        raise SetupRefused(SENTENCES[worst.why.code], worst.column, **dict(worst.why.facts))


def _as_is(session: Session, staff: StaffRow, retired: str) -> tuple[str, ...]:
    hall = session.get_one(HallRow, staff.hall_id)
    return staff.no, staff.name, hall.code, "", retired


def _badges(session: Session, staff_ids: Sequence[UUID]) -> dict[UUID | None, tuple[str, ...]]:
    query = select(BadgeRow.staff_id, BadgeRow.number).where(col(BadgeRow.staff_id).in_(staff_ids))
    found: dict[UUID | None, tuple[str, ...]] = {}
    for staff_id, number in session.exec(query.order_by(col(BadgeRow.number))).all():
        found[staff_id] = (*found.get(staff_id, ()), number)
    return found
