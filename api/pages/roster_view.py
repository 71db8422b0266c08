"""A week of the roster as the cells of its board."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from api.language import Language
from api.pages.roster_address import NEW, RosterView
from conduct.schedule.week_roster import StoredWeek
from conduct.schedule.week_words import say_of_week
from models.tables import Approval, ShiftRow, SwapRow
from models.values.interval import Interval
from roster.duty import DutyShift
from roster.week import Issue, IssueKind, WeekLook, is_rest

CELL_SHIFTS_MAX = 40


@dataclass(frozen=True, slots=True)
class ShownIssue:
    kind: IssueKind
    words: str
    day: date
    hours: str
    address: str
    """Where it is put right."""


@dataclass(frozen=True, slots=True)
class ShownMark:
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownShift:
    """A shift in its cell; times are the hall's, `works` who works it after swaps."""

    id: UUID
    works: str
    time: str
    breaks: str
    rotation: str | None
    marks: tuple[ShownMark, ...]
    issues: tuple[ShownIssue, ...]
    address: str
    open: bool


@dataclass(frozen=True, slots=True)
class Cell:
    day: date
    rest: bool
    chosen: bool
    gaps: tuple[ShownIssue, ...]
    shifts: tuple[ShownShift, ...]
    more: int
    """How many shifts are there that are not shown; what is odd in them stands above the board all the same."""
    add: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A window's week; without a code, duty without a window."""

    code: str
    name: str
    retired: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Board:
    stored: StoredWeek
    look: WeekLook
    rows: tuple[BoardRow, ...]
    gaps: tuple[ShownIssue, ...]
    conflicts: tuple[ShownIssue, ...]
    days: tuple[tuple[date, bool], ...]
    """Each with whether it is a day of rest."""
    chosen: date


def board_of(stored: StoredWeek, look: WeekLook, view: RosterView, language: Language, today: date) -> Board:
    week = stored.week
    names = {} if view.names == "number" else stored.names()
    chosen = _chosen(view.day, week.days, today)
    codes = [(w.code, w.name, w.retired_at is not None) for w in stored.windows]
    by_cell: dict[tuple[str | None, date], list[DutyShift]] = {}
    for shift in look.duty.shifts[: len(stored.rows)]:
        by_cell.setdefault((shift.window, shift.day), []).append(shift)
    rows = tuple(
        BoardRow(
            code or "",
            name,
            retired,
            tuple(
                Cell(
                    day,
                    is_rest(week, day),
                    day == chosen,
                    tuple(_issue(stored, i, view, language, names) for i in look.gaps_at(code, day)) if code else (),
                    tuple(
                        _shift(stored, look, shift, view, language, names)
                        for shift in by_cell.get((code, day), [])[:CELL_SHIFTS_MAX]
                    ),
                    max(len(by_cell.get((code, day), ())) - CELL_SHIFTS_MAX, 0),
                    view.address(shift=NEW, window=code or "", day=day.isoformat()),
                )
                for day in week.days
            ),
        )
        for code, name, retired in [*codes, (None, "", False)]
    )
    issues = [(issue, _issue(stored, issue, view, language, names)) for issue in look.issues]
    return Board(
        stored,
        look,
        rows,
        tuple(shown for issue, shown in issues if issue.is_gap),
        tuple(shown for issue, shown in issues if not issue.is_gap),
        tuple((day, is_rest(week, day)) for day in week.days),
        chosen,
    )


def _chosen(name: str, days: tuple[date, ...], today: date) -> date:
    named = next((day for day in days if day.isoformat() == name), None)
    return named or (today if today in days else days[0])


def _issue(
    stored: StoredWeek, issue: Issue, view: RosterView, language: Language, names: Mapping[str, str]
) -> ShownIssue:
    words = say_of_week(issue.why, language.translate, names)
    day = issue.day.isoformat()
    if issue.is_gap:
        start, end = (at.astimezone(stored.zone).strftime("%H:%M") for at in (issue.time.start, issue.time.end))
        address = view.address(shift=NEW, window=issue.window or "", day=day, start=start, end=end)
    else:
        address = view.address(shift=str(stored.rows[issue.shifts[0]].id), day=day)
    return ShownIssue(issue.kind, words, issue.day, clock_span(issue.time, stored), address)


def _shift(
    stored: StoredWeek,
    look: WeekLook,
    shift: DutyShift,
    view: RosterView,
    language: Language,
    names: Mapping[str, str],
) -> ShownShift:
    row = stored.rows[shift.index]
    breaks = stored.week.shifts[shift.index].breaks
    issues = [i for i in look.of_shift(shift.index) if not i.is_gap]
    return ShownShift(
        row.id,
        names.get(shift.staff, shift.staff),
        clock_span(shift.rostered, stored),
        "; ".join(clock_span(each, stored) for each in breaks),
        stored.rotations.get(row.rotation_member_id) if row.rotation_member_id else None,
        tuple(_marks(stored, row, shift, names)),
        tuple(_issue(stored, i, view, language, names) for i in issues),
        view.address(shift=str(row.id), day=shift.day.isoformat()),
        view.shift == str(row.id),
    )


def _marks(stored: StoredWeek, row: ShiftRow, shift: DutyShift, names: Mapping[str, str]) -> list[ShownMark]:
    marks: list[ShownMark] = []
    if shift.swapped_from is not None:
        marks.append(ShownMark("swap", names.get(shift.swapped_from, shift.swapped_from)))
    for swap in stored.swaps:
        if swap.status == Approval.requested and swap.from_staff_id == row.staff_id and _holds(swap, row):
            taker = stored.people[swap.to_staff_id]
            marks.append(ShownMark("swap-asked", names.get(taker.no, taker.no)))
    person = stored.id_of(shift.staff)
    if any(
        e.status == Approval.requested and e.staff_id == person and e.start < row.end and e.end > row.start
        for e in stored.leave
    ):
        marks.append(ShownMark("leave-asked", ""))
    if shift.time != shift.rostered:
        marks.append(ShownMark("moved", clock_span(shift.time, stored)))
    return marks


def _holds(swap: SwapRow, row: ShiftRow) -> bool:
    return swap.start <= row.start and row.end <= swap.end


def clock_span(time: Interval, stored: StoredWeek) -> str:
    """`08:30–17:30`; what ends on a later day says so."""
    start, end = (at.astimezone(stored.zone) for at in (time.start, time.end))
    later = (end.date() - start.date()) // timedelta(days=1)
    return f"{start:%H:%M}–{end:%H:%M}" + (f" +{later}" if later else "")
