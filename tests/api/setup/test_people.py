"""People one by one, by the import that takes tables of them."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.database import writing_to
from api.setup.people import PersonTold, add_person, change_person, let_leave, list_people, person_with, take_back
from api.setup.refused import SetupRefused
from conduct.judging.stale import stale_days
from models.tables import BadgeRow, PunchRow, ReaderRow, ShiftRow, StaffRow
from tests.api.cast import DAY, Stage, at, set_the_stage


@pytest.fixture
def stage(tmp_path: Path, database: Engine) -> Stage:
    return set_the_stage(tmp_path, database)


def add(stage: Stage, number: str = "S300", **other: str) -> None:
    told = PersonTold(**{"name": "新人", "hall": "H1", "badges": "9300; 9301", **other})
    with writing_to(stage.engine) as session:
        add_person(session, number, told, by="sunyue", now=stage.clock.now())


def test_somebody_new_is_there_with_their_badges(stage: Stage) -> None:
    add(stage)
    with Session(stage.engine) as session:
        shown = person_with(session, "S300")
    assert shown is not None
    assert (shown.row.name, shown.hall.code, shown.badges) == ("新人", "H1", ("9300", "9301"))
    assert stage.audited("staff.made") == [("sunyue", {"of": "S300", "hall": "H1"})]


@pytest.mark.parametrize(
    ("number", "told", "field"),
    [
        ("S001", {}, "number"),
        ("", {}, "number"),
        ("S 9", {}, "number"),
        ("S300", {"name": ""}, "name"),
        ("S300", {"hall": "H9"}, "hall"),
        ("S300", {"hall": ""}, "hall"),
        ("S300", {"badges": "9001"}, "badges"),
    ],
)
def test_who_cannot_be_is_refused_at_the_field(stage: Stage, number: str, told: dict, field: str) -> None:
    with pytest.raises(SetupRefused) as refused:
        add(stage, number, **told)
    assert refused.value.field == field
    assert "{" not in str(refused.value)


def staff(session: Session, stage: Stage, name: str = "王芳") -> StaffRow:
    return session.get_one(StaffRow, stage.staff[name])


def test_another_hall_and_name_are_on_record(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        told = PersonTold("王芳芳", "H2", "")
        change_person(session, staff(session, stage), told, by="sunyue", now=stage.clock.now())
    ((actor, data),) = stage.audited("staff.changed")
    assert (actor, data["of"]) == ("sunyue", "S001")
    assert data["changes"] == {"name": ["王芳", "王芳芳"], "hall": ["H1", "H2"]}


def test_a_badge_that_waited_brings_its_punches_along(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        reader = ReaderRow(hall_id=stage.halls["H1"], code="door-2")
        session.add_all([reader, BadgeRow(number="7777")])
        session.flush()
        session.add(PunchRow(reader_id=reader.id, badge="7777", at=at("08:00"), received_at=at("08:00")))
    with writing_to(stage.engine) as session:
        change_person(session, staff(session, stage), PersonTold("王芳", "H1", "7777"), by="x", now=stage.clock.now())
    with Session(stage.engine) as session:
        assert DAY in {each.day for each in stale_days(session)}


def test_whoever_leaves_keeps_all_and_comes_back(stage: Stage) -> None:
    last = date(2026, 6, 30)
    with writing_to(stage.engine) as session:
        let_leave(session, staff(session, stage), last, by="sunyue", now=stage.clock.now())
    with Session(stage.engine) as session:
        assert staff(session, stage).retired_at == at("00:00", date(2026, 7, 1)), "the last day is still theirs"
        assert "S001" not in [each.row.no for each in list_people(session, limit=99)]
        assert "S001" in [each.row.no for each in list_people(session, left=True, limit=99)]
        assert [row for row in session.exec(select(ShiftRow)).all() if row.staff_id == stage.staff["王芳"]]
    with writing_to(stage.engine) as session:
        take_back(session, staff(session, stage), by="sunyue", now=stage.clock.now())
    with Session(stage.engine) as session:
        assert staff(session, stage).retired_at is None
    assert len(stage.audited("staff.changed")) == 2


def test_lists_go_on_after_a_number_and_search_by_beginnings(stage: Stage) -> None:
    def numbers(**asked: object) -> list[str]:
        with Session(stage.engine) as session:
            return [each.row.no for each in list_people(session, **{"limit": 99, **asked})]  # type: ignore[arg-type]

    assert numbers() == ["S001", "S002", "S100", "S201"]
    assert numbers(after="S001", limit=2) == ["S002", "S100"]
    assert numbers(search="S0") == ["S001", "S002"]
    assert numbers(search="吴") == ["S201"]
    assert numbers(search="_") == []
    assert numbers(hall="H2") == ["S201"]
