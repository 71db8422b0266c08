"""Badge readers and what waits at them: terminals to approve, lines held aside, badges without an owner."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlmodel import Session, col, func, select

from api.auth.access import Person, Sight, sight_of
from api.auth.people import require
from api.cases.rules import titles_of
from api.cases.words import sentence
from api.database import ReadingSession, WritingSession
from api.language import language_of
from api.paging import cursor_of, id_at, parts_of
from api.problems import Problem, invalid
from api.setup.held import held_lines, held_with
from api.state import state_of
from conduct.records.badges import give_owner, take_away
from conduct.records.held import settle, why_held
from conduct.records.terminals import ApprovalRefused, approve, introduced
from conduct.review.violations import Refused
from models.tables import BadgeRow, HallRow, HeldPunchRow, ReaderRow, Role, StaffRow

SEERS = (Role.supervisor, Role.hr, Role.admin, Role.auditor)
KEEPERS = (Role.supervisor, Role.hr, Role.admin)
SETTLED_MAX = 1000
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=500)]

router = APIRouter(prefix="/api/v1", tags=["readers"])


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ReaderTold(BaseModel):
    """One without a hall has introduced itself and waits for somebody to approve it."""

    code: str
    hall: str | None
    approved_at: datetime | None
    network: str | None
    timezone: str | None
    alive_until: datetime | None
    last_seen_at: datetime | None
    clock_ahead_s: float | None
    held: int
    retired: bool


class ReadersTold(BaseModel):
    items: list[ReaderTold]
    next: str | None


class Approval(Strict):
    hall: str | None = None
    network: str | None = Field(default=None, max_length=50)
    timezone: str | None = Field(default=None, max_length=50)
    pin_prefix: str | None = None


class HeldTold(BaseModel):
    id: UUID
    reader: str
    received_at: datetime
    reason: str
    why: str
    badge: str | None
    at: datetime | None
    raw: str
    settled_at: datetime | None


class HeldsTold(BaseModel):
    items: list[HeldTold]
    next: str | None


class Settling(Strict):
    ids: list[UUID] = Field(min_length=1, max_length=SETTLED_MAX)
    reason: str = Field(min_length=1, max_length=2000)


class Settled(BaseModel):
    settled: int


class Owner(Strict):
    staff: str
    since: AwareDatetime | None = None
    """Of a badge that was somebody else's before; without it, from now on."""


class OwnerGiven(BaseModel):
    number: str
    staff: str
    punches: int


@router.get("/readers")
def readers(
    person: Annotated[Person, Depends(require(*SEERS))],
    session: ReadingSession,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ReadersTold:
    """Those of the halls that the caller may see, by code, and terminals that wait to be approved."""
    after = str(parts_of(cursor, str)[0]) if cursor else ""
    found = _registered(session, sight_of(person)) + _waiting(session)
    items = sorted((each for each in found if each.code > after), key=lambda each: each.code)
    more = len(items) > limit
    return ReadersTold(items=items[:limit], next=cursor_of(items[limit - 1].code) if more else None)


@router.post("/readers/{code}/approve")
def approve_reader(
    request: Request,
    code: str,
    approval: Approval,
    person: Annotated[Person, Depends(require(Role.admin))],
    session: WritingSession,
) -> ReaderTold:
    """Let a terminal push what it sees; one that is new needs its hall."""
    hall = None
    if approval.hall is not None:
        hall = session.exec(select(HallRow).where(HallRow.code == approval.hall)).first()
        if hall is None:
            raise invalid("hall", "is not the code of a hall")
    try:
        row = approve(
            session, code, hall=hall, network=approval.network, timezone=approval.timezone,
            pin_prefix=approval.pin_prefix, by=person.login, now=state_of(request).clock.now(),
        )  # fmt: skip
    except ApprovalRefused as refused:
        raise Problem(422, "not-approvable", f"Not approved: {refused}.") from None
    return _reader(row, session.get_one(HallRow, row.hall_id), 0)


@router.get("/punches/held")
def held_punches(
    request: Request,
    person: Annotated[Person, Depends(require(*SEERS))],
    session: ReadingSession,
    reader: str | None = None,
    settled: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> HeldsTold:
    """What readers sent that is no punch, or not to be believed, the latest first."""
    before = id_at(cursor) if cursor is not None else None
    rows = held_lines(
        session, sight_of(person), reader=reader or "", settled=settled, before=before, limit=limit + 1
    )  # fmt: skip
    language, titles = language_of(request, person.locale), titles_of(session)
    items = [
        HeldTold(
            id=row.id, reader=where.code, received_at=row.received_at, reason=row.reason,
            why=sentence(why_held(row.reason), language, titles), badge=row.badge, at=row.at,
            raw=row.raw.decode("utf-8", "backslashreplace"), settled_at=row.settled_at,
        )
        for row, where in rows[:limit]
    ]  # fmt: skip
    return HeldsTold(items=items, next=cursor_of(items[-1].id.hex) if len(rows) > limit else None)


@router.post("/punches/held/settle")
def settle_held(
    request: Request,
    settling: Settling,
    person: Annotated[Person, Depends(require(*KEEPERS))],
    session: WritingSession,
) -> Settled:
    """Put lines aside for good: with the last of a reader, missing punches mean something again for its hall."""
    state = state_of(request)
    lines = held_with(session, sight_of(person), settling.ids)
    count = settle(session, lines, by=person.login, reason=settling.reason, now=state.clock.now())
    state.facts_changed.set()
    return Settled(settled=count)


@router.post("/badges/{number}/owner")
def own_badge(
    request: Request,
    number: str,
    owner: Owner,
    person: Annotated[Person, Depends(require(*KEEPERS))],
    session: WritingSession,
) -> OwnerGiven:
    """Give a badge that a reader saw its owner; the days on which it punched are judged again."""
    staff = session.exec(select(StaffRow).where(StaffRow.no == owner.staff)).first()
    if staff is None or not sight_of(person).hall(staff.hall_id):
        raise invalid("staff", "is not the number of a person of yours")
    state = state_of(request)
    try:
        punches = give_owner(session, number, staff, by=person.login, now=state.clock.now(), since=owner.since)
    except Refused as refused:
        raise _problem(refused) from None
    state.facts_changed.set()
    return OwnerGiven(number=number, staff=staff.no, punches=punches)


@router.delete("/badges/{number}/owner")
def take_badge(
    request: Request,
    number: str,
    person: Annotated[Person, Depends(require(*KEEPERS))],
    session: WritingSession,
    until: AwareDatetime | None = None,
) -> OwnerGiven:
    """Take a badge away that was lost or given back, from a time on, or now; what it punched till then stays theirs."""
    state = state_of(request)
    now = state.clock.now()
    holder = select(StaffRow).join(BadgeRow, col(BadgeRow.staff_id) == col(StaffRow.id))
    staff = session.exec(holder.where(BadgeRow.number == number)).first()
    if staff is None or not sight_of(person).hall(staff.hall_id):
        raise Problem(404, "no-such-badge", "There is no such badge of a person of yours.")
    try:
        punches = take_away(session, number, staff, until=until or now, by=person.login, now=now)
    except Refused as refused:
        raise _problem(refused) from None
    state.facts_changed.set()
    return OwnerGiven(number=number, staff=staff.no, punches=punches)


def _problem(refused: Refused) -> Problem:
    return Problem(404 if refused.code == "no-such-badge" else 409, refused.code, f"Refused: {refused}.")


def _registered(session: Session, sight: Sight) -> list[ReaderTold]:
    query = select(ReaderRow, HallRow).join(HallRow, col(ReaderRow.hall_id) == col(HallRow.id))
    if not sight.everything:
        query = query.where(col(ReaderRow.hall_id).in_(sight.hall_ids))
    count = func.count(col(HeldPunchRow.id))
    held = dict(
        session.exec(
            select(HeldPunchRow.reader_id, count)
            .where(col(HeldPunchRow.settled_at).is_(None))
            .group_by(col(HeldPunchRow.reader_id))
        ).all()
    )
    return [_reader(row, hall, held.get(row.id, 0)) for row, hall in session.exec(query).all()]


def _waiting(session: Session) -> list[ReaderTold]:
    return [
        ReaderTold(
            code=entry.entity_id, hall=None, approved_at=None, network=None, timezone=None, alive_until=None,
            last_seen_at=entry.at, clock_ahead_s=None, held=0, retired=False,
        )
        for entry in introduced(session)
    ]  # fmt: skip


def _reader(row: ReaderRow, hall: HallRow, held: int) -> ReaderTold:
    return ReaderTold(
        code=row.code, hall=hall.code, approved_at=row.approved_at, network=row.network, timezone=row.timezone,
        alive_until=row.alive_until, last_seen_at=row.last_seen_at, clock_ahead_s=row.clock_ahead_s, held=held,
        retired=row.retired_at is not None,
    )  # fmt: skip
