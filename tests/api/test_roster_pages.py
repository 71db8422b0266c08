"""The pages of the roster: what a week shows, what its forms do, and what they say when they cannot."""

import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.database import writing_to
from conduct.review.violations import Reviewer
from conduct.schedule.rotations import NewMember, put_member, put_rotation, put_template
from models.tables import (
    AppraisalMonthRow,
    HallRow,
    LeaveRow,
    MonthState,
    ShiftRow,
    StaffRow,
    StaleDayRow,
    SwapRow,
    WindowRow,
)
from tests.api.cast import SHANGHAI, Stage, at, csrf, set_the_stage

THURSDAY = date(2026, 6, 4)
BOARD = "/roster?hall=H1&week=2026-W23&lang=en"
FORM = {"staff": "S001", "window": "W1", "day": "2026-06-04", "start": "08:30", "end": "17:30", "breaks": "12:00-13:00"}


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database, now="10:00")


def send(client: TestClient, path: str, who: str = "周敏", **form: str) -> Any:
    return client.post(path, data={"csrf": csrf(who), **form}, headers={"Sec-Fetch-Site": "same-origin"})


def shifts(stage: Stage) -> list[str]:
    with Session(stage.engine) as session:
        rows = session.exec(
            select(StaffRow.no, ShiftRow.start, ShiftRow.end)
            .join(StaffRow, col(StaffRow.id) == col(ShiftRow.staff_id))
            .order_by(col(ShiftRow.start), StaffRow.no)
        ).all()
        return [f"{no} {a.astimezone(SHANGHAI):%d %H:%M}-{b.astimezone(SHANGHAI):%H:%M}" for no, a, b in rows]


def add_shift(stage: Stage, name: str, day: date = THURSDAY, start: str = "08:30", end: str = "17:30") -> ShiftRow:
    with writing_to(stage.engine) as session:
        row = ShiftRow(
            hall_id=stage.halls["H1"], staff_id=stage.staff[name], window_id=stage.windows["H1/W1"],
            start=at(start, day), end=at(end, day), breaks=[],
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.expunge(row)
    return row


def test_a_week_tells_its_gaps_in_words(stage: Stage) -> None:
    page = stage.log_in("周敏").get(BOARD).text
    assert "nobody is rostered at W1 from 08:30 to 17:30" in page
    assert page.count('class="issue issue-gap"') == 2 * 8  # four days, two windows: in the list and in their cells
    assert "王芳" in page
    assert "08:30–17:30" in page
    assert "No gap and no conflict" not in page


def test_people_by_their_numbers(stage: Stage) -> None:
    page = stage.log_in("周敏").get(BOARD + "&names=number").text
    assert "<strong>S001</strong>" in page
    assert "<strong>王芳</strong>" not in page


def test_without_a_hall_the_first_one_is_shown(stage: Stage) -> None:
    answer = stage.log_in("周敏").get("/roster")
    assert (answer.status_code, answer.headers["location"]) == (303, "/roster?hall=H1")


@pytest.mark.parametrize("week", ["2026-W99", "x", "2026-W00"])
def test_a_week_that_is_none(stage: Stage, week: str) -> None:
    assert stage.log_in("周敏").get(f"/roster?hall=H1&week={week}").status_code == 422


def test_an_auditor_reads_and_finds_no_form(stage: Stage) -> None:
    page = stage.log_in("赵磊").get(BOARD).text
    assert "nobody is rostered at W1" in page
    assert 'class="cell-add"' not in page
    assert "/roster/copy" not in page


def test_a_gap_leads_to_the_form_that_fills_it(stage: Stage) -> None:
    client = stage.log_in("周敏")
    found = re.search(r'href="([^"]*window=W1&amp;start=08%3A30&amp;end=17%3A30[^"]*)"', client.get(BOARD).text)
    assert found is not None
    form = client.get(found[1].replace("&amp;", "&")).text
    assert 'value="08:30"' in form
    answer = send(client, "/roster/shifts?hall=H1&week=2026-W23", **FORM)
    where = urlsplit(answer.headers["location"])
    assert (answer.status_code, parse_qs(where.query)["did"], where.fragment) == (303, ["put"], "done")
    assert "S001 04 08:30-17:30" in shifts(stage)
    assert stage.audited("shift.put")[0][0] == "zhoumin"


REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "nobody of that number": ({"staff": "S999"}, "There is nobody with this number"),
    "no such window": ({"window": "W9"}, "There is no such window"),
    "a break outside": ({"breaks": "18:00-19:00"}, "The break lies outside"),
    "a break that is none": ({"breaks": "noon"}, "A break is written like"),
    "no time": ({"start": "8"}, "A time is written like"),
    "no day": ({"day": "tomorrow"}, "A day is written like"),
    "the past without a reason": ({"day": "2026-06-02"}, "Say why"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(stage: Stage, name: str) -> None:
    told, words = REFUSED[name]
    before = shifts(stage)
    answer = send(stage.log_in("周敏"), BOARD.replace("/roster", "/roster/shifts"), **{**FORM, **told})
    assert answer.status_code == 422
    assert words in answer.text
    assert all(f'value="{value}"' in answer.text for value in {**FORM, **told}.values() if value[:1] != "W")
    assert shifts(stage) == before


def test_the_past_is_changed_for_a_reason_that_is_kept(stage: Stage) -> None:
    client = stage.log_in("周敏")
    answer = send(client, "/roster/shifts?hall=H1", **{**FORM, "day": "2026-06-02", "reason": "forgotten"})
    assert answer.status_code == 303
    assert stage.audited("shift.put")[0][1]["reason"] == "forgotten"
    with Session(stage.engine) as session:
        assert date(2026, 6, 2) in session.exec(select(StaleDayRow.day)).all()


def test_a_shift_is_changed_and_taken_out_in_place(stage: Stage) -> None:
    client, row = stage.log_in("周敏"), add_shift(stage, "王芳")
    page = client.get(f"{BOARD}&shift={row.id}").text
    assert "Shift of 王芳" in page
    assert (
        send(
            client, f"/roster/shifts/{row.id}?hall=H1", **{**FORM, "staff": "S002", "end": "12:00", "breaks": ""}
        ).status_code
        == 303
    )
    assert "S002 04 08:30-12:00" in shifts(stage)
    assert send(client, f"/roster/shifts/{row.id}/removal?hall=H1").status_code == 303
    assert "S002 04 08:30-12:00" not in shifts(stage)


def test_taking_out_what_has_begun_asks_why(stage: Stage) -> None:
    client = stage.log_in("周敏")
    with Session(stage.engine) as session:
        row = session.exec(select(ShiftRow.id).where(ShiftRow.staff_id == stage.staff["王芳"])).one()
    answer = send(client, f"/roster/shifts/{row}/removal?hall=H1&week=2026-W23&lang=en")
    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert send(client, f"/roster/shifts/{row}/removal?hall=H1", reason="ill").status_code == 303
    assert stage.audited("shift.removed")[0][1]["reason"] == "ill"


def test_a_locked_month_says_what_will_happen(stage: Stage) -> None:
    assert "comes as an adjustment" not in stage.log_in("周敏").get(BOARD).text
    with writing_to(stage.engine) as session:
        session.add(
            AppraisalMonthRow(month="2026-06", version=1, state=MonthState.locked, locked_at=at("09:00"), **_month())
        )
    assert "comes as an adjustment" in stage.log_in("周敏").get(BOARD).text


def _month() -> dict[str, Any]:
    return {"drafted_at": at("08:00"), "drafted_by": "liuyang"}


def test_somebody_asks_for_leave_and_a_supervisor_grants_it(stage: Stage) -> None:
    add_shift(stage, "王芳")
    own = stage.log_in("王芳")
    page = own.get("/roster?week=2026-W23&lang=en").text
    assert "My week" in page
    assert "李强" not in page
    asked = send(
        own,
        "/roster/leave?staff=me&week=2026-W23",
        "王芳",
        start="2026-06-04T08:30",
        end="2026-06-04T17:30",
        kind="sick",
    )
    assert asked.status_code == 303
    with Session(stage.engine) as session:
        row = session.exec(select(LeaveRow)).one()
    boss = stage.log_in("周敏")
    assert f'action="/roster/leave/{row.id}/decision' in boss.get(BOARD).text
    refused = send(boss, f"/roster/leave/{row.id}/decision?hall=H1&week=2026-W23&lang=en", verdict="refuse")
    assert (refused.status_code, "Say why" in refused.text) == (422, True)
    assert send(boss, f"/roster/leave/{row.id}/decision?hall=H1", verdict="approve").status_code == 303
    assert "王芳 is on approved leave from 08:30 to 17:30" in boss.get(BOARD).text
    again = send(boss, f"/roster/leave/{row.id}/decision?hall=H1&week=2026-W23&lang=en", verdict="approve")
    assert (again.status_code, "Somebody else was faster" in again.text) == (409, True)


def test_a_swap_asked_for_by_a_supervisor_is_granted_by_another(stage: Stage) -> None:
    row = add_shift(stage, "王芳")
    boss = stage.log_in("周敏")
    form = {"staff": "S001", "to_staff": "S002", "start": "2026-06-04T08:30", "end": "2026-06-04T17:30"}
    asked = send(boss, f"/roster/swaps?hall=H1&week=2026-W23&shift={row.id}", **form)
    assert asked.status_code == 303
    with Session(stage.engine) as session:
        swap = session.exec(select(SwapRow.id)).one()
    own = send(boss, f"/roster/swaps/{swap}/decision?hall=H1&week=2026-W23&lang=en", verdict="approve")
    assert (own.status_code, "Nobody decides on what they asked for" in own.text) == (403, True)
    assert (
        send(stage.log_in("刘洋"), f"/roster/swaps/{swap}/decision?hall=H1", "刘洋", verdict="approve").status_code
        == 303
    )
    assert "Stands in 王芳" in boss.get(BOARD).text


def test_one_cannot_look_at_the_week_of_somebody_of_another_hall(stage: Stage) -> None:
    assert stage.log_in("周敏").get("/roster?staff=S201").status_code == 404
    assert stage.log_in("王芳").get("/roster?staff=S002").status_code == 404
    assert stage.log_in("周敏").get("/roster?staff=S001").status_code == 200
    assert stage.log_in("赵磊").get("/roster?staff=S201").status_code == 200


def test_who_is_not_on_the_roster_is_told_so(stage: Stage) -> None:
    assert "You are not on the roster" in stage.log_in("刘洋").get("/roster?staff=me&lang=en").text


def test_a_week_is_copied_after_a_look(stage: Stage) -> None:
    client = stage.log_in("周敏")
    before = shifts(stage)
    page = client.get("/roster/copy?hall=H1&week=2026-W24&lang=en").text
    assert "2 shifts come along" in page
    assert shifts(stage) == before
    assert send(client, "/roster/copy?hall=H1&week=2026-W24", source="2026-W23").status_code == 303
    assert shifts(stage) == [*before, "S001 10 08:30-17:30", "S002 10 08:30-17:30"]
    again = client.get("/roster/copy?hall=H1&week=2026-W24&lang=en").text
    assert "2 shifts stay behind" in again
    assert "王芳 has a shift at that time already" in again
    assert "Choose another week" in client.get("/roster/copy?hall=H1&week=2026-W24&source=2026-W24&lang=en").text


def test_a_rotation_is_filled_after_a_look(stage: Stage) -> None:
    by, now = Reviewer(stage.users["周敏"], "zhoumin"), stage.clock.now()
    with writing_to(stage.engine) as session:
        hall, wang = session.get_one(HallRow, stage.halls["H1"]), session.get_one(StaffRow, stage.staff["王芳"])
        put_template(session, hall, "D", name="", segments=[["08:30", "17:30"]], breaks=[], by=by, now=now)
        row = put_rotation(
            session, hall, "R", name="", cycle=["D"], anchor=date(2026, 6, 1), follows_calendar=False, by=by, now=now
        )
        window = session.get_one(WindowRow, stage.windows["H1/W1"])
        put_member(session, row, NewMember(wang, window, date(2026, 6, 1)), by=by, now=now)
        rotation = str(row.id)
    client, before = stage.log_in("周敏"), shifts(stage)
    form = {"rotation": rotation, "first": "2026-06-08", "last": "2026-06-09"}
    seen = send(client, "/roster/rotations?hall=H1&lang=en", step="preview", **form)
    assert (seen.status_code, "2 added, 0 changed, 0 removed" in seen.text) == (200, True)
    assert seen.text.count('class="change-made"') == 2
    assert (shifts(stage), stage.audited("rotation.filled")) == (before, [])
    assert send(client, "/roster/rotations?hall=H1", step="apply", **form).status_code == 303
    assert shifts(stage) == [*before, "S001 08 08:30-17:30", "S001 09 08:30-17:30"]
    bad = send(client, "/roster/rotations?hall=H1&lang=en", **{**form, "last": "2026-06-01"})
    assert (bad.status_code, "The last day is not before the first" in bad.text) == (422, True)
