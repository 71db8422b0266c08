"""When a site's own model saw a badge or a desk plate: first and last on each of a window's days.

That it was not seen is never kept, and says nothing: an inspection does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from models.tables import SiteSignalRow


@dataclass(frozen=True, slots=True)
class SeenSignal:
    """A signal (`badge`, `desk-plate`) that was seen at a window on a day."""

    signal: str
    first_at: datetime
    last_at: datetime


def keep_site_signals(session: Session, window_id: UUID, day: date, at: datetime, seen: Iterable[str]) -> None:
    """Store what was seen at an instant in the caller's transaction; order and repetition change nothing."""
    for signal in seen:
        row = session.exec(
            select(SiteSignalRow).where(
                SiteSignalRow.window_id == window_id, SiteSignalRow.day == day, SiteSignalRow.signal == signal
            )
        ).first()
        if row is None:
            row = SiteSignalRow(window_id=window_id, day=day, signal=signal, first_seen_at=at, last_seen_at=at)
            session.add(row)
        else:
            row.first_seen_at, row.last_seen_at = min(row.first_seen_at, at), max(row.last_seen_at, at)
        session.flush()


def site_signals_on(session: Session, days: Mapping[UUID, date]) -> dict[UUID, tuple[SeenSignal, ...]]:
    """For each window what was seen on its day, by the signal's name."""
    rows = session.exec(
        select(SiteSignalRow)
        .where(col(SiteSignalRow.window_id).in_(list(days)), col(SiteSignalRow.day).in_(set(days.values())))
        .order_by(col(SiteSignalRow.signal))
    ).all()
    told: dict[UUID, tuple[SeenSignal, ...]] = dict.fromkeys(days, ())
    for row in rows:
        if row.day == days[row.window_id]:
            seen = SeenSignal(row.signal, row.first_seen_at, row.last_seen_at)
            told[row.window_id] = (*told[row.window_id], seen)
    return told
