"""`/setup`, `/setup/halls` and `/setup/hall-files` as a browser without JavaScript uses them."""

from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.setup.hall_file import parse_hall_file
from models.tables import HallRow, WindowRow
from tests.api.cast import Stage, csrf, set_the_stage
from tests.api.test_pages import page

H1 = "/setup/halls/H1"


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def post(stage: Stage, path: str, /, **form: object) -> Response:
    return stage.log_in("孙悦").post(path, data={"csrf": csrf("孙悦"), **form})


def test_the_landing_teaches_the_next_step_and_leads_to_it(stage: Stage) -> None:
    shown = page(stage.log_in("孙悦"), "/setup?lang=en")
    assert "城西营业厅 has no badge reader" in shown.text
    assert "People on the roster without a log-in: 1" in shown.text
    assert shown.all("a", href="/setup/users/sheet")
    assert shown.all("a", href=H1)


def test_the_landing_of_an_empty_house_begins_with_a_hall(stage: Stage) -> None:
    with Session(stage.engine) as session:
        for hall in session.exec(select(HallRow)).all():
            hall.retired_at = stage.clock.now()
        session.commit()
    shown = page(stage.log_in("孙悦"), "/setup?lang=en")
    assert "There is no hall yet" in shown.text
    assert shown.all("a", href="/setup/new-hall")


def test_a_hall_is_added_and_gets_a_window(stage: Stage) -> None:
    form = {"code": "H7", "name": "七号厅", "timezone": "Asia/Urumqi", "opens": "09:00", "closes": "18:00"}
    answer = post(stage, "/setup/halls", **form)
    assert answer.headers["location"] == "/setup/halls/H7?done=added"
    new = page(stage.log_in("孙悦"), "/setup/halls/H7/new-window")
    assert new.all("input", name="tag")[0]["value"] == "1"
    answer = post(stage, "/setup/halls/H7/windows", window="W1", tag="1", seat_tag="1", another="1")
    assert answer.headers["location"] == "/setup/halls/H7/new-window"
    with Session(stage.engine) as session:
        hall = session.exec(select(HallRow).where(HallRow.code == "H7")).one()
        window = session.exec(select(WindowRow).where(WindowRow.hall_id == hall.id)).one()
    assert (hall.timezone, hall.opens, window.code, window.seat_tag) == ("Asia/Urumqi", "09:00", "W1", True)


def test_what_could_not_be_taken_stays_typed(stage: Stage) -> None:
    answer = post(
        stage, "/setup/halls", code="H1", name="又一个", timezone="Asia/Urumqi", opens="09:00", closes="18:00"
    )
    assert answer.status_code == 422
    for kept in ("已有编码为H1的营业厅", 'value="又一个"', '<option value="Asia/Urumqi" selected>', 'value="09:00"'):
        assert kept in answer.text
    answer = post(stage, f"{H1}/windows", window="W9", tag="1")
    assert answer.status_code == 422
    assert "标签编号1已属于窗口W2" in answer.text
    assert 'value="W9"' in answer.text


def test_what_stays_is_said_before_and_undone_after(stage: Stage) -> None:
    shown = page(stage.log_in("孙悦"), f"{H1}?lang=en")
    assert "its people (3)" in shown.text
    assert post(stage, f"{H1}/retire").headers["location"] == f"{H1}?done=hall-retired"
    shown = page(stage.log_in("孙悦"), f"{H1}?done=hall-retired&lang=en")
    assert "Bring it back" in shown.text
    assert "城东营业厅" in page(stage.log_in("孙悦"), "/setup/halls").text
    assert post(stage, f"{H1}/bring-back").headers["location"] == f"{H1}?done=hall-back"
    window = f"{H1}/windows/{stage.windows['H1/W1']}"
    assert "shifts to come (0)" in page(stage.log_in("孙悦"), f"{window}?lang=en").text
    assert post(stage, f"{window}/retire").status_code == post(stage, f"{window}/bring-back").status_code == 303


@pytest.mark.parametrize(
    "place", ["/windows", "/windows/wall", "/inspect", "/inspect/rounds", "/roster/import", "/setup/cameras"]
)
def test_where_it_is_about_now_a_retired_hall_is_not_offered(stage: Stage, place: str) -> None:
    assert 'value="H1"' in stage.log_in("孙悦").get(place).text or "hall=H1" in stage.log_in("孙悦").get(place).text
    post(stage, "/setup/halls/H1/retire")
    text = stage.log_in("孙悦").get(place).text
    assert ('value="H1"' in text, "hall=H1" in text) == (False, False)


def test_where_it_is_about_what_was_a_retired_hall_comes_last(stage: Stage) -> None:
    post(stage, "/setup/halls/H1/retire")
    for place in ("/queue", "/roster", "/attendance", "/appeals"):
        text = stage.log_in("孙悦").get(place, follow_redirects=True).text
        assert text.index('value="H2"') < text.index('value="H1"'), place


def test_a_window_of_another_hall_is_not_found_here(stage: Stage) -> None:
    page(stage.log_in("孙悦"), f"{H1}/windows/{stage.windows['H2/W9']}", 404)
    page(stage.log_in("孙悦"), "/setup/halls/H9", 404)


def test_a_file_is_taken_out_looked_at_and_applied(stage: Stage) -> None:
    answer = stage.log_in("孙悦").get("/setup/hall-files/halls.toml?shifts=1")
    assert answer.headers["content-disposition"] == 'attachment; filename="halls.toml"'
    assert [hall.code for hall in parse_hall_file(answer.text).halls] == ["H1", "H2"]
    text = answer.text.replace("城东营业厅", "城东新厅")
    client = stage.log_in("孙悦")
    uploaded = client.post(
        "/setup/hall-files/preview",
        data={"csrf": csrf("孙悦")},
        files={"file": ("halls.toml", text.encode("utf-8-sig"))},
    )
    assert uploaded.status_code == 200, uploaded.text
    assert "城东营业厅 → 城东新厅" in uploaded.text
    assert "城东营业厅" in page(client, H1).text, "nothing was done yet"
    done = post(stage, "/setup/hall-files/apply", text=text.replace("\n", "\r\n"))
    assert "修改1项" in done.text
    assert "城东新厅" in page(client, H1).text


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "请选择文件"), ("[[halls", "not TOML"), ('[[halls]]\ncode = "H 1"\nname = "x"\n', "halls.0.code")],
)
def test_a_file_that_cannot_be_read_is_shown_again_with_why(stage: Stage, text: str, said: str) -> None:
    for step in ("preview", *(("apply",) if text else ())):
        answer = post(stage, f"/setup/hall-files/{step}", text=text)
        assert answer.status_code == 422
        assert said in answer.text


def test_a_file_that_is_no_text_is_said_to_be_none(stage: Stage) -> None:
    client = stage.log_in("孙悦")
    form = {"csrf": csrf("孙悦")}
    answer = client.post("/setup/hall-files/preview", data=form, files={"file": ("a.toml", b"\xff\xfe\x00")})
    assert (answer.status_code, "UTF-8" in answer.text) == (422, True)


def test_an_auditor_reads_and_finds_no_button(stage: Stage) -> None:
    client = stage.log_in("赵磊")
    for path in ("/setup/halls", H1, "/setup/hall-files", "/setup/users"):
        shown = page(client, path)
        assert [
            form["action"]
            for form in shown.all("form", method="post")
            if "/setup" in (form["action"] or "") and shown.all("button", class_="button button-primary")
        ] == [], path
