"""Adopting a pack backwards is asked about: what it reaches is said, and nothing happens until the day is told again."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from conduct.review.violations import Refused
from conduct.rules.adoption import adopt, adoptions
from conduct.rules.adoption_reach import reach_of, today_at_halls
from conduct.rules.pack import default_pack_text
from models.tables import AppraisalMonthRow, MonthState, Origin, ViolationStatus
from tests.conduct.hall import NOW, add_attendance, add_shift, add_violation, make_hall

TODAY, DAY = date(2026, 6, 4), date(2026, 6, 1)
OURS = default_pack_text().replace('"2026.2"', '"ours"')


def told(first_day: date, **other: object) -> dict:
    return {
        "first_day": first_day, "announced_on": first_day, "by": "hr", "document": "no. 12", "now": NOW, **other,
    }  # fmt: skip


def test_today_is_the_halls_own(session: Session) -> None:
    make_hall(session)
    assert today_at_halls(session, NOW) == TODAY


def test_it_says_days_cases_and_locked_months(session: Session) -> None:
    hall = make_hall(session)
    for day in ("2", "3", "5"):
        add_shift(session, hall, hall.staff["S001"], f"{day} 08:30", f"{day} 17:30")
    for at, status in (
        ("2 09:00", "pending"),
        ("2 10:00", "confirmed"),
        ("3 09:00", "dismissed"),
        ("3 11:00", "watched"),
    ):
        row = add_violation(session, hall, hall.staff["S001"], at, status=ViolationStatus(status))
        row.origin = Origin.reported
    session.add(AppraisalMonthRow(month="2026-06", state=MonthState.locked, drafted_at=NOW))
    session.add(AppraisalMonthRow(month="2026-05", state=MonthState.locked, drafted_at=NOW))
    session.flush()
    reach = reach_of(session, DAY, now=NOW)
    assert reach.past_days == (date(2026, 6, 2), date(2026, 6, 3))
    assert (reach.hall_days, reach.waiting, reach.decided) == (2, 1, 2)
    assert (reach.locked_months, reach.judged, reach.is_backwards) == (("2026-06",), None, True)
    assert "days with a roster that it would judge: 2 (2026-06-02 to 2026-06-03); cases since then: 1 waiting" in str(
        reach
    )


def test_what_was_judged_says_from_when_a_pack_can_hold(session: Session) -> None:
    from models.values.findings import AttendanceStatus

    hall = make_hall(session)
    add_attendance(session, hall, hall.staff["S001"], "3 08:30", AttendanceStatus.present)
    reach = reach_of(session, DAY, now=NOW)
    assert (reach.judged, reach.possible_from) == (date(2026, 6, 3), TODAY)


@pytest.mark.parametrize("agreed", [None, DAY + timedelta(days=1)])
def test_backwards_needs_the_day_told_once_more(agreed: date | None, session: Session) -> None:
    make_hall(session)
    before = len(adoptions(session))
    with pytest.raises(Refused) as refused:
        adopt(session, OURS, **told(DAY, agreed=agreed))
    assert refused.value.code == "backwards"
    assert len(adoptions(session)) == before
    assert adopt(session, OURS, **told(DAY, agreed=DAY)).first_day == DAY


@pytest.mark.parametrize("first_day", [TODAY, TODAY + timedelta(days=30)])
def test_from_today_on_nothing_is_asked(first_day: date, session: Session) -> None:
    make_hall(session)
    assert adopt(session, OURS, **told(first_day)).first_day == first_day
