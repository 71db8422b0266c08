"""`/roster/patterns`: from nothing to shifts on the roster by pages alone, and what is said where that cannot be."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.tables import RotationMemberRow, RotationRow, ShiftRow, ShiftTemplateRow
from tests.api.cast import SHANGHAI, Stage, csrf, set_the_stage

PATTERNS = "/roster/patterns"
HERE = "?hall=H1&lang=en"
DAY = {"code": "D", "name": "Day", "work": "08:30-12:00; 13:00–17:30", "breaks": "10:00-10:15"}
WEEK = {"code": "W", "name": "Week", "cycle": "D D D D D - -", "anchor": "2026-06-01"}


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database, now="10:00")


def send(stage: Stage, path: str, who: str = "周敏", **form: str) -> Any:
    return stage.log_in(who).post(f"{PATTERNS}{path}{HERE}", data={"csrf": csrf(who), **form})


def shown(stage: Stage, **more: str) -> str:
    return stage.log_in("周敏").get(f"{PATTERNS}{HERE}", params={"hall": "H1", "lang": "en", **more}).text


def put_down(stage: Stage) -> str:
    """A kind of day and a rotation of it; the rotation's id."""
    assert send(stage, "/kinds", **DAY).status_code == 303
    assert send(stage, "/rotations", **WEEK).status_code == 303
    with Session(stage.engine) as session:
        return str(session.exec(select(RotationRow.id)).one())


def test_a_rotation_is_set_up_and_applied_by_pages_alone(stage: Stage) -> None:
    assert "None yet: begin with one" in shown(stage)
    assert "Add a rotation" not in shown(stage), "there is nothing to make one of"
    address = f"/roster/rotations{HERE}"
    assert f'href="{PATTERNS}?hall=H1"' in stage.log_in("周敏").get(address).text
    rotation = put_down(stage)
    text = shown(stage, did="rotation-put")
    for said in (
        "08:30-12:00; 13:00-17:30",
        "10:00-10:15",
        "D D D D D - -",
        "holidays are days off",
        "Nobody works by",
    ):
        assert said in text
    told = {"staff": "S002", "window": "W2", "first_day": "2026-06-08", "offset_days": "0"}
    assert send(stage, f"/rotations/{rotation}/members", **told).status_code == 303
    filled = {"rotation": rotation, "first": "2026-06-08", "last": "2026-06-14", "step": "apply"}
    client = stage.log_in("周敏")
    assert client.post(address, data={"csrf": csrf("周敏"), **filled}).status_code == 303
    with Session(stage.engine) as session:
        rows = session.exec(select(ShiftRow).where(col(ShiftRow.rotation_member_id).is_not(None))).all()
        starts = sorted(f"{row.start.astimezone(SHANGHAI):%d %H:%M}" for row in rows)
    assert starts == [f"{day:02} {clock}" for day in range(8, 13) for clock in ("08:30", "13:00")]
    assert send(stage, f"/rotations/{rotation}/members", **told, last_day="2026-06-10").status_code == 303
    assert "2026-06-10" in shown(stage)
    with Session(stage.engine) as session:
        assert session.exec(select(RotationMemberRow.last_day)).one().isoformat() == "2026-06-10"


def test_what_is_there_is_changed_in_its_form(stage: Stage) -> None:
    put_down(stage)
    text = shown(stage, kind="D", rotation="W")
    for value in (*DAY.values(), *WEEK.values()):
        assert f'value="{value.replace("–", "-")}"' in text, value
    assert send(stage, "/kinds", **{**DAY, "work": "09:00-17:30"}).status_code == 303
    assert send(stage, "/rotations", **{**WEEK, "follows": "no"}).status_code == 303
    text = shown(stage)
    assert "09:00-17:30" in text
    assert "goes on through holidays" in text
    with Session(stage.engine) as session:
        assert len(session.exec(select(ShiftTemplateRow)).all()) == 1


REFUSED: dict[str, tuple[str, dict[str, str], str]] = {
    "no code": ("/kinds", {**DAY, "code": " "}, "It needs a code"),
    "a code that is a day off": ("/kinds", {**DAY, "code": "-"}, "A code has no spaces"),
    "a code of two words": ("/kinds", {**DAY, "code": "day shift"}, "A code has no spaces"),
    "no work": ("/kinds", {**DAY, "work": ""}, "A kind of day has at least one stretch"),
    "no time": ("/kinds", {**DAY, "work": "morning-noon"}, "A time is written like 08:30"),
    "work over work": ("/kinds", {**DAY, "work": "08:00-12:00; 11:00-17:00"}, "overlap, or span more than"),
    "a break elsewhere": ("/kinds", {**DAY, "breaks": "12:10-12:30"}, "The break lies outside"),
    "a day that is not there": ("/rotations", {**WEEK, "cycle": "D X -"}, "names a kind of day that is not there"),
    "days off only": ("/rotations", {**WEEK, "cycle": "- -"}, "at least one day of work"),
    "no beginning": ("/rotations", {**WEEK, "anchor": "Monday"}, "A day is written like"),
    "nobody": ("/rotations/{id}/members", {"staff": "S999", "first_day": "2026-06-08"}, "nobody with this number"),
    "gone before there": (
        "/rotations/{id}/members", {"staff": "S002", "first_day": "2026-06-08", "last_day": "2026-06-01"}, "The last day"),
    "a kind still in a rotation": ("/kinds/retirement", {"code": "D"}, "A rotation still has this kind"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_said_above_what_was_typed(stage: Stage, name: str) -> None:
    path, form, said = REFUSED[name]
    rotation = put_down(stage)
    answer = send(stage, path.format(id=rotation), **form)
    assert (answer.status_code, said in answer.text) == (422, True), re.sub(r"<[^>]+>", " ", answer.text)
    for value in form.values():
        assert value.replace("–", "-") in answer.text.replace("–", "-")


def test_nights_follow_no_calendar(stage: Stage) -> None:
    send(stage, "/kinds", code="N", work="22:00-06:00")
    night = {"code": "NN", "cycle": "N -", "anchor": "2026-06-01"}
    answer = send(stage, "/rotations", **night, follows="yes")
    assert (answer.status_code, "Work at night goes on" in answer.text) == (422, True)
    assert send(stage, "/rotations", **night).status_code == 303
    assert "goes on through holidays" in shown(stage)


def test_what_is_no_longer_used_leaves_its_shifts_and_comes_back_by_its_code(stage: Stage) -> None:
    rotation = put_down(stage)
    assert send(stage, f"/rotations/{rotation}/retirement").status_code == 303
    told = {"staff": "S002", "first_day": "2026-06-08"}
    assert send(stage, f"/rotations/{rotation}/members", **told).status_code == 404, "nobody joins it any more"
    assert send(stage, "/kinds/retirement", code="D").status_code == 303
    assert "None yet: begin with one" in shown(stage)
    assert send(stage, "/kinds/retirement", code="D").status_code == 422
    put_down(stage)
    assert "D D D D D - -" in shown(stage)
    steps = ("shift_template.put", "rotation.put", "rotation.retired", "shift_template.retired")
    assert [len(stage.audited(step)) for step in steps] == [2, 2, 1, 1]
