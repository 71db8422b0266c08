"""Zones drawn by mouse, finger and keyboard in a real browser, on a picture that the worker brings; saved and read again."""

import math
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.auth.sessions import COOKIE
from api.cameras.board import SeenFrame, SeenSignal, SeenWindow
from api.database import writing_to
from api.hosting import hosted
from api.intake.showing import show_picture
from api.setup.camera_views import Zones, put_view
from api.setup.zones import read_corners, said_corners, zone_fault
from api.state import state_of
from conduct.learning.teaching import Place
from models.tables import CameraRow, CameraViewRow
from models.values.occupancy import WindowState
from models.values.seeing import EvidenceKind, SignalKind
from tests.api.cast import Stage, set_the_stage
from tests.api.pages.conftest import DESK, TELEPHONE, Opens
from tests.api.setup.test_zones import ZONE_ROWS
from vision.looker import Looker
from vision.scene import Scene
from vision.shot import Shot

PAGE = "/setup/cameras/cam-H1/zones"
SQUARE = [(0.1, 0.1), (0.3, 0.1), (0.3, 0.5), (0.1, 0.5)]
NEAR = 0.006


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    stage = set_the_stage(tmp_path, sqlite_database, now="10:00")
    with writing_to(stage.engine) as session:
        camera = session.get_one(CameraRow, stage.cameras["H1"])
        put_view(session, camera, stage.windows["H1/W1"], Zones(SQUARE), by="test", now=stage.clock.now())
    return stage


@contextmanager
def opened(stage: Stage, open_as: Opens, who: str = "孙悦", **options: object) -> Iterator[Page]:
    with hosted(stage.app) as base:
        page = open_as(base, stage.log_in(who).cookies[COOKIE], locale="en", **options).new_page()
        page.goto(f"{PAGE}?lang=en")
        show_picture_area(page)
        yield page


def show_picture_area(page: Page) -> None:
    page.locator("[data-scroll]").evaluate("it => it.scrollIntoView({block: 'start'})")


def views(stage: Stage, window: str) -> list[CameraViewRow]:
    with Session(stage.engine) as session:
        own = select(CameraViewRow).where(CameraViewRow.window_id == stage.windows[window])
        return list(session.exec(own.order_by(col(CameraViewRow.version))).all())


def typed(page: Page, field: str) -> list[tuple[float, float]]:
    return read_corners(page.locator(f"textarea[name='{field}']").input_value())


def at(page: Page, x: float, y: float) -> tuple[float, float]:
    """A place of the picture, in the page's pixels."""
    box = page.locator("[data-drawing]").bounding_box()
    assert box is not None
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*at(page, *start))
    page.mouse.down()
    page.mouse.move(*at(page, *((a + b) / 2 for a, b in zip(start, end, strict=True))))
    page.mouse.move(*at(page, *end))
    page.mouse.up()


def is_near(found: list[tuple[float, float]], expected: list[tuple[float, float]]) -> bool:
    return len(found) == len(expected) and all(
        abs(a - b) < NEAR for one, other in zip(found, expected, strict=True) for a, b in zip(one, other, strict=True)
    )


def choose(page: Page, window: str, zone: str) -> None:
    page.locator("[data-window]").select_option(window)
    page.get_by_role("radio", name=zone).check()
    show_picture_area(page)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save the zones").click()
    expect(page.get_by_text("Saved, and valid from now on")).to_be_visible()


def test_drawn_dragged_undone_and_saved_with_the_mouse(stage: Stage, open_as: Opens) -> None:
    with opened(stage, open_as) as page:
        drag(page, (0.3, 0.5), (0.35, 0.6))
        assert is_near(typed(page, "staff-W1"), [(0.1, 0.1), (0.3, 0.1), (0.35, 0.6), (0.1, 0.5)])
        drag(page, (0.2, 0.1), (0.2, 0.05))
        assert is_near(typed(page, "staff-W1"), [(0.1, 0.1), (0.2, 0.05), (0.3, 0.1), (0.35, 0.6), (0.1, 0.5)])
        drag(page, (0.2, 0.3), (0.25, 0.35))
        moved = [(0.15, 0.15), (0.25, 0.1), (0.35, 0.15), (0.4, 0.65), (0.15, 0.55)]
        assert is_near(typed(page, "staff-W1"), moved)
        for _ in range(3):
            page.get_by_role("button", name="Undo").click()
        assert typed(page, "staff-W1") == SQUARE
        expect(page.get_by_role("button", name="Undo")).to_be_disabled()
        for _ in range(3):
            page.get_by_role("button", name="Redo").click()
        assert is_near(typed(page, "staff-W1"), moved)

        choose(page, "W1", "Sign zone")
        for corner in ((0.5, 0.5), (0.6, 0.5), (0.6, 0.6)):
            page.mouse.click(*at(page, *corner))
        page.mouse.click(*at(page, 0.5, 0.5))
        assert is_near(typed(page, "sign-W1"), [(0.5, 0.5), (0.6, 0.5), (0.6, 0.6)])
        expect(page.locator("[data-status]")).to_contain_text("has 3 corners")
        drawn = {field: typed(page, field) for field in ("staff-W1", "sign-W1")}
        save(page)
        assert {field: typed(page, field) for field in drawn} == drawn

        first, second = views(stage, "H1/W1")
        assert (first.valid_until, second.valid_from, second.version) == (stage.clock.now(), stage.clock.now(), 2)
        assert second.staff_zone == [list(corner) for corner in drawn["staff-W1"]]
        assert second.sign_zone == [list(corner) for corner in drawn["sign-W1"]]
        made = stage.audited("camera_view.made")[-1]
        assert (made[0], made[1]["camera"], made[1]["version"]) == ("sunyue", "cam-H1", 2)


def test_drawn_and_moved_from_the_keyboard_alone(stage: Stage, open_as: Opens) -> None:
    with opened(stage, open_as) as page:
        page.locator("[data-window]").focus()
        page.keyboard.press("ArrowDown")
        expect(page.locator("[data-status]")).to_contain_text("Click on the picture")
        page.get_by_role("button", name="Rectangle").press("Enter")
        start = [(0.4, 0.35), (0.6, 0.35), (0.6, 0.65), (0.4, 0.65)]
        assert typed(page, "staff-W2") == start
        tab_to(page, lambda: "Corner 1 of W2" in focused(page))
        for key in ("ArrowLeft", "Shift+ArrowUp"):
            page.keyboard.press(key)
        assert typed(page, "staff-W2")[0] == (0.395, 0.325)
        page.keyboard.press("+")
        assert len(typed(page, "staff-W2")) == 5
        assert "Corner 2 of" in focused(page)
        page.keyboard.press("Delete")
        page.keyboard.press("Delete")
        assert typed(page, "staff-W2") == [(0.395, 0.325), (0.6, 0.65), (0.4, 0.65)]
        page.keyboard.press("Delete")
        expect(page.locator("[data-status]")).to_contain_text("three corners at least")
        page.keyboard.press("Control+z")
        assert len(typed(page, "staff-W2")) == 4
        page.keyboard.press("Control+Shift+z")
        page.locator(".is-current").focus()
        page.keyboard.press("ArrowDown")
        assert typed(page, "staff-W2") == [(0.395, 0.33), (0.6, 0.655), (0.4, 0.655)]
        save(page)
        assert [view.version for view in views(stage, "H1/W2")] == [1]
        assert len(views(stage, "H1/W1")) == 1


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''")


def tab_to(page: Page, there: Callable[[], bool]) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if there():
            return
    raise AssertionError("Tab never gets there")


def test_dragged_with_a_finger_on_a_telephone(stage: Stage, open_as: Opens) -> None:
    with opened(stage, open_as, viewport=TELEPHONE, has_touch=True, is_mobile=True) as page:
        touch = page.context.new_cdp_session(page)
        path = [at(page, 0.3 + part * 0.1, 0.5 + part * 0.2) for part in (0, 0.3, 0.7, 1)]
        for kind, points in (("touchStart", path[:1]), ("touchMove", path[1:2]), ("touchMove", path[2:3]), ("touchMove", path[3:]), ("touchEnd", [])):  # fmt: skip
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})
        expect(page.locator("[data-status]")).to_contain_text("Not saved yet")
        found = typed(page, "staff-W1")
        assert all(abs(a - b) < 0.02 for a, b in zip(found[2], (0.4, 0.7), strict=True)), found
        assert [found[i] for i in (0, 1, 3)] == [SQUARE[i] for i in (0, 1, 3)]
        assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"]
        save(page)
        assert typed(page, "staff-W1") == found


def test_a_picture_is_waited_for_veiled_and_audited_and_another_s_change_is_not_overwritten(
    stage: Stage, open_as: Opens
) -> None:
    board, camera_id = state_of(stage.app).set_up, stage.cameras["H1"]
    with opened(stage, open_as) as page:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        page.get_by_role("button", name="Show the camera's next picture").click()
        expect(page.locator("[data-picture-said]")).to_contain_text("Waiting for the camera's first picture")
        assert board.wants_picture(camera_id, stage.clock.now(), stage.clock.now())
        shot = Shot(Scene().frame({}), (), str(camera_id), stage.clock.now())
        show_picture(board, Looker(), shot, camera_id, stage.clock.now())
        expect(page.locator("[data-picture-said]")).to_contain_text("Picture of 10:00:00. No person detector")
        expect(page.locator(".zone-tag")).to_have_count(4)
        assert page.locator("canvas").evaluate("it => [it.width, it.height]") == [960, 540]
        assert [who for who, _ in stage.audited("camera.picture-shown")] == ["sunyue"]

        own = {"name": "own.jpg", "mimeType": "image/jpeg", "buffer": Scene().frame({})}
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.locator("[data-picture-file]").set_input_files(own)  # pyright: ignore[reportArgumentType]
        expect(page.locator("[data-picture-said]")).to_contain_text("in this browser alone")
        assert page.locator("canvas").evaluate("it => [it.width, it.height]") == [1280, 720]
        assert asked == []

        typing = page.locator("textarea[name='staff-W1']")
        page.locator("[data-window-fields=W1] summary").click()
        typing.fill("0.1,0.1 0.4,0.6 0.4,0.1 0.1,0.6")
        expect(page.locator("[data-status]")).to_contain_text("crosses itself")
        page.get_by_role("button", name="Save the zones").click()
        expect(page.locator("#fault-staff-W1")).to_contain_text("crosses itself")
        page.locator("textarea[name='staff-W1']").fill("0.1,0.1 0.4,0.1 0.4,0.6")
        with writing_to(stage.engine) as session:
            camera = session.get_one(CameraRow, camera_id)
            put_view(session, camera, stage.windows["H1/W1"], Zones(SQUARE[:3]), by="另一人", now=stage.clock.now())
        page.get_by_role("button", name="Save the zones").click()
        expect(page.get_by_role("alert")).to_contain_text("Somebody else has changed these zones")
        kept = page.locator("textarea[name='staff-W1']")
        expect(kept).to_have_value("0.1000,0.1000 0.4000,0.1000 0.4000,0.6000")
        assert len(views(stage, "H1/W1")) == 2


ZONES = [
    *([corners for corners, _ in ZONE_ROWS if not any(math.isnan(part) for corner in corners for part in corner)]),
    *(
        [
            (random.Random(seed * 31 + i).random(), random.Random(seed * 17 + i + 7).random())
            for i in range(3 + seed % 5)
        ]
        for seed in range(60)
    ),
]


def test_the_script_finds_the_same_faults_as_the_server(stage: Stage, open_as: Opens) -> None:
    with opened(stage, open_as) as page:
        found = page.evaluate(
            "async (zones) => { const it = await import('/static/zone-geometry.js'); return zones.map(it.faultOf); }",
            ZONES,
        )
        # nothing at all is no zone for the server, and one that is not drawn for the script
        expected = [(zone_fault(zone) or "") if zone else "" for zone in ZONES]
        assert found == expected
        assert {"", "crossing", "too-few", "too-many", "outside", "too-small"} <= set(found)
        text = page.evaluate(
            "async (zones) => { const it = await import('/static/zone-geometry.js'); return zones.map(it.said); }",
            ZONES,
        )
        assert text == [said_corners(zone) for zone in ZONES]


@pytest.mark.parametrize(("language", "scheme", "viewport"), [("zh", "light", DESK), ("en", "dark", TELEPHONE)])
def test_every_page_is_axe_clean_and_the_live_test_moves(
    stage: Stage, open_as: Opens, language: str, scheme: str, viewport: ViewportSize
) -> None:
    board, camera_id, now = state_of(stage.app).set_up, stage.cameras["H1"], stage.clock.now()
    board.begin_lesson(Place(stage.windows["H1/W1"], camera_id), staffed=True, by="sunyue", now=now)
    with hosted(stage.app) as base:
        context = open_as(base, stage.log_in("孙悦").cookies[COOKIE], color_scheme=scheme, viewport=viewport)
        page = context.new_page()
        for path in ("", "/cam-H1", "/cam-H1/zones", "/cam-H1/teaching", "/cam-H1/keys", "/cam-H1/live"):
            page.goto(f"/setup/cameras{path}?lang={language}")
            for summary in page.locator("main summary").all():
                summary.click()
            found = Axe().run(page)
            assert found.violations_count == 0, (path, found.generate_report())
            assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"], path
        window = SeenWindow(
            stage.windows["H1/W1"], "W1", WindowState.staffed, EvidenceKind.person, None,
            (SeenSignal(SignalKind.person, 0.87, (0.2, 0.2, 0.3, 0.5), at_place=True),), taught=None, again=False,
        )  # fmt: skip
        board.put_seen(camera_id, SeenFrame(now, (window,)))
        expect(page.locator("#live-windows")).to_contain_text("0.87")
        expect(page.locator(".seen-box")).to_have_count(1)
