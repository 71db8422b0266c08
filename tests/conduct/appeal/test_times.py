"""Until when many violations may be appealed against, on both databases: as for each alone, in a few questions."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from conduct.appeal.steps import appealable_until
from conduct.appeal.times import appealable_among
from models.tables import (
    CalendarDayRow,
    DecisionRow,
    HallRow,
    Role,
    StaffRow,
    UserRow,
    Verdict,
    ViolationRow,
    ViolationStatus,
)
from models.tables.base import new_id
from models.values.findings import SubjectKind
from models.values.roster import DayKind
from tests.conduct.hall import adopted
from tests.conduct.story import at

CONFIRMED, APPEALED = ViolationStatus.confirmed, ViolationStatus.appealed
ROWS: dict[str, tuple[str, ViolationStatus, list[tuple[str, Verdict, str]], str | None]] = {
    "ten working days": ("H1", CONFIRMED, [("3 12:00", Verdict.confirm, "stands")], "18 00:00"),
    "by the hall's own calendar": ("H2", CONFIRMED, [("3 12:00", Verdict.confirm, "stands")], "19 00:00"),
    "by the hall's own clock": ("H3", CONFIRMED, [("4 01:00", Verdict.confirm, "stands")], "18 07:00"),
    "from the latest decision": (
        "H1", CONFIRMED, [("3 12:00", Verdict.confirm, "stands"), ("4 12:00", Verdict.confirm, "stands")], "19 00:00",
    ),
    "doubts and what was taken back or fell aside": (
        "H1", CONFIRMED,
        [("3 12:00", Verdict.confirm, "stands"), ("4 12:00", Verdict.unclear, "stands"),
         ("5 12:00", Verdict.confirm, "taken back"), ("6 12:00", Verdict.confirm, "fell")],
        "18 00:00",
    ),
    "an appeal runs": ("H1", APPEALED, [("3 12:00", Verdict.confirm, "stands")], None),
    "nobody decided": ("H1", ViolationStatus.pending, [], None),
    "taken back": ("H1", CONFIRMED, [("3 12:00", Verdict.confirm, "taken back")], None),
}  # fmt: skip


@pytest.fixture
def violations(session: Session) -> dict[str, UUID]:
    session.add(adopted())
    zones = {"H1": "Asia/Shanghai", "H2": "Asia/Shanghai", "H3": "Europe/Lisbon"}
    halls = {
        code: HallRow(code=code, name=code, timezone=zone, opens="08:30", closes="17:30")
        for code, zone in zones.items()
    }
    user = UserRow(login="u", name="u", role=Role.hr, password_hash="-")
    session.add_all([*halls.values(), user])
    session.flush()
    session.add(CalendarDayRow(hall_id=halls["H2"].id, day=at("8 12:00").date(), kind=DayKind.closure, source="t"))
    made: dict[str, UUID] = {}
    for name, (hall, status, decisions, _) in ROWS.items():
        row = violation(session, halls[hall], status)
        made[name] = row.id
        for when, verdict, how in decisions:
            session.add(decision(row, user, at(when), verdict, how))
    session.commit()
    return made


def violation(session: Session, hall: HallRow, status: ViolationStatus) -> ViolationRow:
    staff = StaffRow(hall_id=hall.id, no=str(new_id()), name="n")
    session.add(staff)
    session.flush()
    row = ViolationRow(
        hall_id=hall.id, day=at("2 08:30").date(), rule="absent", norms=[], subject_kind=SubjectKind.staff,
        subject=staff.no, staff_id=staff.id, start=at("2 08:30"), end=at("2 17:30"), status=status,
        why={"code": "attendance.absent", "facts": {}}, pack_version="p", opened_at=at("10:00"), updated_at=at("10:00"),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def decision(row: ViolationRow, user: UserRow, when: datetime, verdict: Verdict, how: str) -> DecisionRow:
    return DecisionRow(
        violation_id=row.id, user_id=user.id, verdict=verdict, reason="r", at=when,
        taken_back_at=when if how == "taken back" else None, fallen_at=when if how == "fell" else None,
    )  # fmt: skip


def test_until_when(session: Session, violations: dict[str, UUID]) -> None:
    found = appealable_among(session, list(violations.values()))
    assert {name: found[id_].until if id_ in found else None for name, id_ in violations.items()} == {
        name: at(until) if until else None for name, (_, _, _, until) in ROWS.items()
    }
    for id_, each in found.items():
        row = session.get_one(ViolationRow, id_)
        assert (each.until, each.staff_id) == (appealable_until(session, row), row.staff_id)


def test_thousands_take_no_question_each(session: Session, violations: dict[str, UUID]) -> None:
    assert violations
    hall = session.get_one(ViolationRow, violations["ten working days"]).hall_id
    user = session.exec(select(UserRow)).one()
    many = [violation(session, session.get_one(HallRow, hall), CONFIRMED) for _ in range(1200)]
    session.add_all(
        decision(row, user, at("3 12:00") + timedelta(days=n % 9), Verdict.confirm, "stands")
        for n, row in enumerate(many)
    )
    session.commit()
    ids = [row.id for row in many]
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *told: asked.append(str(told[2])))
    assert len(appealable_among(session, ids)) == 1200
    assert len(asked) < 20
