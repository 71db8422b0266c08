"""Shifts and requests as those who change or decide them find them, for programs and for pages alike."""

from uuid import UUID

from sqlmodel import Session, select

from api.auth.access import Person, Sight, sight_of
from api.roster.asking import not_found
from models.tables import LeaveRow, ShiftRow, StaffRow, SwapRow


def shift_to_change(session: Session, person: Person, shift_id: UUID) -> ShiftRow:
    """Locked until it is changed. Raises Problem 404."""
    row = session.exec(select(ShiftRow).where(ShiftRow.id == shift_id).with_for_update()).first()
    if row is None or not sight_of(person).hall(row.hall_id):
        raise not_found("shift")
    return row


def leave_to_decide(session: Session, person: Person, leave_id: UUID) -> LeaveRow:
    """Locked until it is decided. Raises Problem 404."""
    row = session.exec(select(LeaveRow).where(LeaveRow.id == leave_id).with_for_update()).first()
    if row is None or not sight_of(person).record(session.get_one(StaffRow, row.staff_id).hall_id, row.staff_id):
        raise not_found("leave")
    return row


def swap_to_decide(session: Session, person: Person, swap_id: UUID) -> SwapRow:
    """Locked until it is decided. Raises Problem 404."""
    row = session.exec(select(SwapRow).where(SwapRow.id == swap_id).with_for_update()).first()
    if row is None or not _sees(sight_of(person), row):
        raise not_found("swap")
    return row


def _sees(sight: Sight, row: SwapRow) -> bool:
    return any(sight.record(row.hall_id, staff_id) for staff_id in (row.from_staff_id, row.to_staff_id))
