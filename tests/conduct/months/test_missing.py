"""What keeps a month from being locked: as rows, and as it is read from what is stored."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from conduct.judging.stale import mark_stale
from conduct.months.due import draft_due_months
from conduct.months.facts import facts_of_month
from conduct.months.missing import HallFacts, MissingLimits, MonthFacts, blocking, what_is_missing
from conduct.months.steps import draft
from conduct.months.versions import version_in_hand
from conduct.schedule.calendar_year import fill_year
from conduct.words import say
from models.tables import Approval, CameraEpisodeRow, CorrectionRow, ViolationStatus
from models.values.care import CameraCondition
from models.values.findings import AttendanceStatus
from tests.conduct.hall import NO_REASON, NOW, Hall, add, add_attendance, add_shift, add_violation, make_hall
from tests.conduct.story import at

MONTH = "2026-06"
OVER = datetime(2026, 7, 1, 2, tzinfo=UTC)
HALL = HallFacts("H1")
MAY_STAND = {"reader-gap", "camera-gap"}

ROWS: dict[str, tuple[MonthFacts, list[str]]] = {
    "nothing": (MonthFacts(MONTH, True, (HALL,)), []),
    "not over": (MonthFacts(MONTH, True, (replace(HALL, is_over=False),)), ["not-over"]),
    "not computed": (MonthFacts(MONTH, False, (HALL,)), ["not-drafted"]),
    "no calendar": (MonthFacts(MONTH, True, (HALL,), (2027,)), ["calendar-year"]),
    "open reviews": (MonthFacts(MONTH, True, (replace(HALL, open_reviews=2, oldest_review=date(2026, 6, 3)),)), ["open-review"]),
    "running appeals": (MonthFacts(MONTH, True, (replace(HALL, running_appeals=1),)), ["running-appeal"]),
    "open corrections": (MonthFacts(MONTH, True, (replace(HALL, open_corrections=1),)), ["open-correction"]),
    "days to judge again": (MonthFacts(MONTH, True, (replace(HALL, stale_days=1, first_stale_day=date(2026, 6, 3)),)), ["stale-day"]),
    "shifts unknown": (MonthFacts(MONTH, True, (replace(HALL, shifts_unknown=4),)), ["reader-gap"]),
    "a camera for an hour": (MonthFacts(MONTH, True, (replace(HALL, camera_gaps=(("C1", 60),)),)), ["camera-gap"]),
    "a camera for less": (MonthFacts(MONTH, True, (replace(HALL, camera_gaps=(("C1", 59),)),)), []),
    "what may stand comes last": (
        MonthFacts(MONTH, True, (replace(HALL, shifts_unknown=4), replace(HALL, hall="H2", open_reviews=1))), ["open-review", "reader-gap"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_what_is_missing(name: str) -> None:
    facts, expected = ROWS[name]
    found = what_is_missing(facts)
    assert [each.kind for each in found] == expected
    assert all(each.may_stand == (each.kind in MAY_STAND) for each in found)
    assert all("{" not in say(each.why) for each in found)
    assert blocking(found, gaps_accepted=False) == found
    assert [each.kind for each in blocking(found, gaps_accepted=True)] == [k for k in expected if k not in MAY_STAND]


def test_how_long_a_gap_is_worth_a_line() -> None:
    facts = MonthFacts(MONTH, True, (replace(HALL, camera_gaps=(("C1", 5),)),))
    assert [each.kind for each in what_is_missing(facts, MissingLimits(camera_gap_min=5))] == ["camera-gap"]


def found(session: Session, now: datetime = OVER) -> HallFacts:
    (hall,) = facts_of_month(session, MONTH, now=now).halls
    return hall


def test_what_is_stored_is_found_in_its_month_alone(session: Session) -> None:
    hall = make_hall(session)
    who = hall.staff["S001"]
    for start in ("5-31 23:59", "1 00:00", "30 23:59", "7-1 00:00"):
        add_violation(session, hall, who, start, status=ViolationStatus.pending)
        day = at(start).date()
        add(session, CorrectionRow(
            hall_id=hall.row.id, staff_id=who.id, day=day, shift_start=at(start), kind="late", reason="x", requested_at=NOW,
            requested_by="x", status=Approval.requested,
        ))  # fmt: skip
        mark_stale(session, hall.row.id, [day], now=NOW)
    for day, status in ((1, "unknown"), (2, "due"), (3, "present"), (4, "absent")):
        add_attendance(session, hall, who, f"{day} 08:30", AttendanceStatus(status))
    add_attendance(session, hall, who, "7-1 08:30", AttendanceStatus.unknown)
    of = found(session)
    assert (of.open_reviews, of.oldest_review, of.open_corrections) == (2, date(2026, 6, 1), 2)
    assert (of.stale_days, of.first_stale_day, of.shifts_unknown, of.is_over) == (2, date(2026, 6, 1), 2, True)
    assert not found(session, OVER - timedelta(hours=11)).is_over


def episode(session: Session, hall: Hall, start: str, end: str | None, condition: CameraCondition) -> None:
    add(session, CameraEpisodeRow(
        camera_id=hall.camera.id, condition=condition, start=at(start), end=at(end) if end else None, why=NO_REASON, noticed_at=NOW,
    ))  # fmt: skip


def test_gaps_of_a_camera_are_counted_once_and_within_the_month(session: Session) -> None:
    hall = make_hall(session)
    episode(session, hall, "5-31 23:00", "1 01:00", CameraCondition.offline)
    episode(session, hall, "3 10:00", "3 11:00", CameraCondition.dark)
    episode(session, hall, "3 10:30", "3 11:30", CameraCondition.covered)
    episode(session, hall, "3 10:40", "3 10:50", CameraCondition.frozen)
    assert found(session).camera_gaps == (("C1", 60 + 90),)
    episode(session, hall, "30 23:30", None, CameraCondition.offline)
    assert found(session).camera_gaps == (("C1", 60 + 90 + 30),)


def test_the_first_of_the_next_month_drafts_it_once(session: Session) -> None:
    hall = make_hall(session)
    midnight = at("7-1 00:00")
    assert draft_due_months(session, by="schedule", now=midnight) == []
    add_shift(session, hall, hall.staff["S001"], "3 08:30", "3 17:30")
    assert draft_due_months(session, by="schedule", now=midnight - timedelta(seconds=1)) == []
    assert draft_due_months(session, by="schedule", now=midnight) == [MONTH]
    assert draft_due_months(session, by="schedule", now=midnight + timedelta(hours=1)) == []


def test_the_last_hall_to_have_midnight_says_when(session: Session) -> None:
    hall = make_hall(session)
    make_hall(session, "H2", staff={}, timezone="America/Los_Angeles")
    add_shift(session, hall, hall.staff["S001"], "3 08:30", "3 17:30")
    assert draft_due_months(session, by="schedule", now=at("7-1 14:59")) == []
    assert draft_due_months(session, by="schedule", now=at("7-1 15:00")) == [MONTH]


def test_a_draft_made_by_hand_while_the_month_went_on_is_computed_again(session: Session) -> None:
    hall = make_hall(session)
    fill_year(session, 2026, by="test", now=NOW)
    add_shift(session, hall, hall.staff["S001"], "3 08:30", "3 17:30")
    draft(session, MONTH, by="hr", now=NOW)
    assert draft_due_months(session, by="schedule", now=OVER) == [MONTH]
    row = version_in_hand(session, MONTH)
    assert row is not None
    assert row.state == "open"
