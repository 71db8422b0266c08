"""`/setup/readers/badges` as a browser without JavaScript uses it: badges that nobody has find a person."""

from datetime import timedelta
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.database import writing_to
from api.pages.setup.unowned_badges import BADGES, PAGE
from models.tables import BadgeRow, PunchRow, ReaderRow
from tests.api.cast import Stage, at, csrf, set_the_stage
from tests.api.test_pages import page


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    """7001 punched twice and is nobody's; 7002 never punched."""
    made = set_the_stage(tmp_path, sqlite_database)
    with writing_to(made.engine) as session:
        session.add_all([BadgeRow(number="7001"), BadgeRow(number="7002")])
        punch(session, "7001", 0)
        punch(session, "7001", 40)
    return made


def punch(session: Session, number: str, days_ago: int) -> None:
    reader = session.exec(select(ReaderRow).where(ReaderRow.code == "door")).one()
    when = at("08:20") - timedelta(days=days_ago)
    session.add(PunchRow(reader_id=reader.id, badge=number, at=when, received_at=when))


def post(stage: Stage, name: str = "孙悦", **form: str) -> Response:
    return stage.log_in(name).post(BADGES, data={"csrf": csrf(name), **form})


def owner(stage: Stage, number: str) -> object:
    with Session(stage.engine) as session:
        return session.exec(select(BadgeRow.staff_id).where(BadgeRow.number == number)).one()


@pytest.mark.parametrize(("name", "forms"), [("孙悦", 1), ("刘洋", 1), ("赵磊", 0)])
def test_badges_that_nobody_has_are_shown_with_their_last_punch(stage: Stage, name: str, forms: int) -> None:
    shown = page(stage.log_in(name), f"{BADGES}?lang=en")
    assert all(said in shown.text for said in ("7001", "08:20", "door"))
    assert ("7002" in shown.text, "9001" in shown.text) == (False, False)
    assert len(shown.all("input", name="staff")) == forms


def test_the_set_up_and_the_readers_lead_there(stage: Stage) -> None:
    for address in ("/setup", "/setup/readers"):
        shown = page(stage.log_in("孙悦"), f"{address}?lang=en")
        assert "Badges that punched and that nobody has: 1" in shown.text
        assert shown.all("a", href=BADGES)


@pytest.mark.parametrize("name", ["孙悦", "刘洋"])
def test_one_is_given_to_a_person(stage: Stage, name: str) -> None:
    answer = post(stage, name, number="7001", staff=" S001 ")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{BADGES}?done=badge-given-to")
    assert owner(stage, "7001") == stage.staff["王芳"]
    ((_, told),) = stage.audited("badge.given")
    assert (told["number"], told["staff"], told["punches"]) == ("7001", "S001", 2)
    assert "所有有打卡的工牌卡都有持卡人" in page(stage.log_in(name), BADGES).text


def test_what_it_punched_since_it_was_taken_away_comes_along(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        session.exec(select(BadgeRow).where(BadgeRow.number == "7001")).one().since = at("08:00")
    assert post(stage, number="7001", staff="S002").status_code == 303
    ((_, told),) = stage.audited("badge.given")
    assert told["punches"] == 1


def test_one_that_has_not_punched_since_it_was_taken_away_is_not_shown(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        session.exec(select(BadgeRow).where(BadgeRow.number == "7001")).one().since = at("09:00")
    assert "7001" not in page(stage.log_in("孙悦"), BADGES).text


@pytest.mark.parametrize(
    ("number", "staff", "said"),
    [("7001", "S999", "没有工号为 S999 的员工"), ("9001", "S002", "这张工牌卡已有持卡人"),
     ("1", "S001", "没有读卡器见过这张工牌卡")],
)  # fmt: skip
def test_what_cannot_be_given_is_said(stage: Stage, number: str, staff: str, said: str) -> None:
    answer = post(stage, number=number, staff=staff)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert owner(stage, "7001") is None


def test_the_rest_stands_on_the_next_page(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        for n in range(PAGE):
            session.add(BadgeRow(number=f"8{n:03}"))
            punch(session, f"8{n:03}", 1)
    first = page(stage.log_in("孙悦"), BADGES)
    (more,) = first.all("a", rel="next")
    rest = page(stage.log_in("孙悦"), more["href"] or "")
    assert [len(each.all("input", name="staff")) for each in (first, rest)] == [PAGE, 1]
