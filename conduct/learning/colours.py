"""What halls taught of their coats and shirts: for which months, by whom."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.auditing.trail import audit
from models.tables import HallColoursRow, HallRow
from vision.outerwear import TaughtColours


def teach_colours(
    session: Session, hall: HallRow, months: frozenset[int], colours: TaughtColours, *, actor: str, now: datetime
) -> HallColoursRow:
    """Store a hall's colours for some months (1 to 12); what was taught for any of these before is retired.

    Raises ValueError without a month or for a number that is none.
    """
    if not months or not months <= frozenset(range(1, 13)):
        raise ValueError("colours are taught for months from 1 to 12")
    retired = [row for row in _in_use(session, hall.id) if months & set(row.months)]
    for row in retired:
        row.retired_at = now
        left = sorted(set(row.months) - months)
        if left:
            session.add(_row(hall.id, left, row.colours, row.taught_by, row.taught_at))
    taught = _row(hall.id, sorted(months), colours.as_numbers(), actor, now)
    session.add(taught)
    session.flush()
    audit(
        session, at=now, actor=actor, action="colours.taught", entity="hall", entity_id=hall.id, months=taught.months,
        coats=len(colours.coats), shirts=len(colours.shirts), retired=[str(row.id) for row in retired],
    )  # fmt: skip
    return taught


def colours_on(session: Session, hall_id: UUID, day: date) -> TaughtColours | None:
    """The colours that count on one of a hall's days."""
    row = next((row for row in _in_use(session, hall_id) if day.month in row.months), None)
    return TaughtColours.from_numbers(row.colours) if row is not None else None


def _in_use(session: Session, hall_id: UUID) -> list[HallColoursRow]:
    rows = session.exec(
        select(HallColoursRow)
        .where(HallColoursRow.hall_id == hall_id, col(HallColoursRow.retired_at).is_(None))
        .order_by(col(HallColoursRow.taught_at).desc(), col(HallColoursRow.id))
    ).all()
    return list(rows)


def _row(
    hall_id: UUID, months: list[int], colours: dict[str, list[list[float]]], taught_by: str, taught_at: datetime
) -> HallColoursRow:
    return HallColoursRow(hall_id=hall_id, months=months, colours=colours, taught_by=taught_by, taught_at=taught_at)
