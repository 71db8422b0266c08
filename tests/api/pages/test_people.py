"""`/setup/people` and its import as a browser without JavaScript uses them."""

from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from models.tables import StaffRow
from tests.api.cast import Stage, csrf, set_the_stage
from tests.api.test_pages import page

GOOD = "工号,姓名,营业厅,卡号\nS001,王芳芳,,\nS300,新人,H2,9300\n".encode()


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def post(stage: Stage, path: str, /, **form: object) -> Response:
    return stage.log_in("刘洋").post(path, data={"csrf": csrf("刘洋"), **form})


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


def test_a_table_is_sent_looked_at_and_then_stored(stage: Stage) -> None:
    client, before = stage.log_in("刘洋"), count(stage)
    form = page(client, "/setup/people/import?hall=H2")
    assert [a["value"] for a in form.all("input", name="kind")] == ["staff"]
    sent = client.post("/roster/import", data={"csrf": csrf("刘洋"), "kind": "staff"}, files={"file": ("a.csv", GOOD)})
    where = sent.headers["location"]
    client.get(f"{where}/stream")  # which ends with it
    shown = client.get(f"{where}?lang=en").text
    assert "1 added, 1 changed" in shown
    assert "王芳 → 王芳芳" in shown
    assert 'href="/setup/people/import"' in shown
    assert count(stage) == before
    client.post(where, data={"csrf": csrf("刘洋")})
    client.get(f"{where}/stream")
    assert 'href="/setup/people"' in client.get(where).text
    assert count(stage) == before + 1
    assert stage.audited("staff.imported")[0][1]["source"] == "a.csv"


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
