"""Who asks for corrections of whose attendance and who decides on them, for programs and for pages alike."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from api.auth.access import Person, sight_of
from api.problems import Problem, invalid
from conduct.people.corrections import shift_of
from models.tables import CorrectionRow, Role, StaffRow

ASKERS = (Role.staff, Role.supervisor, Role.hr, Role.admin)
DECIDERS = (Role.supervisor, Role.hr, Role.admin)
STATUS_OF_REFUSAL = {
    "own-correction": 403, "own-request": 403, "own-violation": 403, "already-decided": 409, "already-asked": 409,
    "too-late": 409, "not-begun": 409, "month-locked": 409, "nothing-to-excuse": 409,
}  # fmt: skip
"""Whatever else is refused is wrong in what was sent: 422."""


def concerned(session: Session, person: Person, no: str | None, shift_start: datetime) -> StaffRow:
    """Whom it concerns: the caller, or somebody who works that shift in a hall of theirs. Raises Problem 422."""
    if no is None:
        if person.staff_id is None:
            raise invalid("staff", "is needed: you are not on the roster yourself")
        return session.get_one(StaffRow, person.staff_id)
    staff = session.exec(select(StaffRow).where(StaffRow.no == no)).first()
    if staff is not None and staff.id == person.staff_id:
        return staff
    if staff is not None and person.role is not Role.staff:
        shift = shift_of(session, staff.id, shift_start)
        if sight_of(person).hall(shift.hall_id if shift else staff.hall_id):
            return staff
    raise invalid("staff", "is not the number of a person of yours")


def correction_to_decide(session: Session, person: Person, correction_id: UUID) -> CorrectionRow:
    """Locked until it is decided. Raises Problem 404."""
    row = session.exec(select(CorrectionRow).where(CorrectionRow.id == correction_id).with_for_update()).first()
    if row is None or not sight_of(person).record(row.hall_id, row.staff_id):
        raise Problem(404, "not-found", "There is no such correction.")
    # Their own they may see wherever it is; but who decides looks after the hall, or after all of them.
    if row.staff_id != person.staff_id and not sight_of(person).hall(row.hall_id):
        raise Problem(404, "not-found", "There is no such correction.")
    return row
