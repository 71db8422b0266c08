"""Badges that change hands: what they punched stays whose it was, and who has none is not blamed for it.

王芳 works from 08:30 to 17:30 on 3 June with badge 1001; 李强 likewise with badge 1002. Judged on 4 June.
"""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from conduct.judging.hall_day import judge_stale_days
from conduct.judging.stale import mark_stale, stale_days
from conduct.records.badges import give_owner, take_away
from conduct.records.holdings import badges_of, told_by
from conduct.records.punches import GoodPunch, take_punches
from conduct.review.violations import Refused
from models.tables import AttendanceRow, BadgeRow, PunchRow, StaffRow, ViolationRow, ViolationStatus
from models.values.roster import Badge
from tests.conduct.hall import NOW, Hall, add, add_shift, make_hall
from tests.conduct.story import at

DAY = date(2026, 6, 3)
Step = Callable[[Session, Hall], object]


def taken(number: str, clock: str, staff: str = "S001", told_at: str = "") -> Step:
    return lambda session, hall: take_away(
        session, number, hall.staff[staff], until=at(clock), by="hr", now=at(told_at) if told_at else NOW
    )


def given(number: str, clock: str, staff: str = "S001", since: str = "") -> Step:
    return lambda session, hall: give_owner(
        session, number, hall.staff[staff], by="hr", now=at(clock), since=at(since) if since else None
    )


def punched(*told: str) -> Step:
    pairs = [each.split(" ", 1) for each in told]
    return lambda session, hall: take_punches(
        session, hall.reader.id, [GoodPunch(badge, at(clock), None) for badge, clock in pairs], now=NOW
    )


def new_badge(number: str, clock: str, staff: str = "S001") -> Step:
    def step(session: Session, hall: Hall) -> None:
        add(session, BadgeRow(number=number))
        give_owner(session, number, hall.staff[staff], by="hr", now=at(clock))

    return step


STORIES: dict[str, tuple[Sequence[Step], str, str]] = {
    "nothing happened to it": ([punched("1001 08:41", "1001 17:31")], "late", "absent"),
    "lost the evening before, and no other": ([taken("1001", "2 20:00")], "unknown", "absent"),
    "lost in the shift: nobody knows when she left": (
        [punched("1001 08:25", "1001 11:00"), taken("1001", "12:00")], "unknown", "absent"),
    "lost after the time in which she could have punched": (
        [punched("1001 08:41", "1001 17:31"), taken("1001", "4 01:00")], "late", "absent"),
    "lost and found by somebody who punches with it": (
        [taken("1001", "2 20:00"), punched("1001 08:41", "1001 17:31")], "unknown", "absent"),
    "another in the morning, by which she would be late": (
        [taken("1001", "2 20:00"), new_badge("2001", "08:50"), punched("2001 08:52", "2001 17:31")], "unknown", "absent"),
    "another the evening before": (
        [taken("1001", "2 17:00"), new_badge("2001", "2 17:30"), punched("2001 08:41", "2001 17:31")], "late", "absent"),
    "plainly there though she had none for a while": (
        [punched("1001 08:25"), taken("1001", "12:00"), new_badge("2001", "13:00"), punched("2001 17:31")],
        "present", "absent"),
    "handed on: each has their own": (
        [punched("1001 2 08:25"), taken("1001", "2 18:00"), given("1001", "2 19:00", "S002"),
         punched("1001 08:25", "1001 17:31")], "unknown", "present"),
    "handed on in the shift of both": (
        [punched("1001 08:41", "1001 11:00"), taken("1001", "12:00"), given("1001", "12:30", "S002"),
         punched("1001 17:31", "1002 08:25")], "unknown", "present"),
    "handed on, and told of later": (
        [taken("1001", "2 18:00", told_at="4 01:00"), given("1001", "4 01:30", "S002", since="3 08:00"),
         punched("1001 08:25", "1001 17:31")], "unknown", "present"),
    "found again at once: as if it had never been taken": (
        [punched("1001 08:25"), taken("1001", "12:00"), given("1001", "13:00", since="11:59"), punched("1001 17:31")],
        "present", "absent"),
    "given back to her": (
        [taken("1001", "2 18:00"), given("1001", "2 20:00"), punched("1001 08:41", "1001 17:31")], "late", "absent"),
}  # fmt: skip
"""What happened, and what becomes of 王芳 and of 李强, who never punches with his own unless it is said."""


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("judged_between", [False, True])
def test_whose_punches_they_are(sqlite_database: Engine, name: str, judged_between: bool) -> None:
    steps, wang, li = STORIES[name]
    with Session(sqlite_database, expire_on_commit=False) as session:
        hall = make_hall(session, alive_until=NOW)
        for staff in hall.staff.values():
            add_shift(session, hall, staff, "08:30", "17:30", window=None)
        mark_stale(session, hall.row.id, [DAY], now=NOW)
        session.commit()
        for step in steps:
            if judged_between:
                judge_stale_days(sqlite_database, now=NOW)
            step(session, hall)
            session.commit()
    judge_stale_days(sqlite_database, now=NOW)
    with Session(sqlite_database) as session:
        rows = session.exec(select(StaffRow.no, AttendanceRow.status).join(AttendanceRow)).all()
        assert dict(rows) == {"S001": wang, "S002": li}
        blamed = session.exec(
            select(ViolationRow.rule).where(
                ViolationRow.staff_id == hall.staff["S001"].id, ViolationRow.status == ViolationStatus.pending
            )
        ).all()
        assert blamed == ([wang] if wang in ("late", "absent") else [])


def test_who_is_given_another_s_badge_is_not_blamed_for_the_days_before(sqlite_database: Engine) -> None:
    with Session(sqlite_database, expire_on_commit=False) as session:
        hall = make_hall(session, staff={"S001": "王芳", "S002": "李强"}, badges={"1001": "S001"}, alive_until=NOW)
        add_shift(session, hall, hall.staff["S002"], "3 08:30", "3 17:30", window=None)
        punched("1001 08:25")(session, hall)
        taken("1001", "18:00")(session, hall)
        given("1001", "19:00", "S002")(session, hall)
        mark_stale(session, hall.row.id, [DAY], now=NOW)
        session.commit()
    judge_stale_days(sqlite_database, now=NOW)
    with Session(sqlite_database) as session:
        assert session.exec(select(AttendanceRow.status)).all() == ["unknown"]
        assert session.exec(select(ViolationRow)).all() == []


REFUSED: dict[str, tuple[Sequence[Step], str]] = {
    "a badge that nobody knows": ([taken("7777", "12:00")], "no-such-badge"),
    "somebody else's": ([taken("1002", "12:00")], "badge-without-owner"),
    "twice": ([taken("1001", "12:00"), taken("1001", "13:00")], "badge-without-owner"),
    "at a time to come": ([taken("1001", "12:00", told_at="11:00")], "badge-later"),
    "given from a time to come": (
        [taken("1001", "12:00"), given("1001", "13:00", "S002", since="14:00")], "badge-later"),
    "before it was theirs": (
        [taken("1001", "12:00"), given("1001", "13:00", "S002"), taken("1001", "12:30", "S002")], "badge-before"),
    "given away while it is theirs": ([given("1001", "12:00", "S002")], "badge-owned"),
    "given for a time at which it was another's": (
        [taken("1001", "12:00"), given("1001", "13:00", "S002", since="11:00")], "badge-taken"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(session: Session, name: str) -> None:
    steps, code = REFUSED[name]
    hall = make_hall(session)
    for step in steps[:-1]:
        step(session, hall)
    with pytest.raises(Refused) as refused:
        steps[-1](session, hall)
    assert refused.value.code == code


def test_days_in_other_halls_and_of_shifts_taken_over_are_judged_again(session: Session) -> None:
    home, other = make_hall(session), make_hall(session, "H2", staff={"S009": "赵敏"}, badges={"1009": "S009"})
    add_shift(session, home, home.staff["S001"], "3 08:30", "3 17:30")
    add_shift(session, other, home.staff["S001"], "4 08:30", "4 17:30", window=None)
    taken("1001", "3 12:00", told_at="4 20:00")(session, home)
    assert {(s.hall_id, s.day.day) for s in stale_days(session)} == {(home.row.id, 3), (other.row.id, 4)}


def test_punches_are_looked_up_by_the_time_in_which_the_badge_was_theirs(session: Session) -> None:
    hall = make_hall(session)
    punched("1001 08:25", "1001 11:00", "1001 13:00")(session, hall)
    taken("1001", "12:00")(session, hall)
    given("1001", "12:30", "S002")(session, hall)

    def times(staff: str) -> list[str]:
        badges = badges_of(session, hall.staff[staff].id)
        found = session.exec(select(PunchRow.at).where(told_by(badges)).order_by(PunchRow.at)).all()
        return [f"{each.hour + 8:02}" for each in found]

    assert badges_of(session, hall.staff["S001"].id) == (Badge("1001", until=at("12:00")),)
    assert (times("S001"), times("S002")) == (["08", "11"], ["13"])
