"""A month drawn up from what is stored: who is in it, what counts, and what stays as it was."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from conduct.months.computing import draft_month, entries_of
from conduct.months.span import month_days
from conduct.rules.adoption import adopt
from conduct.rules.pack import default_pack_text
from models.tables import AppraisalRow, Approval, ViolationStatus
from tests.conduct.hall import NOW, Hall, add_shift, add_swap, add_violation, adopted, make_hall
from tests.conduct.story import at

MONTH = "2026-06"
LATER = NOW + timedelta(days=1)


def shift(staff: str, start: str, end: str) -> Callable[[Session, Hall], object]:
    return lambda session, hall: add_shift(session, hall, hall.staff[staff], start, end)


def swap(status: Approval, start: str = "3 08:00", end: str = "3 18:00") -> Callable[[Session, Hall], object]:
    def stored(session: Session, hall: Hall) -> None:
        add_shift(session, hall, hall.staff["S001"], "3 08:30", "3 17:30")
        add_swap(session, hall, hall.staff["S001"], hall.staff["S002"], start, end, status)

    return stored


def violation(start: str, staff: str | None = "S001", **told: object) -> Callable[[Session, Hall], object]:
    return lambda session, hall: add_violation(session, hall, hall.staff[staff] if staff else None, start, **told)


WHO: dict[str, tuple[Callable[[Session, Hall], object], list[tuple[str, int]]]] = {
    "nobody": (lambda *_: None, []),
    "somebody with a shift": (shift("S001", "3 08:30", "3 17:30"), [("S001", 100)]),
    "a shift that starts in the month's last minute": (shift("S001", "30 23:59", "7-1 08:00"), [("S001", 100)]),
    "a shift that only ends in the month": (shift("S001", "5-31 23:59", "1 08:00"), []),
    "a shift of the month after": (shift("S001", "7-1 00:00", "7-1 08:00"), []),
    "who stands in has the entry": (swap(Approval.approved), [("S002", 100)]),
    "a swap only asked for changes nothing": (swap(Approval.requested), [("S001", 100)]),
    "a swap that does not hold the shift changes nothing": (swap(Approval.approved, "3 09:00"), [("S001", 100)]),
    "a confirmed violation without a shift": (violation("3 08:30"), [("S001", 95)]),
    "one in the month's first minute": (violation("1 00:00"), [("S001", 95)]),
    "one of the month before": (violation("5-31 23:59"), []),
    "one of the month after": (violation("7-1 00:00"), []),
    "one that nobody is named for": (violation("3 08:30", None), []),
    "one not decided": (violation("3 08:30", status=ViolationStatus.pending), []),
    "one dismissed": (violation("3 08:30", status=ViolationStatus.dismissed), []),
    "one explained": (violation("3 08:30", status=ViolationStatus.explained), []),
}


@pytest.mark.parametrize("name", WHO)
def test_who_is_in_it(session: Session, name: str) -> None:
    stored, expected = WHO[name]
    stored(session, make_hall(session))
    computed = draft_month(session, MONTH, now=NOW)
    assert [(e.staff, e.score) for e in computed] == expected
    assert [(e.staff, e.score) for e in entries_of(session, MONTH)] == expected


def test_a_month_is_the_hall_s(session: Session) -> None:
    """The first of June begins in Kiritimati when it is still May in China."""
    east = make_hall(session, "H2", timezone="Pacific/Kiritimati", staff={"S009": "赵敏"})
    add_violation(session, east, east.staff["S009"], "5-31 18:00")
    assert [e.staff for e in draft_month(session, MONTH, now=NOW)] == ["S009"]
    assert draft_month(session, "2026-05", now=NOW) == ()


def test_a_person_of_two_halls_has_one_entry(session: Session) -> None:
    home, other = make_hall(session), make_hall(session, "H2", staff={})
    person = home.staff["S001"]
    add_shift(session, home, person, "3 08:30", "3 17:30")
    add_shift(session, other, person, "4 08:30", "4 17:30")
    add_violation(session, home, person, "3 08:30")
    add_violation(session, other, person, "4 08:30")
    draft_month(session, MONTH, now=NOW)
    assert [(e.staff, e.hall, e.deducted, len(e.lines)) for e in entries_of(session, MONTH)] == [("S001", "H1", 10, 2)]


def test_what_is_stored_tells_everything(session: Session) -> None:
    hall = make_hall(session)
    first = add_violation(session, hall, hall.staff["S001"], "3 08:30", rule="late")
    second = add_violation(session, hall, hall.staff["S001"], "5 08:30", rule="late")
    draft_month(session, MONTH, now=NOW)
    (entry,) = entries_of(session, MONTH)
    assert (entry.month, entry.hall, entry.staff, entry.name) == (MONTH, "H1", "S001", "王芳")
    assert (entry.base, entry.deducted, entry.score, entry.grade) == (100, 1, 99, "A")
    assert (entry.computed_at, entry.locked_at, entry.timezone.key) == (NOW, None, "Asia/Shanghai")
    assert [
        (line.rule, line.points, line.counted, line.start, line.violation, line.why.code) for line in entry.lines
    ] == [
        ("late", 1, 0, at("3 08:30"), str(first.id), "line.free"),
        ("late", 1, 1, at("5 08:30"), str(second.id), "line.counted"),
    ]


def test_again_replaces_drafts_and_drops_those_of_others(session: Session) -> None:
    hall = make_hall(session)
    add_shift(session, hall, hall.staff["S001"], "3 08:30", "3 17:30")
    gone = add_shift(session, hall, hall.staff["S002"], "3 08:30", "3 17:30", "W2")
    draft_month(session, MONTH, now=NOW)
    ids = {row.staff_id: row.id for row in session.exec(select(AppraisalRow)).all()}
    session.delete(gone)
    add_violation(session, hall, hall.staff["S001"], "3 08:30")
    draft_month(session, MONTH, now=LATER)
    (row,) = session.exec(select(AppraisalRow)).all()
    assert (row.id, row.score, row.computed_at) == (ids[hall.staff["S001"].id], 95, LATER)


def test_a_locked_entry_stays(session: Session) -> None:
    hall = make_hall(session)
    shifts = [add_shift(session, hall, person, "3 08:30", "3 17:30", None) for person in hall.staff.values()]
    draft_month(session, MONTH, now=NOW)
    for row in session.exec(select(AppraisalRow)).all():
        row.locked_at = NOW
    add_violation(session, hall, hall.staff["S001"], "3 08:30")
    session.delete(shifts[1])
    computed = draft_month(session, MONTH, now=LATER)
    assert [(e.staff, e.score) for e in computed] == [("S001", 95)]
    stored = entries_of(session, MONTH)
    assert [(e.staff, e.score, e.computed_at, e.lines) for e in stored] == [
        ("S001", 100, NOW, ()),
        ("S002", 100, NOW, ()),
    ]


def test_other_months_are_left_alone(session: Session) -> None:
    hall = make_hall(session)
    add_shift(session, hall, hall.staff["S001"], "5-20 08:30", "5-20 17:30")
    draft_month(session, "2026-05", now=NOW)
    draft_month(session, MONTH, now=NOW)
    assert [e.staff for e in entries_of(session, "2026-05")] == ["S001"]
    assert entries_of(session, MONTH) == ()


def test_the_pack_of_the_month_s_last_day_gives_the_base(session: Session) -> None:
    hall = make_hall(session)
    for first_day, base in ((date(2026, 6, 30), 90), (date(2026, 7, 1), 80)):
        text = default_pack_text().replace("base = 100", f"base = {base}").replace("2026.2", f"2026.{base}")
        adopt(session, text, first_day=first_day, announced_on=first_day, by="hr", document="d", now=NOW)
    add_shift(session, hall, hall.staff["S001"], "3 08:30", "3 17:30")
    assert [e.base for e in draft_month(session, MONTH, now=NOW)] == [Decimal(90)]
    assert [e.base for e in draft_month(session, "2026-05", now=NOW)] == []


def test_a_pack_adopted_within_a_month_does_not_change_what_it_cost_before(session: Session) -> None:
    hall = make_hall(session)
    for day in ("3", "10", "20", "21"):
        add_violation(session, hall, hall.staff["S001"], f"{day} 08:30", rule="late")
    dearer = default_pack_text().replace("2026.2", "2026.3").replace(
        "free_first = 1", "free_first = 2\nescalation = [{ from = 4, points = 9 }]"
    )  # fmt: skip
    session.add(adopted(dearer, version="default-2026.3", first_day=date(2026, 6, 15)))
    draft_month(session, MONTH, now=NOW)
    (entry,) = entries_of(session, MONTH)
    assert [line.counted for line in entry.lines] == [0, 1, 1, 9]


def test_page_by_page(session: Session) -> None:
    staff = {f"S{n:03}": "甲" for n in range(5)}
    hall = make_hall(session, staff=staff)
    for person in hall.staff.values():
        add_shift(session, hall, person, "3 08:30", "3 17:30", None)
    draft_month(session, MONTH, now=NOW)
    assert [e.staff for e in entries_of(session, MONTH, limit=2)] == ["S000", "S001"]
    assert [e.staff for e in entries_of(session, MONTH, after="S001", limit=2)] == ["S002", "S003"]
    assert [e.staff for e in entries_of(session, MONTH, after="S003")] == ["S004"]


@pytest.mark.parametrize(
    ("month", "last"),
    [("2026-02", date(2026, 2, 28)), ("2028-02", date(2028, 2, 29)), ("2026-12", date(2026, 12, 31)), ("2026-06", date(2026, 6, 30))],
)  # fmt: skip
def test_days_of_a_month(month: str, last: date) -> None:
    assert month_days(month) == (last.replace(day=1), last)
