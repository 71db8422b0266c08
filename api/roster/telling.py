"""Rows of the roster as clients read them: codes and names instead of ids."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel
from sqlmodel import Session, col, select

from api.auth.access import Person
from api.cases.rules import Titles
from api.cases.words import sentence
from api.language import Language, language_of, why_of
from conduct.rules.pack import default_pack
from models.tables import HallRow, StaffRow, WindowRow

NO_TITLES = Titles({})
DEFAULT_TITLES = Titles({name: rule.title for name, rule in default_pack().rules.items()})


class Stretch(BaseModel):
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Names:
    """The codes and names behind the ids of a page."""

    halls: dict[UUID, str]
    windows: dict[UUID, str]
    staff: dict[UUID, tuple[str, str]]
    """Number and name."""

    def no(self, staff_id: UUID) -> str:
        return self.staff[staff_id][0]

    def name(self, staff_id: UUID) -> str:
        return self.staff[staff_id][1]

    def window(self, window_id: UUID | None) -> str | None:
        return self.windows[window_id] if window_id else None


def names(
    session: Session,
    *,
    halls: Iterable[UUID] = (),
    windows: Iterable[UUID | None] = (),
    staff: Iterable[UUID | None] = (),
) -> Names:
    hall_ids, window_ids, staff_ids = set(halls), {w for w in windows if w}, {s for s in staff if s}
    people = session.exec(select(StaffRow).where(col(StaffRow.id).in_(staff_ids))).all()
    return Names(
        dict(session.exec(select(HallRow.id, HallRow.code).where(col(HallRow.id).in_(hall_ids))).all()),
        dict(session.exec(select(WindowRow.id, WindowRow.code).where(col(WindowRow.id).in_(window_ids))).all()),
        {row.id: (row.no, row.name) for row in people},
    )


def said(kept: dict[str, object], language: Language) -> str:
    """A stored reason as a sentence."""
    return sentence(why_of(kept), language, DEFAULT_TITLES)


def language_for(request: Request, person: Person) -> Language:
    return language_of(request, person.locale)


def stretches(stored: Sequence[Sequence[str]]) -> list[Stretch]:
    """Breaks as a shift keeps them."""
    return [Stretch(start=datetime.fromisoformat(start), end=datetime.fromisoformat(end)) for start, end in stored]
