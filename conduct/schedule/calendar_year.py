"""The calendar of days out of the ordinary: official years filled in, and days that people mark themselves."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from conduct.auditing.trail import audit
from conduct.judging.touched import days_as_time, mark_times
from conduct.review.violations import Refused, Reviewer
from models.tables import CalendarDayRow, HallRow, TaskRow, TaskStatus
from models.values.roster import CalendarDay, DayKind
from models.values.why import why
from roster.calendar import NoOfficialData, official_days
from roster.templates import instant

OFFICIAL = "official"
"""The source of days that nobody edited."""
MISSING = "calendar-missing"
"""The kind of task that says so of a year."""


def fill_year(session: Session, year: int, *, by: str, now: datetime) -> int:
    """Bring the official days of a year into the table; days that people edited stay as they are.

    Returns how many changed, and closes the tasks that asked for the year. Raises NoOfficialData.
    """
    official = {c.day: c.kind for c in official_days(year)}
    stored = {row.day: row for row in _of_all_halls(session, date(year, 1, 1), date(year, 12, 31))}
    changed = 0
    for day, kind in official.items():
        row = stored.pop(day, None)
        if row is None:
            session.add(CalendarDayRow(day=day, kind=kind, source=OFFICIAL))
            changed += 1
        elif row.source == OFFICIAL:
            changed += row.tell({"kind": kind})
    for row in stored.values():
        if row.source == OFFICIAL:
            session.delete(row)
            changed += 1
    if changed:
        audit(session, at=now, actor=by, action="calendar.filled", entity="calendar", entity_id=str(year), days=changed)
    _close_tasks(session, year, now)
    session.flush()
    return changed


def years_without_data(session: Session, first_day: date, last_day: date) -> tuple[int, ...]:
    """The years between two days, both included, of which the table holds no official day."""
    return tuple(
        year for year in range(first_day.year, last_day.year + 1)
        if not any(row.source == OFFICIAL for row in _of_all_halls(session, date(year, 1, 1), date(year, 12, 31)))
    )  # fmt: skip


def keep_years(session: Session, first_day: date, last_day: date, *, by: str, now: datetime) -> tuple[int, ...]:
    """Fill in the years between two days as far as they are known; returns those of which nothing official is."""
    for year in years_without_data(session, first_day, last_day):
        try:
            fill_year(session, year, by=by, now=now)
        except NoOfficialData:
            continue
    return years_without_data(session, first_day, last_day)


def ask_for_years(session: Session, hall: HallRow, years: tuple[int, ...], *, actor: str, now: datetime) -> None:
    """Open a task in the hall for each year that has no official data, once."""
    for year in years:
        first = date(year, 1, 1)
        known = select(TaskRow.id).where(TaskRow.hall_id == hall.id, TaskRow.kind == MISSING, TaskRow.day == first)
        if session.exec(known.where(TaskRow.status != TaskStatus.withdrawn)).first() is not None:
            continue
        zone = ZoneInfo(hall.timezone)
        task = TaskRow(
            hall_id=hall.id,
            day=first,
            kind=MISSING,
            start=instant(first, 0, zone),
            end=instant(date(year + 1, 1, 1), 0, zone),
            why=why("task.calendar-missing", year=year).as_json(),
            opened_at=now,
        )
        session.add(task)
        audit(session, at=now, actor=actor, action="task.opened", entity="task", entity_id=task.id, kind=MISSING)


def calendar_of(session: Session, hall_id: UUID, first_day: date, last_day: date) -> tuple[CalendarDay, ...]:
    """The marks of a hall's days: those of all halls first, so that the hall's own come last and win."""
    rows = session.exec(
        select(CalendarDayRow)
        .where(
            or_(CalendarDayRow.hall_id == hall_id, col(CalendarDayRow.hall_id).is_(None)),
            CalendarDayRow.day >= first_day,
            CalendarDayRow.day <= last_day,
        )
        .order_by(col(CalendarDayRow.day))
    ).all()
    return tuple(CalendarDay(r.day, r.kind) for r in sorted(rows, key=lambda r: (r.day, r.hall_id is not None)))


def mark_day(
    session: Session,
    hall: HallRow | None,
    day: date,
    kind: DayKind,
    *,
    by: Reviewer,
    now: datetime,
    reason: str | None = None,
) -> CalendarDayRow:
    """Mark a day of a hall, or of all: its earlier mark, official or not, gives way. A closure re-judges it.

    `reason` is for the audit trail.
    """
    row = _mark_of(session, hall, day)
    before = row.kind if row is not None else None
    if row is None:
        row = CalendarDayRow(hall_id=hall.id if hall else None, day=day, kind=kind, source=by.login)
        session.add(row)
    row.tell({"kind": kind, "source": by.login})
    session.flush()
    _record(session, hall, row, "calendar.marked", by, now, before, reason)
    if DayKind.closure in (before, kind) and before != kind:
        _mark_stale(session, hall, day, now)
    return row


def unmark_day(
    session: Session, hall: HallRow | None, day: date, *, by: Reviewer, now: datetime, reason: str | None = None
) -> None:
    """Take a person's mark of a day away. `reason` is for the audit trail.

    Raises Refused: `not-marked`, or `official-day`: that one is overruled by marking it, never forgotten.
    """
    row = _mark_of(session, hall, day)
    if row is None:
        raise Refused("not-marked", f"{day} has no mark of its own")
    if row.source == OFFICIAL:
        raise Refused("official-day", "an official day is overruled by marking it as workday or holiday")
    _record(session, hall, row, "calendar.unmarked", by, now, row.kind, reason)
    session.delete(row)
    session.flush()
    if row.kind == DayKind.closure:
        _mark_stale(session, hall, day, now)


def _of_all_halls(session: Session, first_day: date, last_day: date) -> list[CalendarDayRow]:
    query = select(CalendarDayRow).where(
        col(CalendarDayRow.hall_id).is_(None), CalendarDayRow.day >= first_day, CalendarDayRow.day <= last_day
    )
    return list(session.exec(query).all())


def _mark_of(session: Session, hall: HallRow | None, day: date) -> CalendarDayRow | None:
    query = select(CalendarDayRow).where(CalendarDayRow.day == day).with_for_update()
    own = col(CalendarDayRow.hall_id).is_(None) if hall is None else CalendarDayRow.hall_id == hall.id
    return session.exec(query.where(own)).first()


def _mark_stale(session: Session, hall: HallRow | None, day: date, now: datetime) -> None:
    halls = [hall] if hall else session.exec(select(HallRow).order_by(col(HallRow.id))).all()
    for each in halls:
        mark_times(session, each, [days_as_time(day, day, ZoneInfo(each.timezone))], now=now)


def _record(
    session: Session,
    hall: HallRow | None,
    row: CalendarDayRow,
    action: str,
    by: Reviewer,
    now: datetime,
    before: DayKind | None,
    reason: str | None,
) -> None:
    told = {"reason": reason} if reason else {}
    audit(
        session, at=now, actor=by.login, action=action, entity="calendar", entity_id=row.id, day=str(row.day),
        hall=hall.code if hall else None, kind=row.kind.value, before=before.value if before else None, **told,
    )  # fmt: skip


def _close_tasks(session: Session, year: int, now: datetime) -> None:
    asked = select(TaskRow).where(
        TaskRow.kind == MISSING, TaskRow.day == date(year, 1, 1), TaskRow.status == TaskStatus.open
    )
    for task in session.exec(asked).all():
        task.status, task.closed_at = TaskStatus.withdrawn, now
        audit(
            session, at=now, actor="calendar", action="task.withdrawn", entity="task", entity_id=task.id, kind=MISSING
        )
