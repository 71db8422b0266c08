"""`/setup/readers` as a browser without JavaScript uses it, to the first punch by the key that it showed."""

import re
from pathlib import Path

import pytest
from httpx2 import Response
from pydantic import HttpUrl
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.app import create_app
from api.auth.sessions import COOKIE
from api.database import writing_to
from api.hosting import hosted
from api.settings import Settings
from conduct.records.terminals import introduce
from models.tables import ReaderRow
from tests.api.cast import Stage, csrf, set_the_stage
from tests.api.pages.conftest import TELEPHONE, Opens
from tests.api.test_pages import page

SERIAL = "CDKL00000009"
READERS = "/setup/readers"


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def post(stage: Stage, path: str, /, **form: object) -> Response:
    return stage.log_in("孙悦").post(f"{READERS}{path}", data={"csrf": csrf("孙悦"), **form})


def shown_key(answer: Response) -> str:
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    return re.findall(r'id="key">([^<]+)<', answer.text)[0]


def alive(stage: Stage, key: str) -> int:
    return stage.anybody().post("/api/v1/punches", json=[], headers={"Authorization": f"Bearer {key}"}).status_code


def key_prefixes(stage: Stage) -> list[str]:
    """Of the reader R7, the latest first."""
    return re.findall(r'action="/setup/readers/R7/keys/([^"]+)/revocation"', stage.log_in("孙悦").get(READERS).text)


def text(stage: Stage) -> str:
    return page(stage.log_in("孙悦"), f"{READERS}?lang=en").text


def test_a_reader_is_added_heard_from_retired_and_brought_back(stage: Stage) -> None:
    key = shown_key(post(stage, "", code="R7", hall="H2"))
    assert "never heard from" in text(stage)
    assert key not in text(stage)
    assert alive(stage, key) == 200
    assert "never heard from" not in text(stage)
    another = shown_key(post(stage, "/R7/key"))
    assert (alive(stage, key), alive(stage, another)) == (200, 200)
    prefix = key_prefixes(stage)[-1]
    assert post(stage, f"/R7/keys/{prefix}/revocation").headers["location"] == f"{READERS}?done=key-revoked"
    assert (alive(stage, key), alive(stage, another)) == (401, 200)
    assert prefix not in text(stage)
    assert post(stage, f"/R7/keys/{prefix}/revocation").status_code == 404
    assert post(stage, f"/door/keys/{key_prefixes(stage)[0]}/revocation").status_code == 404
    key = another
    assert post(stage, "/R7/retire").headers["location"] == f"{READERS}?done=reader-retired"
    assert alive(stage, key) != 200
    assert post(stage, "/R7/bring-back").status_code == 303
    assert alive(stage, key) == 200
    steps = ("reader.made", "key.made", "reader.retired", "reader.brought-back")
    assert [len(stage.audited(step)) for step in steps] == [1, 2, 1, 1]


def test_how_long_a_reader_is_silent_is_said_after_a_day(stage: Stage) -> None:
    assert "silent for" not in text(stage)
    stage.later(hours=25)
    assert "silent for 25 h" in text(stage)


@pytest.mark.parametrize(
    ("code", "said"), [("door", "已有考勤机door"), ("a b", "编码由最多64个"), ("", "编码由最多64个")]
)
def test_what_is_no_reader_is_said(stage: Stage, code: str, said: str) -> None:
    answer = post(stage, "", code=code, hall="H2")
    assert (answer.status_code, said in answer.text) == (422, True)


def test_a_terminal_that_waits_is_approved_for_a_hall(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        introduce(session, SERIAL, "10.1.2.3", now=stage.clock.now())
    assert SERIAL in text(stage)
    assert post(stage, f"/{SERIAL}/approve", hall="H2", network="here").status_code == 422
    assert post(stage, f"/{SERIAL}/approve", hall="H9").status_code == 404
    assert post(stage, f"/{SERIAL}/approve", hall="H2", network="10.1.2.0/24").status_code == 303
    with Session(stage.engine) as session:
        row = session.exec(select(ReaderRow).where(ReaderRow.code == SERIAL)).one()
    assert (row.hall_id, row.network, row.approved_at) == (stage.halls["H2"], "10.1.2.0/24", stage.clock.now())


def test_a_reader_does_not_come_back_before_its_hall(stage: Stage) -> None:
    client = stage.log_in("孙悦")
    client.post("/setup/halls/H1/retire", data={"csrf": csrf("孙悦")})
    answer = post(stage, "/door/bring-back")
    assert (answer.status_code, "所属营业厅已停用" in answer.text) == (422, True)
    assert post(stage, "/nowhere/retire").status_code == 404


@pytest.mark.parametrize(
    ("host", "warned"), [("localhost:8123", "localhost"), ("127.0.0.1:8123", "127.0.0.1"), ("10.1.2.3:8123", "")]
)
def test_an_address_that_no_reader_reaches_is_warned_of(stage: Stage, host: str, warned: str) -> None:
    client, headers = stage.log_in("孙悦"), {"host": host, "origin": f"http://{host}"}
    shown = client.get(f"{READERS}?lang=en", headers=headers).text
    made = client.post(READERS, data={"csrf": csrf("孙悦"), "code": "R7", "hall": "H1"}, headers=headers).text
    for told in (shown, made):
        assert f"http://{host}" in told
        assert (f"No badge reader reaches {warned}:" in told) == bool(warned)


def test_the_address_that_the_settings_know_is_told(tmp_path: Path, sqlite_database: Engine) -> None:
    stage = set_the_stage(tmp_path, sqlite_database)
    known = Settings(data_dir=stage.settings.data_dir, base_url=HttpUrl("https://conduct.example"))
    stage.app = create_app(known, stage.clock, stage.engine)
    told = stage.log_in("孙悦").get(f"{READERS}?lang=en", headers={"host": "localhost:8123"}).text
    assert "https://conduct.example/api/v1/punches" in told
    assert "No badge reader reaches" not in told


def test_on_a_telephone_the_state_and_the_steps_are_seen(stage: Stage, open_as: Opens) -> None:
    with hosted(stage.app) as base:
        shown = open_as(base, stage.log_in("孙悦").cookies[COOKIE], viewport=TELEPHONE).new_page()
        shown.goto(f"{READERS}?lang=en")
        row = shown.get_by_role("row").filter(has_text="door")
        for seen in (row.get_by_text("in use"), row.get_by_role("button", name="Retire")):
            box = seen.bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= TELEPHONE["width"]
