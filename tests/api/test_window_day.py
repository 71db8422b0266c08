"""One window's day: what was seen, who was rostered, and its cases, on any day."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.database import writing_to
from api.windows.day import frame_of
from models.tables import CameraEpisodeRow, CameraViewRow, HallRow, WindowRow
from models.values.care import CameraCondition
from models.values.interval import Interval
from tests.api.cast import DAY, Stage, at, set_the_stage
from tests.api.test_pages import Page


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def shown(stage: Stage, address: str, name: str = "周敏", status: int = 200) -> Page:
    answer = stage.log_in(name).get(f"{address}{'&' if '?' in address else '?'}lang=en")
    assert answer.status_code == status, answer.text
    page = Page(answer.text)
    page.text = " ".join(page.text.split())
    return page


def test_a_day_tells_states_shifts_breaks_punches_and_cases(stage: Stage) -> None:
    page = shown(stage, "/windows/H1/W1")
    for said in (
        "Unattended 09:12:00–09:18:20", "Away sign 11:00:00–11:19:40", "Unknown 11:19:40–11:30:00", "the away sign was read",
        "王芳 S001", "08:30–17:30", "12:00–13:00", "08:26:10, 17:33:00", "on the roster",
    ):  # fmt: skip
        assert said in page.text, said
    cases = [a["href"] for a in page.all("a") if (a["href"] or "").startswith("/queue/")]
    assert cases[0] == f"/queue/{stage.violations['王芳 window-unattended']}?status=all"
    assert len(page.all("rect", class_="strip-case")) == len(cases)
    assert len(page.all("line", class_="punch")) == 2


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("/windows/H1/W1?day=2026-06-02", "Nobody is rostered here on this day."),
        ("/windows/H1/W1?day=2026-06-04", "This day has not begun."),
        ("/windows/H1/W1?whole=true", "Unknown 00:00:00–08:30:00"),
        ("/windows/H1/W1", "Unknown 08:00:00–08:30:00"),
    ],
)
def test_any_day_by_its_address(stage: Stage, address: str, text: str) -> None:
    assert text in shown(stage, address).text


def test_days_lead_to_one_another(stage: Stage) -> None:
    page = shown(stage, "/windows/H1/W1?day=2026-06-02&whole=true")
    assert [a["href"] for a in page.all("a") if a.get("rel") in {"prev", "next"}] == [
        "/windows/H1/W1?day=2026-06-01&whole=true", "/windows/H1/W1?whole=true",
    ]  # fmt: skip
    assert [a for a in shown(stage, "/windows/H1/W1").all("a") if a.get("rel") == "next"] == []


@pytest.mark.parametrize(
    ("address", "name", "status"),
    [
        ("/windows/H1/W7", "周敏", 404),
        ("/windows/H9/W1", "孙悦", 404),
        ("/windows/H2/W9", "周敏", 404),
        ("/windows/H1/W1", "王芳", 403),
        ("/windows/H1/W1?day=1900-01-01", "周敏", 422),
        ("/windows/H1/W1?day=x", "周敏", 422),
    ],
)
def test_what_is_refused(stage: Stage, address: str, name: str, status: int) -> None:
    shown(stage, address, name, status)


def test_a_window_no_longer_in_use_keeps_its_days_and_what_ailed_its_camera_is_told(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        session.get_one(WindowRow, stage.windows["H1/W2"]).retired_at = at("20:00")
        session.add(
            CameraViewRow(
                camera_id=stage.cameras["H1"], window_id=stage.windows["H1/W2"], version=1,
                staff_zone=[[0, 0], [1, 0], [1, 1]], valid_from=at("00:00"),
            )
        )  # fmt: skip
        facts = {"camera": "cam-H1", "since": "10:00:00"}
        session.add(
            CameraEpisodeRow(
                camera_id=stage.cameras["H1"], condition=CameraCondition.dark, start=at("10:00"), end=at("10:05"),
                why={"code": "camera.dark", "facts": facts}, noticed_at=at("10:01"),
            )
        )  # fmt: skip
    page = shown(stage, "/windows/H1/W2")
    assert "no longer in use" in page.text
    assert "cam-H1: Dark" in page.text
    assert "camera cam-H1 sees only darkness since 10:00:00" in page.text


@pytest.mark.parametrize(
    ("opens", "closes", "whole", "worked", "start", "end"),
    [
        ("08:30", "17:30", False, None, "08:00", "18:00"),
        ("08:30", "17:30", True, None, "00:00", "+00:00"),
        (None, None, False, None, "00:00", "+00:00"),
        ("22:00", "06:00", False, None, "21:30", "+06:30"),
        ("08:30", "17:30", False, ("07:00", "19:00"), "07:00", "19:00"),
    ],
)
def test_what_is_shown_of_a_day(
    opens: str | None, closes: str | None, whole: bool, worked: tuple[str, str] | None, start: str, end: str
) -> None:
    hall = HallRow(code="H1", name="x", timezone="Asia/Shanghai", opens=opens, closes=closes)
    shifts = [Interval(at(worked[0]), at(worked[1]))] if worked else []
    last: date = DAY + timedelta(days=1) if end.startswith("+") else DAY
    expected = Interval(at(start), at(end.removeprefix("+"), last))
    assert frame_of(hall, DAY, shifts, whole=whole) == expected
