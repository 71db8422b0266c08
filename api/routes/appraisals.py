"""`/api/v1/appraisals/{month}`: the month's scores, drafted and read."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel

from api.auth.access import Person
from api.auth.people import require
from api.cases.rules import Titles, titles_of
from api.cases.words import sentence
from api.database import ReadingSession, WritingSession
from api.language import Language, language_of
from api.months import month_refusals
from api.paging import cursor_of, parts_of
from api.state import state_of
from conduct.months.appraise import LineKind
from conduct.months.computing import entries_of
from conduct.months.steps import draft as draft_the_month
from conduct.months.stored_month import StoredEntry, StoredLine, plain
from models.tables import Role

router = APIRouter(prefix="/api/v1/appraisals")

Month = Annotated[str, Path(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$", description="YYYY-MM")]
Reader = Annotated[Person, Depends(require(Role.hr, Role.admin, Role.auditor))]
Drafter = Annotated[Person, Depends(require(Role.hr, Role.admin))]


class LineTold(BaseModel):
    rule: str
    points: float | int
    counted: float | int
    start: datetime
    why: str
    violation: str
    kind: LineKind


class EntryTold(BaseModel):
    """One person's month; `deducted` is what the lines' `counted` add up to."""

    staff: str
    name: str
    hall: str
    month: str
    base: float | int
    deducted: float | int
    score: float | int
    grade: str
    lines: list[LineTold]
    pack: str
    computed_at: datetime
    locked_at: datetime | None


class EntriesTold(BaseModel):
    items: list[EntryTold]
    next: str | None


class Drafted(BaseModel):
    """How many people have an entry."""

    month: str
    entries: int


@router.get("/{month}")
def list_entries(
    month: Month,
    request: Request,
    person: Reader,
    session: ReadingSession,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> EntriesTold:
    """The month as it is stored, by staff number."""
    after = str(parts_of(cursor, str)[0]) if cursor is not None else None
    language, titles = language_of(request, person.locale), titles_of(session)
    entries = entries_of(session, month, after=after, limit=limit + 1)
    more = len(entries) > limit
    return EntriesTold(
        items=[_entry(entry, language, titles) for entry in entries[:limit]],
        next=cursor_of(entries[limit - 1].staff) if more else None,
    )


@router.post("/{month}/draft")
def draft(month: Month, request: Request, person: Drafter, session: WritingSession) -> Drafted:
    """Computes the month from what is confirmed now, instead of its draft; 409 `month-locked` once it is locked."""
    with month_refusals():
        entries = draft_the_month(session, month, by=person.login, now=state_of(request).clock.now())
    return Drafted(month=month, entries=entries)


def _entry(entry: StoredEntry, language: Language, titles: Titles) -> EntryTold:
    return EntryTold(
        staff=entry.staff,
        name=entry.name,
        hall=entry.hall,
        month=entry.month,
        base=plain(entry.base),
        deducted=plain(entry.deducted),
        score=plain(entry.score),
        grade=entry.grade,
        lines=[_line(line, language, titles) for line in entry.lines],
        pack=entry.pack_version,
        computed_at=entry.computed_at,
        locked_at=entry.locked_at,
    )


def _line(line: StoredLine, language: Language, titles: Titles) -> LineTold:
    return LineTold(
        rule=line.rule,
        points=plain(line.points),
        counted=plain(line.counted),
        start=line.start,
        why=sentence(line.why, language, titles),
        violation=line.violation,
        kind=line.kind,
    )
