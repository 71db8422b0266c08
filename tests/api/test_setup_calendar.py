"""`/setup/calendar`: a year of a hall, days set by a reason, and years of which nothing official is known."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.database import writing_to
from conduct.schedule.calendar_year import fill_year
from tests.api.cast import Stage, csrf, set_the_stage
from tests.api.test_pages import page

FORM = {"day": "2026-07-15", "kind": "closure", "reason": "停电检修", "hall": "H1"}


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    made = set_the_stage(tmp_path, sqlite_database)
    with writing_to(made.engine) as session:
        fill_year(session, 2026, by="test", now=made.clock.now())
    return made


def logged_in(stage: Stage, name: str) -> TestClient:
    client = stage.log_in(name)
    client.headers["X-CSRF-Token"] = csrf(name)
    return client


def said_of(client: TestClient, day: str, hall: str = "H1") -> str:
    address = f"/setup/calendar?hall={hall}&day={day}&lang=en"
    (link,) = page(client, address).all("a", href=f"/setup/calendar?hall={hall}&day={day}#day")
    return link["aria-label"]


def test_a_year_stands_with_its_holidays_and_make_up_days(stage: Stage) -> None:
    client = logged_in(stage, "周敏")
    assert said_of(client, "2026-10-01") == "Thu 1 Oct 2026: holiday"
    assert said_of(client, "2026-06-06") == "Sat 6 Jun 2026: weekend"
    assert said_of(client, "2026-06-03") == "Wed 3 Jun 2026: workday"
    make_up = [each for each in ("2026-01-04", "2026-02-14", "2026-09-20") if "make-up" in said_of(client, each)]
    assert make_up, "the official year has worked weekends"


def test_a_year_without_official_data_says_so_and_what_it_means(stage: Stage) -> None:
    client = logged_in(stage, "刘洋")
    assert "Nothing official is known" not in page(client, "/setup/calendar?year=2026&lang=en").text
    assert "Nothing official is known of 2027." in page(client, "/setup/calendar?year=2027&lang=en").text
    assert "2027 年尚无官方安排。" in page(client, "/setup/calendar?year=2027&lang=zh").text
    refused = client.post("/setup/calendar/years/2027?lang=en")
    assert refused.status_code == 422
    assert "there is nothing to fill in" in refused.text
    assert client.post("/setup/calendar/years/2025").headers["location"] == "/setup/calendar?year=2025"


def test_a_day_is_set_by_a_reason_and_cleared_again(stage: Stage) -> None:
    client = logged_in(stage, "周敏")
    answer = client.post("/setup/calendar", data=FORM)
    assert answer.status_code == 303
    assert said_of(client, "2026-07-15") == "Wed 15 Jul 2026: hall closed"
    (entry,) = stage.audited("calendar.marked")
    assert (entry[0], entry[1]["reason"], entry[1]["hall"], entry[1]["kind"]) == (
        "zhoumin",
        "停电检修",
        "H1",
        "closure",
    )
    assert client.post("/setup/calendar", data={**FORM, "kind": ""}).status_code == 303
    assert said_of(client, "2026-07-15") == "Wed 15 Jul 2026: workday"


@pytest.mark.parametrize(
    ("name", "form", "status", "said"),
    [
        ("周敏", {"reason": " "}, 422, "Give a reason"),
        ("周敏", {"day": "soon"}, 422, "A day is missing"),
        ("周敏", {"kind": ""}, 422, "no mark of its own"),
        ("周敏", {"hall": ""}, 422, "no such hall among yours"),
        ("周敏", {"hall": "H2"}, 422, ""),
        ("刘洋", {"hall": "", "day": "2026-10-01", "kind": ""}, 422, "An official day is not forgotten"),
        ("赵磊", {}, 403, ""),
        ("王芳", {}, 403, ""),
    ],
)
def test_what_cannot_be_set_says_why(name: str, form: dict, status: int, said: str, stage: Stage) -> None:
    answer = logged_in(stage, name).post("/setup/calendar?lang=en", data={**FORM, **form})
    assert answer.status_code == status
    assert said in answer.text
    assert stage.audited("calendar.marked") == []


def test_auditors_see_the_year_and_no_form(stage: Stage) -> None:
    shown = page(stage.log_in("赵磊"), "/setup/calendar?hall=H1")
    assert shown.all("form", method="post", action="/setup/calendar") == []
    assert stage.log_in("王芳").get("/setup/calendar").status_code == 403
