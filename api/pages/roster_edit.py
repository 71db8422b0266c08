"""The panel beside the board in which one shift is added, changed, taken out, given away or freed by leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, or_, select

from api.pages.roster_address import NEW, RosterView
from api.pages.roster_forms import TypedShift
from api.roster.asking import not_found
from conduct.months.versions import version_in_hand
from conduct.schedule.week_roster import StoredWeek
from models.tables import LeaveRow, MonthState, ShiftRow, StaffRow, SwapRow
from models.values.interval import Interval
from models.values.local_time import local_day

PEOPLE_MAX = 2000
"""How many the form offers by name; others are typed by their number."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A form that could not be taken: which one, what was typed, what was wrong."""

    form: str
    typed: Mapping[str, str]
    error: str
    status: int = 422

    def said(self, name: str, otherwise: str = "") -> str:
        return self.typed.get(name, otherwise)


@dataclass(frozen=True, slots=True)
class EditPanel:
    """`row` is None for a new shift. `from_` and `until` are what leave and swaps of it would span."""

    row: ShiftRow | None
    typed: TypedShift
    person: StaffRow | None
    works: StaffRow | None
    begun: bool
    locked: str | None
    """Its month, where that is locked."""
    from_: str
    until: str
    people: tuple[tuple[str, str], ...]
    windows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Requests:
    """What waits for a decision in the week."""

    leave: tuple[tuple[LeaveRow, StaffRow], ...]
    swaps: tuple[tuple[SwapRow, StaffRow, StaffRow], ...]


def requests_of(stored: StoredWeek, span: Interval) -> Requests:
    people = stored.people
    leave = [(r, people[r.staff_id]) for r in stored.leave if r.status == "requested"]
    swaps = [(r, people[r.from_staff_id], people[r.to_staff_id]) for r in stored.swaps if r.status == "requested"]
    return Requests(
        tuple(each for each in leave if span.clip(Interval(each[0].start, each[0].end))),
        tuple(each for each in swaps if span.clip(Interval(each[0].start, each[0].end))),
    )


def edit_panel(
    session: Session, stored: StoredWeek, view: RosterView, failed: Failed | None, now: datetime
) -> EditPanel | None:
    """The panel that the address asks for, with what was typed last. Raises Problem 404."""
    if not view.shift:
        return None
    row = None if view.shift == NEW else _row(session, stored, view.shift)
    typed = _typed_anew(view) if row is None else _as_typed(session, row, stored)
    if failed is not None and failed.form == "shift":
        typed = TypedShift(**{name: failed.said(name) for name in TypedShift.__dataclass_fields__})
    day = local_day(row.start, stored.zone) if row else _day(typed.day)
    month = f"{day:%Y-%m}" if day else ""
    version = version_in_hand(session, month) if month else None
    return EditPanel(
        row,
        typed,
        session.get(StaffRow, row.staff_id) if row else None,
        _works(session, stored, row),
        (row.start <= now) if row else (day is not None and day < local_day(now, stored.zone)),
        month if version is not None and version.state == MonthState.locked else None,
        _wall(row.start, stored) if row else "",
        _wall(row.end, stored) if row else "",
        _people(session, stored),
        tuple((w.code, w.name) for w in stored.windows if w.retired_at is None),
    )


def _row(session: Session, stored: StoredWeek, name: str) -> ShiftRow:
    try:
        row = session.get(ShiftRow, UUID(name))
    except ValueError:
        row = None
    if row is None or row.hall_id != stored.hall.id:
        raise not_found("shift")
    return row


def _works(session: Session, stored: StoredWeek, row: ShiftRow | None) -> StaffRow | None:
    if row is None:
        return None
    taken = (
        s.to_staff_id
        for s in stored.swaps
        if s.status == "approved" and s.from_staff_id == row.staff_id and s.start <= row.start and row.end <= s.end
    )
    return session.get(StaffRow, next(taken, row.staff_id))


def _typed_anew(view: RosterView) -> TypedShift:
    return TypedShift(window=view.window, day=view.day, start=view.start, end=view.end)


def _as_typed(session: Session, row: ShiftRow, stored: StoredWeek) -> TypedShift:
    codes = {w.id: w.code for w in stored.windows}
    breaks = ((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in row.breaks)
    return TypedShift(
        session.get_one(StaffRow, row.staff_id).no,
        codes.get(row.window_id, "") if row.window_id else "",
        local_day(row.start, stored.zone).isoformat(),
        _clock(row.start, stored),
        _clock(row.end, stored),
        "; ".join(f"{_clock(a, stored)}-{_clock(b, stored)}" for a, b in breaks),
    )


def _people(session: Session, stored: StoredWeek) -> tuple[tuple[str, str], ...]:
    """Those of the hall who have not left, and whoever else is rostered there."""
    rows = session.exec(
        select(StaffRow.no, StaffRow.name)
        .where(
            or_(StaffRow.hall_id == stored.hall.id, col(StaffRow.id).in_(list(stored.people))),
            col(StaffRow.retired_at).is_(None),
        )
        .order_by(StaffRow.no)
        .limit(PEOPLE_MAX)
    ).all()
    return tuple(rows)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _clock(at: datetime, stored: StoredWeek) -> str:
    return f"{at.astimezone(stored.zone):%H:%M}"


def _wall(at: datetime, stored: StoredWeek) -> str:
    return f"{at.astimezone(stored.zone):%Y-%m-%dT%H:%M}"
