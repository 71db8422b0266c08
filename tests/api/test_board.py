"""The board of windows, the wall, and what tells both that something has changed."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, col, select

from api.database import writing_to
from api.pages.windows_view import columns_for, pages_of
from api.state import state_of
from api.windows.board import in_natural_order
from api.windows.now import Beginnings, live
from api.windows.pulse import Pulse, pulse_of
from models.tables import (
    CameraEpisodeRow,
    CameraViewRow,
    FrameRow,
    FrameStatus,
    HallRow,
    Role,
    UserHallRow,
    UserRow,
    WindowRow,
)
from models.values.care import CameraCondition
from models.values.occupancy import WindowState
from tests.api.cast import PEOPLE, Stage, at, see, set_the_stage
from tests.api.conftest import hashed_password
from tests.api.test_pages import Page


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    """09:16: W1 of H1 empty since 09:12, W2 staffed since 08:41:40, nothing seen in H2."""
    made = set_the_stage(tmp_path, sqlite_database, now="09:16")
    with writing_to(sqlite_database) as session:
        for window in ("H1/W1", "H1/W2", "H2/W9"):
            session.add(
                CameraViewRow(
                    camera_id=made.cameras[window[:2]], window_id=made.windows[window], version=1,
                    staff_zone=[[0, 0], [1, 0], [1, 1]], valid_from=at("00:00"),
                )
            )  # fmt: skip
    return made


def text_of(stage: Stage, address: str, name: str = "孙悦", status: int = 200) -> str:
    answer = stage.log_in(name).get(f"{address}{'&' if '?' in address else '?'}lang=en")
    assert answer.status_code == status, answer.text
    return " ".join(Page(answer.text).text.split())


def test_a_tile_says_who_is_on_duty_by_what_it_was_seen_and_what_waits(stage: Stage) -> None:
    text = text_of(stage, "/windows?hall=H1")
    assert "Unattended 1" in text
    assert "Staffed 1" in text
    for said in ("09:12:00 4 min", "王芳 until 17:30", "the seat tag was in plain view", "0 s ago"):
        assert said in text
    page = Page(stage.log_in("孙悦").get("/windows").text)
    addresses = [a["href"] for a in page.all("a")]
    assert "/queue?hall=H1&window=W1" in addresses
    assert "/windows/H1/W1" in addresses


def test_a_break_and_nobody_are_said(stage: Stage) -> None:
    stage.clock.move_to(at("12:30"))
    text = text_of(stage, "/windows")
    assert "王芳 on a break from 12:00:00 to 13:00:00" in text
    assert "nobody is rostered now" in text


@pytest.mark.parametrize(
    ("address", "windows"),
    [
        ("/windows", ["H1/W1", "H1/W2", "H2/W1", "H2/W9"]),
        ("/windows?hall=H2", ["H2/W1", "H2/W9"]),
        ("/windows?state=unattended", ["H1/W1"]),
        ("/windows?hall=H1&state=unknown", []),
        ("/windows?hall=H7", []),
    ],
)
def test_it_is_narrowed_by_its_address(stage: Stage, address: str, windows: list[str]) -> None:
    page = Page(stage.log_in("刘洋").get(address).text)
    shown = [a["href"].removeprefix("/windows/") for a in page.all("a") if a["href"].count("/") == 3]
    assert shown == windows


def test_unknown_says_why(stage: Stage) -> None:
    text = text_of(stage, "/windows?hall=H2")
    assert "no camera looks at this window" in text
    assert "no picture has come yet from camera cam-H2" in text
    with writing_to(stage.engine) as session:
        session.add(
            CameraEpisodeRow(
                camera_id=stage.cameras["H2"], condition=CameraCondition.covered, start=at("08:50"),
                unusable_from=at("08:50"), why={"code": "camera.covered", "facts": {}}, noticed_at=at("08:51"),
            )
        )  # fmt: skip
    text = text_of(stage, "/windows?hall=H2")
    assert "something is the matter with camera cam-H2" in text
    assert "Camera cam-H2: Covered since 08:50:00 · 26 min" in text
    stage.clock.move_to(at("23:00"))
    assert "the hall is closed, from 17:30 to 08:30: nothing is looked at" in text_of(stage, "/windows?hall=H2")


def test_pictures_that_decide_nothing_are_told_as_such(stage: Stage) -> None:
    """The card, the foot of the page and the window's day agree; no other window is touched."""
    frame = FrameRow(
        camera_id=stage.cameras["H2"], captured_at=at("09:15:57"), received_at=at("09:15:58"), time_given=True,
        sha256=bytes(32), size_bytes=1, status=FrameStatus.looked,
    )  # fmt: skip
    with writing_to(stage.engine) as session:
        session.add(frame)
    text = text_of(stage, "/windows?hall=H2")
    w1, w9 = text[text.index("W1 ") : text.index("W9 ")], text[text.index("W9 ") :]
    assert "pictures come, but nothing in them told enough" in w9
    assert "Since pictures came, nothing could be decided yet On duty" in w9
    assert "Last picture09:15:57" in w9
    assert "Last look" not in w9
    assert "Since never seen" in w1
    assert "Last looknone yet" in w1
    assert "Unknown means that no usable picture came, or that what is seen does not decide" in text
    assert "no usable picture, or what is seen does not decide" in text_of(stage, "/windows/H2/W9")
    with writing_to(stage.engine) as session:
        see(session, stage, "H2/W9", WindowState.staffed, at("09:00"), at("09:05"), every_s=10)
    w9 = text_of(stage, "/windows?hall=H2").partition("W9 ")[2]
    for said in ("Since 09:04:50 11 min", "Last picture09:15:57", "Last look09:04:50"):
        assert said in w9


def test_more_windows_than_a_page_holds_are_paged_and_it_says_so(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.pages.windows.SHOWN_MAX", 3)
    page = Page(stage.log_in("孙悦").get("/windows?lang=en").text)
    assert "3 windows are shown here; the sums are of these alone." in page.text
    (further,) = [a["href"] for a in page.all("a") if a.get("rel") == "next"]
    assert "/windows/H2/W9" in stage.log_in("孙悦").get(further).text


def test_what_is_remembered_tells_the_same_and_looks_back_no_more(stage: Stage) -> None:
    stage.clock.move_to(at("16:00"))
    asked: list[str] = []
    event.listen(stage.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    with Session(stage.engine) as session:
        found = session.exec(
            select(HallRow, WindowRow).join(WindowRow, col(WindowRow.hall_id) == col(HallRow.id))
        ).all()
        windows = [(hall, window) for hall, window in found]
        beginnings, now = Beginnings(), stage.clock.now()
        plain = live(session, windows, now)
        asked.clear()
        first, traced = live(session, windows, now, beginnings), len(asked)
        asked.clear()
        again = live(session, windows, now + timedelta(seconds=9), beginnings)
    assert plain == first
    assert len(asked) < traced
    assert [(each.state, each.since, each.evidence) for each in again] == [
        (each.state, each.since, each.evidence) for each in plain
    ]


# The wall


def test_a_wall_shows_no_names_unless_they_are_asked_for(stage: Stage) -> None:
    text = text_of(stage, "/windows/wall?hall=H1")
    assert "W1 Unattended 4 min" in text
    assert "As of 09:16:00" in text
    for named in ("王芳", "S001"):
        assert named not in text
    assert "王芳" in text_of(stage, "/windows/wall?hall=H1&names=1", "周敏")


def test_a_wall_is_of_one_hall(stage: Stage) -> None:
    assert "Which hall is the screen for?" in text_of(stage, "/windows/wall")
    assert "城东营业厅" in text_of(stage, "/windows/wall", "周敏")
    text_of(stage, "/windows/wall?hall=H2", "周敏", 404)
    text_of(stage, "/windows/wall?hall=H1", "王芳", 404)


def test_a_log_in_for_a_wall_sees_its_hall_without_names_and_nothing_else(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        user = UserRow(login="wall-h1", name="大屏", role=Role.staff, password_hash=hashed_password())
        session.add(user)
        session.flush()
        session.add(UserHallRow(user_id=user.id, hall_id=stage.halls["H1"]))
        stage.users["大屏"] = user.id
    PEOPLE["大屏"] = ("wall-h1", Role.staff)
    try:
        assert stage.log_in("大屏").get("/").headers["location"] == "/windows/wall"
        assert "W2 Staffed" in text_of(stage, "/windows/wall?hall=H1", "大屏")
        assert "李强" not in text_of(stage, "/windows/wall?hall=H1&names=1", "大屏")
        text_of(stage, "/windows/wall?hall=H2", "大屏", 404)
        for closed in ("/windows", "/windows/H1/W1", "/tasks", "/appeals"):
            text_of(stage, closed, "大屏", 403)
        assert stage.log_in("大屏").get("/api/v1/windows").status_code == 403
        assert stage.log_in("大屏").get("/api/v1/violations").json()["items"] == []
    finally:
        del PEOPLE["大屏"]


@pytest.mark.parametrize(
    ("windows", "pages", "columns"),
    [
        (1, [1], 1),
        (4, [4], 2),
        (7, [7], 3),
        (9, [9], 3),
        (12, [12], 4),
        (24, [24], 6),
        (25, [13, 12], 5),
        (60, [20, 20, 20], 5),
        (0, [], 1),
    ],
)
def test_how_a_wall_is_divided(windows: int, pages: list[int], columns: int) -> None:
    found = pages_of(range(windows))
    assert [len(page) for page in found] == pages
    assert columns_for(max(pages, default=0)) == columns


def test_windows_stand_in_the_order_in_which_people_count() -> None:
    assert sorted(["W10", "W2", "A", "W1b", "W1", ""], key=in_natural_order) == ["", "A", "W1", "W1b", "W2", "W10"]


# What tells that something has changed


def pulse(stage: Stage, hall: str = "H1") -> Pulse:
    with Session(stage.engine) as session:
        return pulse_of(session, frozenset([stage.halls[hall]]), stage.clock.now())


def test_a_look_that_sees_something_else_changes_the_shape_and_one_more_of_the_same_does_not(stage: Stage) -> None:
    before = pulse(stage)
    stage.later(seconds=1)
    assert pulse(stage).shape == before.shape
    with writing_to(stage.engine) as session:
        see(session, stage, "H1/W1", WindowState.staffed, at("09:16:00"), at("09:16:01"))
    assert pulse(stage).shape != before.shape
    assert pulse(stage, "H2").shape != before.shape


def test_what_ails_a_camera_and_a_window_that_is_not_looked_at_change_it_too(stage: Stage) -> None:
    before = pulse(stage, "H2")
    with writing_to(stage.engine) as session:
        session.add(
            CameraEpisodeRow(
                camera_id=stage.cameras["H2"], condition=CameraCondition.dark, start=at("09:15"),
                why={"code": "camera.dark", "facts": {}}, noticed_at=at("09:15"),
            )
        )  # fmt: skip
    assert pulse(stage, "H2").shape != before.shape


def test_watchers_of_the_same_halls_share_one_look(stage: Stage) -> None:
    state, hall = state_of(stage.app), frozenset([stage.halls["H1"]])
    first = state.pulses.of(stage.engine, hall, stage.clock.now())
    assert state.pulses.of(stage.engine, hall, stage.clock.now()) is first


def test_the_stream_tells_the_pulse(stage: Stage) -> None:
    answer = stage.log_in("周敏").get("/windows/changes?hall=H1&for_s=0.01")
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = json.loads(answer.text.removeprefix("data: ").strip())
    assert sorted(told) == ["at", "looks", "shape"]
    assert set(told["looks"]) == {str(stage.windows["H1/W1"]), str(stage.windows["H1/W2"])}


def test_no_query_of_a_pulse_goes_through_a_table(stage: Stage) -> None:
    asked: list[tuple[str, tuple]] = []
    event.listen(stage.engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    pulse(stage)
    plans: list[str] = []
    with stage.engine.connect() as connection:
        for statement, values in asked:
            if statement.startswith("SELECT"):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
                plans += [row[3] for row in plan]
    assert plans
    assert [plan for plan in plans if plan.startswith("SCAN") and "anon" not in plan] == []


def test_every_database_tells_the_same(tmp_path: Path, database: Engine) -> None:
    stage = set_the_stage(tmp_path, database, now="09:16")
    text = text_of(stage, "/windows?hall=H1")
    for said in ("Unattended 1", "09:12:00 4 min", "王芳 until 17:30", "Cases that wait here: 1"):
        assert said in text
    assert set(pulse(stage).looks) == {str(stage.windows["H1/W1"]), str(stage.windows["H1/W2"])}
    assert "Unattended" in text_of(stage, "/windows/H1/W1")
    assert "Nothing is to be looked after" in text_of(stage, "/tasks")
