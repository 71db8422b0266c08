"""The board, the wall, a window's day and the tasks in a real browser: what moves, moves; what is broken, says so."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from api.auth.sessions import COOKIE
from api.database import writing_to
from api.hosting import hosted
from models.tables import CameraEpisodeRow, CameraViewRow, TaskRow, WindowRow
from models.values.care import CameraCondition
from models.values.occupancy import WindowState
from tests.api.cast import DAY, Stage, at, see, set_the_stage
from tests.api.pages.conftest import TELEPHONE, Opens

WITHIN_MS = 60_000
COVERED = {"code": "camera.covered", "facts": {"camera": "cam-H1", "since": "08:50:00"}}


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    made = set_the_stage(tmp_path, sqlite_database, now="09:16")
    with writing_to(sqlite_database) as session:
        for window in ("H1/W1", "H1/W2"):
            session.add(
                CameraViewRow(
                    camera_id=made.cameras["H1"], window_id=made.windows[window], version=1,
                    staff_zone=[[0, 0], [1, 0], [1, 1]], valid_from=at("00:00"),
                )
            )  # fmt: skip
        task = TaskRow(
            hall_id=made.halls["H1"], day=DAY, kind="camera-covered", start=at("08:50"), why=COVERED,
            opened_at=at("08:51"),
        )  # fmt: skip
        session.add(task)
        session.flush()
        session.add(
            CameraEpisodeRow(
                camera_id=made.cameras["H1"], condition=CameraCondition.covered, start=at("08:50"), why=COVERED,
                noticed_at=at("08:51"), task_id=task.id,
            )
        )  # fmt: skip
    return made


@pytest.fixture
def base(stage: Stage) -> Iterator[str]:
    with hosted(stage.app) as address:
        yield address


def test_a_look_changes_a_tile_of_an_open_board(stage: Stage, base: str, open_as: Opens) -> None:
    page = open_as(base, stage.log_in("孙悦").cookies[COOKIE]).new_page()
    page.goto("/windows?lang=en")
    tile = page.locator(f"#w-{stage.windows['H2/W1']}")
    expect(tile.locator(".state")).to_have_text("Unknown")
    expect(tile).to_contain_text("never seen")
    page.evaluate("window.stayed = true")
    stage.later(seconds=20)
    with writing_to(stage.engine) as session:
        see(session, stage, "H2/W1", WindowState.staffed, at("09:16:10"), at("09:16:20"), every_s=5)
    expect(tile.locator(".state")).to_have_text("Staffed", timeout=WITHIN_MS)
    expect(tile).to_contain_text("the seat tag was hidden by somebody")
    expect(page.locator("#sums-H2 .sum").first).to_have_text("Staffed 1")
    counted = tile.locator("[data-since]")
    expect(counted).not_to_have_text(counted.inner_text(), timeout=WITHIN_MS)
    assert page.evaluate("window.stayed"), "the page was not loaded again"


def test_a_wall_whose_service_is_gone_says_so(stage: Stage, open_as: Opens) -> None:
    with hosted(stage.app) as base:
        context = open_as(base, stage.log_in("周敏").cookies[COOKIE])
        page = context.new_page()
        page.clock.install()
        page.goto("/windows/wall?hall=H1&lang=en")
        broken = page.locator("[data-broken]")
        expect(page.locator("[data-clock]")).to_contain_text("09:16")
        expect(broken).to_be_hidden()
        assert Axe().run(page).violations_count == 0
    page.clock.fast_forward(timedelta(minutes=1).seconds * 1000)
    expect(broken).to_be_visible(timeout=WITHIN_MS)
    expect(broken).to_have_text("No connection since 09:16:00")
    expect(page.locator(".wall.is-broken")).to_have_count(1)
    assert Axe().run(page).violations_count == 0


def test_more_windows_than_fit_take_turns_unless_motion_is_unwanted(stage: Stage, base: str, open_as: Opens) -> None:
    with writing_to(stage.engine) as session:
        session.add_all(WindowRow(hall_id=stage.halls["H1"], code=f"X{n}", tag_number=10 + n) for n in range(30))
    cookie = stage.log_in("周敏").cookies[COOKIE]
    page = open_as(base, cookie).new_page()
    page.clock.install()
    page.goto("/windows/wall?hall=H1&lang=en")
    expect(page.locator("[data-turn-said]")).to_have_text("1/2")
    assert page.locator(".wall-tile:visible").count() == 16
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "nothing is to be scrolled for"
    page.clock.fast_forward(15_000)
    expect(page.locator("[data-turn-said]")).to_have_text("2/2", timeout=WITHIN_MS)
    still = open_as(base, cookie, reduced_motion="reduce").new_page()
    still.clock.install()
    still.goto("/windows/wall?hall=H1&lang=en")
    expect(still.get_by_role("button", name="Turn by itself")).to_be_visible()
    still.clock.fast_forward(60_000)
    expect(still.locator("[data-turn-said]")).to_have_text("1/2")


@pytest.mark.parametrize("address", ["/windows", "/windows/cameras", "/windows/H1/W1", "/tasks"])
def test_the_pages_are_axe_clean(stage: Stage, base: str, open_as: Opens, address: str) -> None:
    page = open_as(base, stage.log_in("周敏").cookies[COOKIE]).new_page()
    page.goto(address)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_they_fit_a_telephone_and_a_task_is_closed_there(stage: Stage, base: str, open_as: Opens) -> None:
    page = open_as(base, stage.log_in("周敏").cookies[COOKIE], viewport=TELEPHONE).new_page()
    for address in ("/windows/H1/W1", "/windows/cameras", "/windows/wall?hall=H1", "/windows"):
        page.goto(f"{address}{'&' if '?' in address else '?'}lang=en")
        assert fits(page), address
    page.get_by_role("link", name="What to do about it").first.click()
    assert fits(page)
    page.get_by_role("button", name="I look after it").click()
    expect(page.locator(".task")).to_contain_text("周敏 looks after it")
    page.get_by_text("With a note, or not needed").click()
    page.get_by_role("button", name="Not needed").click()
    expect(page.get_by_role("alert")).to_have_text("Say why nothing is to be done.")
    page.get_by_label("What was done, or why nothing was to be done").fill("the hall is being painted")
    page.get_by_role("button", name="Not needed").click()
    expect(page.locator(".task")).to_have_count(0)
    page.goto("/tasks?status=done&lang=en")
    expect(page.locator(".task")).to_contain_text("not needed, says 周敏")
    expect(page.locator(".task q")).to_have_text("the hall is being painted")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
