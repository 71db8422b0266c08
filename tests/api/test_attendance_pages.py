"""The month grid and the day behind its cells: who sees them, what they say, and corrections asked for and answered."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.database import writing_to
from conduct.judging.hall_day import judge_stale_days
from conduct.judging.stale import mark_stale
from models.tables import CorrectionRow, PunchRow, StaffRow
from tests.api.cast import DAY, Stage, csrf, set_the_stage

GRID = "/attendance?hall=H1&month=2026-06&lang=en"
LATE_DAY = "/attendance/S002/2026-06-03"
SHIFT = "2026-06-03T00:30:00+00:00"


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def send(client: TestClient, path: str, who: str, **form: str) -> Any:
    return client.post(path, data={"csrf": csrf(who), **form}, headers={"Sec-Fetch-Site": "same-origin"})


def cells(page: str, no: str) -> list[str]:
    """The marks of a person's days, as shape and word."""
    found = re.findall(rf'<a href="/attendance/{no}/(\S+)"[^>]*>(.*?)</a>', page)
    return [" ".join(re.findall(r'att-(\S+)" title="[^"]*">([^<]*)<', inner)[0]) for _, inner in found]


def test_the_grid_marks_every_day_of_everybody(stage: Stage) -> None:
    page = stage.log_in("周敏").get(GRID).text
    own = cells(page, "S002")
    assert (len(own), own[2], own[0], own[5]) == (30, "late Lt 12", "none –", "rest Rest")
    assert cells(page, "S001")[2] == "present ✓"
    assert "S201" not in page
    assert "door: heard until 06-03 21:59" in re.sub(r"\s+", " ", page)
    assert 'href="/api/v1/attendance/sheet?hall=H1&amp;month=2026-06&amp;format=xlsx"' in page


def test_the_grid_goes_to_this_month_by_itself(stage: Stage) -> None:
    answer = stage.log_in("周敏").get("/attendance")
    assert (answer.status_code, answer.headers["location"]) == (303, "/attendance?hall=H1&month=2026-06")
    assert stage.log_in("周敏").get("/attendance?hall=H2&month=2026-06").status_code == 404
    assert stage.log_in("周敏").get("/attendance?hall=H1&month=2026-13").status_code == 422


def test_a_full_page_leads_to_the_next(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        session.add_all(StaffRow(hall_id=stage.halls["H1"], no=f"T{n:03d}", name=f"人{n}") for n in range(60))
    client = stage.log_in("周敏")
    first = client.get(GRID).text
    more = re.search(r'href="(/attendance\?[^"]*after=[^"]*)"', first)
    assert more is not None
    second = client.get(more[1].replace("&amp;", "&")).text
    assert first.count('<th scope="row" class="who">') == 50
    assert second.count('<th scope="row" class="who">') == 13
    assert client.get("/attendance?hall=H1&month=2026-06&after=x").status_code == 422


def test_a_day_says_what_follows_and_why(stage: Stage) -> None:
    page = stage.log_in("周敏").get(LATE_DAY + "?lang=en").text
    assert "came late" in page
    assert "12 min late" in page
    assert "in at 08:41:20, 12 begun minutes after the start at 08:30:00" in page
    assert "Reader door" in page
    assert f'href="/queue/{stage.violations["李强 late"]}"' in page
    assert stage.log_in("李强").get(LATE_DAY).status_code == 200


def test_a_correction_is_asked_for_and_granted_in_place(stage: Stage) -> None:
    own, boss = stage.log_in("李强"), stage.log_in("周敏")
    asked = send(own, f"{LATE_DAY}/corrections", "李强", shift_start=SHIFT, kind="late", reason="the bus broke down")
    assert (asked.status_code, asked.headers["location"]) == (303, f"{LATE_DAY}?did=asked#done")
    again = send(own, f"{LATE_DAY}/corrections?lang=en", "李强", shift_start=SHIFT, kind="late", reason="the bus again")
    assert (again.status_code, "This was asked for before" in again.text) == (409, True)
    assert 'value="the bus again"' in again.text
    with Session(stage.engine) as session:
        correction = session.exec(select(CorrectionRow.id)).one()
    decision = f"/attendance/corrections/{correction}/decision"
    assert f'action="{decision}"' in boss.get(LATE_DAY).text
    assert f'action="{decision}"' not in own.get(LATE_DAY).text
    assert "the bus broke down" in own.get(LATE_DAY).text
    bare = send(boss, f"{decision}?lang=en", "周敏", verdict="approve")
    assert (bare.status_code, "Say why" in bare.text) == (422, True)
    assert (
        send(boss, decision, "周敏", verdict="approve", reason="true").headers["location"]
        == f"{LATE_DAY}?did=approved#done"
    )
    assert stage.status("李强 late") == "excused"


def test_a_missing_punch_put_right_is_judged_anew(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        session.delete(session.exec(select(PunchRow).where(PunchRow.badge == "9001")).first())
        mark_stale(session, stage.halls["H1"], [DAY], now=stage.clock.now())
    judge_stale_days(stage.engine, now=stage.clock.now())
    boss, own = stage.log_in("周敏"), stage.log_in("王芳")
    assert cells(boss.get(GRID).text, "S001")[2] == "missing Np"
    day = "/attendance/S001/2026-06-03"
    told = {"shift_start": SHIFT, "kind": "missing-in", "reason": "forgot"}
    bad = send(own, f"{day}/corrections?lang=en", "王芳", **told)
    assert "Say at what time" in bad.text
    assert send(own, f"{day}/corrections", "王芳", **told, at="2026-06-03T08:29").status_code == 303
    with Session(stage.engine) as session:
        correction = session.exec(select(CorrectionRow.id)).one()
    send(boss, f"/attendance/corrections/{correction}/decision", "周敏", verdict="approve", reason="seen")
    judge_stale_days(stage.engine, now=stage.clock.now())
    assert cells(boss.get(GRID).text, "S001")[2] == "present ✓"


@pytest.mark.parametrize("day", ["2026-06-31", "today"])
def test_a_day_that_is_none(stage: Stage, day: str) -> None:
    assert stage.log_in("周敏").get(f"/attendance/S001/{day}").status_code == 422


def test_a_day_without_anything_says_so(stage: Stage) -> None:
    page = stage.log_in("周敏").get("/attendance/S001/2026-06-14?lang=en").text
    assert "Not rostered on this day." in page
    assert "No punch is known around this day." in page
