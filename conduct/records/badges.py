"""Badges that wait for an owner."""

from datetime import datetime

from sqlmodel import Session, select

from conduct.auditing.trail import audit
from conduct.records.punches import GoodPunch, mark_touched
from conduct.review.violations import Refused
from models.tables import BadgeRow, HallRow, PunchRow, ReaderRow, StaffRow


def give_owner(session: Session, number: str, staff: StaffRow, *, by: str, now: datetime) -> int:
    """Give a badge its owner and mark all days on which it punched; returns how many punches it brings along.

    Raises Refused `no-such-badge`, `badge-owned`.
    """
    badge = session.exec(select(BadgeRow).where(BadgeRow.number == number).with_for_update()).first()
    if badge is None:
        raise Refused("no-such-badge", "no reader has seen this badge")
    if badge.staff_id is not None:
        raise Refused("badge-owned", "this badge has an owner already")
    badge.staff_id = staff.id
    session.flush()
    found = session.exec(
        select(HallRow, PunchRow.at)
        .join(ReaderRow, ReaderRow.hall_id == HallRow.id)  # pyright: ignore[reportArgumentType]
        .join(PunchRow, PunchRow.reader_id == ReaderRow.id)  # pyright: ignore[reportArgumentType]
        .where(PunchRow.badge == number)
    ).all()
    halls = {hall.id: hall for hall, _ in found}
    for hall_id, hall in halls.items():
        seen = [GoodPunch(number, at, None) for where, at in found if where.id == hall_id]
        mark_touched(session, hall, seen, now=now)
    audit(
        session, at=now, actor=by, action="badge.given", entity="badge", entity_id=badge.id, number=number,
        staff=staff.no, punches=len(found),
    )  # fmt: skip
    return len(found)
