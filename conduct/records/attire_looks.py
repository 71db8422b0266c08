"""Keeping what was seen of clothes: one look of a window in half a minute at most, in any order of arrival.

Captured time is cut into slots of 30 s since 1970. Of a slot's looks that tell something, those at its earliest instant
are kept (two cameras may share it: whether they differ is for judging); an earlier one that comes late takes their
place. So what is kept depends on which looks there were, never on the order in which they came. Looks that tell nothing
(not one person, nothing known) are not kept: rule 14 leaves them out, and they would only take others' slots.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.cameras.unusable import uncounted_between
from models.tables import AttireLookRow
from models.values.occupancy import ATTIRE_SLOT, Attire, AttireLook, slot_of
from vision.attire import tells


def keep_attire_look(
    session: Session,
    *,
    window_id: UUID,
    camera_id: UUID,
    at: datetime,
    people: int,
    sign: bool,
    attire: Attire | None,
) -> bool:
    """Store one usable look at clothes in the caller's transaction; the same again changes nothing.

    Of two different tellings of one camera's instant the surer counts. Returns whether what is stored changed.
    """
    if people != 1 or attire is None or not tells(attire):
        return False
    rows = _of_slot(session, window_id, at)
    if any(row.at < at for row in rows):
        return False
    same = next((row for row in rows if row.at == at and row.camera_id == camera_id), None)
    if same is not None and _rank(attire) <= _rank(_attire_of(same)):
        return False
    for row in rows:
        if row.at > at or row is same:
            session.delete(row)
    session.flush()
    look = AttireLookRow(
        window_id=window_id, camera_id=camera_id, at=at, people=people, sign=sign, sleeve=attire.sleeve,
        outerwear=attire.outerwear, confidence=attire.confidence,
    )  # fmt: skip
    session.add(look)
    session.flush()
    return True


def attire_between(
    session: Session, windows: dict[UUID, str], start: datetime, end: datetime
) -> tuple[AttireLook, ...]:
    """What was seen of clothes at some windows from `start` up to `end` and counts, in the form that judging takes."""
    uncounted = uncounted_between(session, start, end)
    rows = session.exec(
        select(AttireLookRow)
        .where(col(AttireLookRow.window_id).in_(list(windows)), AttireLookRow.at >= start, AttireLookRow.at < end)
        .order_by(col(AttireLookRow.at), col(AttireLookRow.camera_id))
    ).all()
    return tuple(
        AttireLook(windows[r.window_id], r.at, r.people, r.sign, _attire_of(r))
        for r in rows
        if uncounted.counted(r.camera_id, (r.at,))
    )


def _of_slot(session: Session, window_id: UUID, at: datetime) -> list[AttireLookRow]:
    start = slot_of(at, ATTIRE_SLOT)
    rows = session.exec(
        select(AttireLookRow).where(
            AttireLookRow.window_id == window_id, AttireLookRow.at >= start, AttireLookRow.at < start + ATTIRE_SLOT
        )
    ).all()
    return list(rows)


def _attire_of(row: AttireLookRow) -> Attire:
    return Attire(row.sleeve, row.outerwear, row.confidence)


def _rank(attire: Attire) -> tuple[float, str, str]:
    return attire.confidence, attire.sleeve.value, attire.outerwear.value
