"""`/setup/people` and its import as a browser without JavaScript uses them."""

from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from models.tables import StaffRow
from tests.api.cast import Stage, csrf, set_the_stage
from tests.api.test_pages import Page, page

GOOD = "工号,姓名,营业厅,卡号\nS001,王芳芳,,\nS300,新人,H2,9300\n".encode()


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def post(stage: Stage, path: str, /, **form: object) -> Response:
    return stage.log_in("刘洋").post(path, data={"csrf": csrf("刘洋"), **form})


def looked_at(stage: Stage, content: bytes, hall: str = "") -> Response:
    return stage.log_in("刘洋").post(
        "/setup/people/import/preview",
        data={"csrf": csrf("刘洋"), "hall": hall},
        files={"file": ("staff.csv", content)},
    )


def count(stage: Stage) -> int:
    with Session(stage.engine) as session:
        return session.exec(select(func.count(col(StaffRow.id)))).one()


def test_somebody_is_added_changed_leaves_and_returns(stage: Stage) -> None:
    told = {"number": "S300", "name": "新人", "hall": "H1", "badges": "9300"}
    assert post(stage, "/setup/people", **told).headers["location"] == "/setup/people/S300?done=added"
    assert post(stage, "/setup/people/S300", name="新新人", hall="H2").status_code == 303
    assert post(stage, "/setup/people/S300/leave", last_day="2026-06-30").status_code == 303
    shown = page(stage.log_in("刘洋"), "/setup/people/S300?lang=en")
    for said in ("新新人", "9300", "last day 2026-06-30", "None: the person sees neither"):
        assert said in shown.text
    assert post(stage, "/setup/people/S300/return").status_code == 303
    assert "last day" not in page(stage.log_in("刘洋"), "/setup/people/S300").text
    page(stage.log_in("刘洋"), "/setup/people/S999", 404)
    assert post(stage, "/setup/people/S300/leave", last_day="yesterday").status_code == 422


def test_what_could_not_be_taken_stays_typed(stage: Stage) -> None:
    answer = post(stage, "/setup/people", number="S001", name="又一个", hall="H2", badges="1; 2")
    assert answer.status_code == 422
    for kept in ("工号S001已存在", 'value="又一个"', '<option value="H2" selected>', 'value="1; 2"'):
        assert kept in answer.text
    answer = post(stage, "/setup/people/S001", name="王芳", hall="H1", badges="9002")
    assert (answer.status_code, "9002" in answer.text) == (422, True)


def test_a_table_is_looked_at_and_then_taken_in(stage: Stage) -> None:
    before = count(stage)
    answer = looked_at(stage, GOOD)
    assert answer.status_code == 200, answer.text
    assert "王芳 → 王芳芳" in answer.text
    assert count(stage) == before
    form = {a["name"]: a["value"] for a in Page(answer.text).all("input", type="hidden") if a["name"] != "csrf"}
    done = post(stage, "/setup/people/import", **form)
    assert "新增1项，修改1项" in done.text
    assert count(stage) == before + 1
    assert stage.audited("staff.imported")[0][1]["source"] == "staff.csv"
    assert "新增0项，修改0项" in post(stage, "/setup/people/import", **form).text, "once more changes nothing"


@pytest.mark.parametrize(
    ("content", "hall", "said"),
    [
        (GOOD.replace(b"H2", b"H9"), "", "没有可由您导入的营业厅 H9"),
        (b"", "", "请选择文件"),
        (b"\x00\x01", "", "既不是"),
        (GOOD, "H9", "没有这个营业厅"),
    ],
)
def test_a_bad_table_is_told_cell_by_cell_and_nothing_of_it_taken(
    stage: Stage, content: bytes, hall: str, said: str
) -> None:
    before = count(stage)
    answer = looked_at(stage, content, hall)
    assert answer.status_code == 422
    assert said in answer.text, answer.text
    assert count(stage) == before


@pytest.mark.parametrize("packed", ["", "no base64!", "AAAA"])
def test_what_was_not_looked_at_is_not_taken(stage: Stage, packed: str) -> None:
    assert post(stage, "/setup/people/import", packed=packed).status_code == 422


def test_a_badge_is_taken_away_and_given_again(stage: Stage) -> None:
    taken = post(stage, "/setup/people/S001/badge-taken", number="9001", until="2026-06-03T08:00")
    assert taken.headers["location"] == "/setup/people/S001?done=badge-taken", taken.text
    shown = page(stage.log_in("刘洋"), "/setup/people/S001?lang=en").text
    assert "till 2026-06-03 08:00:00" in shown
    assert "None: of somebody without a badge" in shown
    for form, said in (
        ({"number": "9001"}, "This badge is not theirs"),
        ({"number": "9002"}, "This badge is not theirs"),
        ({"number": "nope"}, "No reader has seen this badge"),
        ({"number": "9001", "until": "yesterday"}, "This is no time of the hall&#39;s clock."),
    ):
        answer = post(stage, "/setup/people/S001/badge-taken?lang=en", **form)
        assert (answer.status_code, said in answer.text) == (422, True), said
    given = post(stage, "/setup/people/S001/badge-given", number="9001")
    assert given.headers["location"] == "/setup/people/S001?done=badge-given"
    shown = page(stage.log_in("刘洋"), "/setup/people/S001?lang=en").text
    assert "since 2026-" in shown
    assert "They have it again" not in shown
    assert post(stage, "/setup/people/S001/badge-given", number="9001").status_code == 422
    assert [data["number"] for _, data in stage.audited("badge.taken")] == ["9001"]
