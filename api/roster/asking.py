"""Who may change whose roster, and what the codes in a request mean."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import AfterValidator, AwareDatetime, StringConstraints
from sqlmodel import Session, select

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.problems import FieldError, Problem
from conduct.review.violations import Refused
from models.tables import HallRow, Role, RotationRow, StaffRow, WindowRow

MANAGER_ROLES = (Role.supervisor, Role.hr, Role.admin)
Manager = Annotated[Person, Depends(require(*MANAGER_ROLES))]
"""Supervisors for their own halls, the others for all."""
Asker = Annotated[Person, Depends(require(*MANAGER_ROLES, Role.staff))]
Watcher = Annotated[Person, Depends(require(*MANAGER_ROLES, Role.auditor))]

STATUS_OF_REFUSAL = {
    "own-request": 403, "own-exemption": 403, "own-past-shift": 403, "already-decided": 409, "already-asked": 409,
    "already-granted": 409, "after-the-fact": 409, "shift-exists": 409, "official-day": 409, "not-open": 409,
    "not-taken": 409,
}  # fmt: skip
"""All others are about what was sent: 422."""


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_utc)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


@contextmanager
def refusals_answered() -> Generator[None]:
    """Lets a client hear of what is refused inside. Raises Problem with the refusal's code."""
    try:
        yield
    except Refused as refused:
        status = STATUS_OF_REFUSAL.get(refused.code, 422)
        raise Problem(status, refused.code, f"Refused: {refused}.") from None


def hall_named(session: Session, person: Person, code: str) -> HallRow:
    """A hall that the person looks after. Raises Problem 422 `unknown-hall`."""
    hall = session.exec(select(HallRow).where(HallRow.code == code)).first()
    if hall is None or not sight_of(person).hall(hall.id):
        raise unknown("hall", code)
    return hall


def staff_named(session: Session, no: str, field: str = "staff") -> StaffRow:
    """Anybody: a stand-in may come from any hall. Raises Problem 422 `unknown-staff`."""
    staff = session.exec(select(StaffRow).where(StaffRow.no == no)).first()
    if staff is None:
        raise unknown("staff", no, field)
    return staff


def staff_of_own(session: Session, person: Person, no: str, field: str = "staff") -> StaffRow:
    """Somebody of a hall that the person looks after, or the person. Raises Problem 422 `unknown-staff`."""
    staff = staff_named(session, no, field)
    if not sight_of(person).record(staff.hall_id, staff.id):
        raise unknown("staff", no, field)
    return staff


def oneself(session: Session, person: Person) -> StaffRow:
    """Who the person is on the roster. Raises Problem 422 `not-on-roster`."""
    if person.staff_id is None:
        raise Problem(
            422, "not-on-roster", "You are not on the roster yourself; say for whom.",
            errors=[FieldError("staff", "is needed")],
        )  # fmt: skip
    return session.get_one(StaffRow, person.staff_id)


def window_named(session: Session, hall_id: UUID, code: str | None) -> WindowRow | None:
    """A window of a hall; None stays None. Raises Problem 422 `unknown-window`."""
    if code is None:
        return None
    query = select(WindowRow).where(WindowRow.hall_id == hall_id, WindowRow.code == code)
    window = session.exec(query).first()
    if window is None:
        raise unknown("window", code)
    return window


def rotation_named(session: Session, person: Person, rotation_id: UUID) -> RotationRow:
    """One in use, of a hall that the person looks after. Raises Problem 404."""
    row = session.get(RotationRow, rotation_id)
    if row is None or row.retired_at is not None or not sight_of(person).hall(row.hall_id):
        raise not_found("rotation")
    return row


def unknown(what: str, code: str, field: str | None = None) -> Problem:
    error = FieldError(field or what, f"there is no {code} among those that you may name")
    return Problem(422, f"unknown-{what}", f"There is no such {what}.", errors=[error])


def not_found(what: str) -> Problem:
    return Problem(404, "not-found", f"There is no such {what} among those that you may see.")
