"""Whom a notice reaches, and that the inbox's query finds just those."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from conduct.telling.inbox import addressed_of, find_notice
from conduct.telling.notices import tell
from conduct.telling.recipients import Account, Addressed, recipients
from models.tables import NoticeRow, Role
from models.tables.base import new_id
from models.values.why import why
from tests.conduct.hall import NOW
from tests.conduct.told import LOG_INS, People, make_people

REACHED: dict[str, tuple[Callable[[People], dict[str, object]], list[str]]] = {
    "a person of the roster": (lambda p: {"staff_id": p.staff_id("S001")}, ["fang"]),
    "a log-in": (lambda p: {"user_id": p.users["chen"].id}, ["chen"]),
    "both": (lambda p: {"staff_id": p.staff_id("S001"), "user_id": p.users["zhou"].id}, ["fang", "zhou"]),
    "both the same": (lambda p: {"staff_id": p.staff_id("S002"), "user_id": p.users["zhou"].id}, ["zhou"]),
    "a person without a log-in": (lambda p: {"staff_id": p.halls["H2"].staff["S201"].id}, []),
    "a role": (lambda _: {"role": Role.hr}, ["liu"]),
    "a role of several": (lambda _: {"role": Role.supervisor}, ["zhou", "chen"]),
    "a hall": (lambda p: {"hall_id": p.hall_id("H1")}, ["zhou"]),
    "a role of a hall": (lambda p: {"role": Role.supervisor, "hall_id": p.hall_id("H2")}, ["chen"]),
    "a role of every hall, of one": (lambda p: {"role": Role.hr, "hall_id": p.hall_id("H2")}, ["liu"]),
    "a person and the hall": (lambda p: {"staff_id": p.staff_id("S001"), "hall_id": p.hall_id("H1")}, ["fang", "zhou"]),
    "staff and the auditors": (lambda p: {"staff_id": p.staff_id("S002"), "role": Role.auditor}, ["zhou", "zhao"]),
}


@pytest.mark.parametrize("name", REACHED)
def test_whom_a_notice_reaches(name: str, session: Session) -> None:
    people = make_people(session)
    to, reached = REACHED[name]
    notice_id = people.tell(violation_id=None, **to(people))
    row = session.get_one(NoticeRow, notice_id)
    accounts = {login: people.account(login) for login in LOG_INS}
    ids = recipients(addressed_of(row), accounts.values())
    assert ids == tuple(people.users[login].id for login in reached)
    assert [login for login in LOG_INS if people.inbox(login) == [notice_id]] == reached
    assert [login for login in LOG_INS if find_notice(session, accounts[login], notice_id)] == reached


def test_nothing_is_left_for_nobody(session: Session) -> None:
    tell(session, why("notice.withdrawn"), now=NOW)
    assert session.exec(select(NoticeRow)).all() == []


def test_whoever_gets_a_log_in_later_finds_what_was_left(session: Session) -> None:
    people = make_people(session)
    notice_id = people.tell(staff_id=people.halls["H2"].staff["S201"].id)
    people.users["zhao"].staff_id = people.halls["H2"].staff["S201"].id
    session.flush()
    assert people.inbox("zhao") == [notice_id]


def test_a_supervisor_of_no_hall_and_a_stranger_are_reached_by_nothing() -> None:
    hall_id = new_id()
    nobody = [Account(new_id(), Role.supervisor), Account(new_id(), Role.staff, staff_id=None)]
    for notice in (Addressed(), Addressed(staff_id=new_id()), Addressed(role=Role.supervisor, hall_id=hall_id)):
        assert recipients(notice, nobody) == ()
