"""By whose clock times are shown that belong to no hall."""

from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from api.auth.access import Person
from models.tables import HallRow, StaffRow

UTC = ZoneInfo("UTC")


def zone_of(session: Session, person: Person) -> ZoneInfo:
    """That of the person's own hall, else of the first hall that they look after, else of the first there is."""
    query = select(HallRow.timezone).order_by(col(HallRow.code)).limit(1)
    if person.staff_id is not None:
        query = query.join(StaffRow, col(StaffRow.hall_id) == col(HallRow.id)).where(StaffRow.id == person.staff_id)
    elif person.hall_ids:
        query = query.where(col(HallRow.id).in_(person.hall_ids))
    name = session.exec(query).first()
    return ZoneInfo(name) if name else UTC
