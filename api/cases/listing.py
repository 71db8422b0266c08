"""Which violations somebody sees, page by page, each page by a handful of seeks in an index.

A page is put together from branches: one for each hall and status, or one for a person. Within a branch the rows lie
in an index in the order of the list, so that no branch reads more than a page of them, however many there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, String, func, or_, tuple_, type_coerce, union
from sqlalchemy import select as plain_select
from sqlmodel import Session, col, select

from api.auth.access import Sight
from api.paging import Place
from conduct.judging.matching import DECIDED as BY_PEOPLE
from models.tables import HallRow, StaffRow, ViolationRow, ViolationStatus, WindowRow

COUNTED_TO = 1000
LISTED = tuple(status for status in ViolationStatus if status is not ViolationStatus.watched)
"""What is listed when no status is asked for: what a rule in watch mode finds stands apart."""
DECIDED = frozenset(BY_PEOPLE)
"""Only what was decided is ever hidden from whoever is to judge it blind."""
NAMESAKES_MOST = 20
BEFORE_A_DAY, AFTER_A_DAY = timedelta(days=1), timedelta(days=3)
"""Within these a violation of a hall's day begins, wherever the hall lies and however late the shift."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; nothing given means all that may be seen."""

    statuses: tuple[ViolationStatus, ...] = ()
    """None given means all that are listed."""
    hall: str | None = None
    """Its code."""
    rule: str | None = None
    staff: str | None = None
    """The person's number."""
    since: datetime | None = None
    """Violations that start then or later."""
    until: datetime | None = None
    """Violations that start before then."""
    person: str | None = None
    """The person's number, or a name that several may have."""
    window: str | None = None
    """Its code; means nothing without its hall."""
    first_day: date | None = None
    last_day: date | None = None
    """Of the days that violations are counted to, by the halls' own clocks."""
    also: ColumnElement[bool] | None = field(default=None, compare=False)
    """What else must hold; decides nothing about what may be seen."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Rows that share what an index begins with."""

    statuses: tuple[ViolationStatus, ...]
    hall_ids: tuple[UUID, ...] | None
    """None for every hall."""
    staff_id: UUID | None = None
    window_id: UUID | None = None


def branches(
    sight: Sight,
    statuses: tuple[ViolationStatus, ...],
    hall_id: UUID | None,
    staff_ids: Sequence[UUID] | None,
    window_id: UUID | None = None,
) -> tuple[Branch, ...]:
    """Which rows somebody may see of those asked for; a window is one of the hall asked for. Pure."""
    wanted = statuses or LISTED
    asked = (hall_id,) if hall_id else None
    seen = asked if sight.everything else tuple(h for h in asked or sorted(sight.hall_ids) if sight.hall(h))
    own = sight.staff_id
    if staff_ids is not None:
        by_person = ((staff_id, asked if staff_id == own else seen) for staff_id in staff_ids)
        return tuple(Branch(wanted, halls, staff_id, window_id) for staff_id, halls in by_person if halls != ())
    by_hall = (None,) if seen is None else tuple((h,) for h in seen)
    listed = tuple(Branch((status,), halls, None, window_id) for halls in by_hall for status in wanted)
    return listed if own is None or sight.everything else (*listed, Branch(wanted, asked, own, window_id))


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[ViolationRow, ...]
    next: Place | None


def list_violations(
    session: Session,
    sight: Sight,
    filters: Filters,
    *,
    limit: int,
    after: Place | None = None,
    oldest_first: bool = False,
) -> Page:
    """A page of what somebody may see, the latest start first unless said otherwise."""
    found = _found(session, sight, filters, limit + 1, after, oldest_first=oldest_first)
    if found is None:
        return Page((), None)
    places = found.subquery()
    order = (places.c.start, places.c.id) if oldest_first else (places.c.start.desc(), places.c.id.desc())
    ids = session.exec(select(places.c.id).order_by(*order).limit(limit + 1)).all()
    by_id = {row.id: row for row in session.exec(select(ViolationRow).where(col(ViolationRow.id).in_(ids[:limit])))}
    rows = tuple(by_id[id_] for id_ in ids[:limit] if id_ in by_id)
    more = len(ids) > limit and bool(rows)
    return Page(rows, Place(rows[-1].start, rows[-1].id) if more else None)


def count_violations(session: Session, sight: Sight, filters: Filters) -> int:
    """How many there are; counting stops one beyond `COUNTED_TO`."""
    found = _found(session, sight, filters, COUNTED_TO + 1, None, oldest_first=False)
    if found is None:
        return 0
    some = plain_select(found.subquery().c.id).limit(COUNTED_TO + 1).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def _found(
    session: Session, sight: Sight, filters: Filters, limit: int, after: Place | None, *, oldest_first: bool
) -> CompoundSelect[Any] | None:
    hall_id = _hall_id(session, filters.hall) if filters.hall else None
    window_id = _window_id(session, hall_id, filters.window) if hall_id and filters.window else None
    if (filters.hall and hall_id is None) or (hall_id and filters.window and window_id is None):
        return None
    wanted = branches(sight, filters.statuses, hall_id, _staff_ids(session, filters), window_id)
    queries = [
        _query(branch, filters, limit, after, oldest_first=oldest_first, blind_to=sight.blind_to) for branch in wanted
    ]
    # SQLite takes no LIMIT within a compound but inside a subquery.
    return union(*(plain_select(query.subquery()) for query in queries)) if queries else None


def _query(
    branch: Branch,
    filters: Filters,
    limit: int,
    after: Place | None,
    *,
    oldest_first: bool,
    blind_to: frozenset[UUID] = frozenset(),
) -> Select[UUID, datetime]:
    start, id_ = col(ViolationRow.start), col(ViolationRow.id)
    query = plain_select(id_, start)
    query = query.where(_status_is(branch))
    if branch.window_id is not None:
        query = query.where(col(ViolationRow.window_id) == branch.window_id)
    elif branch.hall_ids is not None:
        query = query.where(_one_of(col(ViolationRow.hall_id), branch.hall_ids))
    if branch.staff_id is not None:
        query = query.where(col(ViolationRow.staff_id) == branch.staff_id)
    if blind_to and not DECIDED.isdisjoint(branch.statuses):
        query = query.where(id_.not_in(blind_to))
    if filters.rule:
        query = query.where(col(ViolationRow.rule) == filters.rule)
    for condition in _times(filters):
        query = query.where(condition)
    if filters.also is not None:
        query = query.where(filters.also)
    if after:
        here, there = tuple_(start, id_), (after.start, after.id)
        query = query.where(here > there if oldest_first else here < there)
    return query.order_by(*((start, id_) if oldest_first else (start.desc(), id_.desc()))).limit(limit)


def _times(filters: Filters) -> Iterator[ColumnElement[bool]]:
    """By when violations start, for that is what indexes go by, and then by their days."""
    start, day = col(ViolationRow.start), col(ViolationRow.day)
    if filters.since:
        yield start >= filters.since
    if filters.until:
        yield start < filters.until
    if filters.first_day:
        yield start >= _midnight(filters.first_day) - BEFORE_A_DAY
        yield day >= filters.first_day
    if filters.last_day:
        yield start < _midnight(filters.last_day) + AFTER_A_DAY
        yield day <= filters.last_day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _status_is(branch: Branch) -> Any:
    status = col(ViolationRow.status)
    if branch.staff_id is None:
        return _one_of(status, branch.statuses)
    # A person's few rows are found by the person: put so, SQLite cannot choose to go through all of a status instead.
    return func.coalesce(type_coerce(status, String), "").in_([each.value for each in branch.statuses])


def _one_of(column: Any, values: Sequence[object]) -> Any:
    return column == values[0] if len(values) == 1 else column.in_(values)


def _hall_id(session: Session, code: str) -> UUID | None:
    return session.exec(select(HallRow.id).where(HallRow.code == code)).first()


def _window_id(session: Session, hall_id: UUID, code: str) -> UUID | None:
    return session.exec(select(WindowRow.id).where(WindowRow.hall_id == hall_id, WindowRow.code == code)).first()


def _staff_ids(session: Session, filters: Filters) -> Sequence[UUID] | None:
    """Whom the filters name; None where they name nobody."""
    if filters.staff:
        return session.exec(select(StaffRow.id).where(StaffRow.no == filters.staff)).all()
    if not filters.person:
        return None
    named = select(StaffRow.id).where(or_(col(StaffRow.no) == filters.person, col(StaffRow.name) == filters.person))
    return session.exec(named.order_by(col(StaffRow.no)).limit(NAMESAKES_MOST)).all()


def visible_halls(session: Session, sight: Sight, *, in_use: bool = False) -> Sequence[HallRow]:
    """The halls all of which somebody may see, by code; those that are retired last, or not at all."""
    query = select(HallRow).order_by(col(HallRow.retired_at).is_not(None), col(HallRow.code))
    if in_use:
        query = query.where(col(HallRow.retired_at).is_(None))
    return session.exec(query if sight.everything else query.where(col(HallRow.id).in_(list(sight.hall_ids)))).all()


def windows_of(session: Session, hall: HallRow | None) -> Sequence[WindowRow]:
    """Those of a hall by code, retired ones too, of which there are cases still; none without a hall."""
    if hall is None:
        return ()
    return session.exec(select(WindowRow).where(WindowRow.hall_id == hall.id).order_by(col(WindowRow.code))).all()
