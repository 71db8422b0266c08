"""A whole day of a supervisor and one of HR, by the keyboard alone and through what the pages show."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlmodel import Session

from api.database import writing_to
from api.hosting import hosted
from api.language import Language
from conduct.export.verify import verify
from conduct.schedule.calendar_year import fill_year
from models.tables import ViolationStatus
from tests.api.cast import Stage, at, csrf, set_the_stage
from tests.api.conftest import PASSWORD
from tests.api.pages.conftest import Opens
from tests.api.pages.keyboard import Keyboard

MINE = "I stood beside the window with a customer"
JULY = date(2026, 7, 1)


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


@pytest.fixture
def base(stage: Stage) -> Iterator[str]:
    with hosted(stage.app) as base:
        yield base


def logged_in(opens: Opens, base: str, login: str) -> tuple[Page, Keyboard]:
    page = opens(base).new_page()
    page.goto("/login?lang=en")
    keys = Keyboard(page)
    expect(page.get_by_label("Log-in name")).to_be_focused()
    keys.type(login)
    keys.reach(page.get_by_label("Password"))
    keys.type(PASSWORD)
    keys.go(page.get_by_role("button", name="Log in"))
    return page, keys


def log_out(page: Page, keys: Keyboard) -> None:
    keys.reach(page.locator(".top-account summary"))
    keys.press("Enter")
    keys.go(page.get_by_role("button", name="Log out"))
    assert page.url.endswith("/login")
    page.goto("/queue")
    assert "/login" in page.url


def lodge(stage: Stage, case: str) -> None:
    told = stage.log_in("王芳").post(
        f"/api/v1/violations/{stage.violations[case]}/appeal",
        json={"words": MINE},
        headers={"X-CSRF-Token": csrf("王芳")},
    )
    assert told.status_code == 201, told.text


def test_a_supervisor_s_day(stage: Stage, base: str, open_as: Opens) -> None:
    page, keys = logged_in(open_as, base, "zhoumin")
    first = page.get_by_role("navigation", name="Pages")

    empty, late = "王芳 window-unattended", "李强 late"
    pick(page, keys, stage, empty)
    decide(page, keys, "1", "1", told="You confirmed")
    assert stage.status(empty) == ViolationStatus.confirmed
    keys.press("u")
    expect(page.locator("#flash")).to_be_empty()
    assert stage.status(empty) == ViolationStatus.pending
    pick(page, keys, stage, empty)
    decide(page, keys, "1", "1", told="You confirmed")

    pick(page, keys, stage, late)
    decide(page, keys, "2", "1", told="You dismissed")
    assert stage.status(late) == ViolationStatus.dismissed

    keys.go(first.get_by_role("link", name="Windows"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Windows now")
    expect(page.get_by_role("heading", name="W1")).to_be_visible()

    lodge(stage, empty)
    keys.go(first.get_by_role("link", name="Appeals"))
    expect(page.get_by_text(MINE)).to_be_visible()

    report(page, keys)

    keys.go(page.get_by_role("link", name="Notices"))
    expect(page.get_by_role("listitem").filter(has_text="appeal")).to_have_count(1)
    keys.go(page.get_by_role("button", name="Mark as read"))
    expect(page.get_by_role("link", name="Notices").locator(".count")).to_have_count(0)
    log_out(page, keys)


def pick(page: Page, keys: Keyboard, stage: Stage, case: str) -> None:
    """Step through the queue with j until a case is there."""
    keys.go(page.get_by_role("navigation", name="Pages").get_by_role("link", name="Queue"))
    for _ in range(len(stage.violations)):
        if str(stage.violations[case]) in page.locator("form.verdict").evaluate_all(
            "all => all.map(e => e.action).join()"
        ):
            return
        here = page.url
        keys.press("j")
        page.wait_for_function("here => location.href !== here", arg=here)
    raise AssertionError(f"{case} is not in the queue")


def decide(page: Page, keys: Keyboard, *pressed: str, told: str) -> None:
    """What was decided is told at once, and then the next case stands there and has the focus."""
    here = page.url
    keys.press(*pressed)
    expect(page.get_by_role("status").filter(has_text=told)).to_be_visible()
    page.wait_for_function("here => location.href !== here", arg=here)


def report(page: Page, keys: Keyboard) -> None:
    keys.go(page.get_by_role("navigation", name="Pages").get_by_role("link", name="On the spot"))
    area = page.locator("main summary").first
    keys.reach(area)
    keys.press("Enter")
    keys.go(page.locator("main details[open] a").first)
    keys.reach(page.get_by_label("Who"))
    keys.press("ArrowDown")
    keys.reach(page.get_by_label("What you saw"))
    keys.type("A film on the telephone")
    keys.go(page.get_by_role("button", name="Report it"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reported")


@pytest.fixture
def july(stage: Stage) -> Stage:
    """All is decided by who may, one appeal waits, and June is over."""
    pending = [name for name in stage.violations if stage.status(name) == ViolationStatus.pending]
    assert {"王芳 window-unattended", "周敏 late", "吴刚 late"} <= set(pending)
    for name in pending:
        by = {"周敏 late": "孙悦", "吴刚 late": "陈静"}.get(name, "周敏")
        told = stage.log_in(by).post(
            f"/api/v1/violations/{stage.violations[name]}/decision",
            json={"verdict": "confirm", "reason": "seen"},
            headers={"X-CSRF-Token": csrf(by)},
        )
        assert told.status_code == 200, told.text
    lodge(stage, "王芳 window-unattended")
    with writing_to(stage.engine) as session:
        fill_year(session, 2026, by="test", now=stage.clock.now())
    stage.clock.move_to(at("10:00", JULY))
    return stage


def test_a_day_of_hr_at_the_end_of_a_month(july: Stage, base: str, open_as: Opens) -> None:
    page, keys = logged_in(open_as, base, "liuyang")
    first = page.get_by_role("navigation", name="Pages")

    def month() -> None:
        keys.go(first.get_by_role("link", name="Months"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Appraisal of 2026-06")

    month()
    keys.go(page.get_by_role("button", name="Compute it now"))
    expect(page.get_by_role("listitem").filter(has_text="appeals about cases of H1 are not decided")).to_be_visible()

    keys.go(page.get_by_role("link", name="S001"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("王芳")

    keys.go(first.get_by_role("link", name="Appeals"))
    keys.reach(page.get_by_label("Reason"))
    keys.type("The lobby's picture shows her there")
    keys.go(page.get_by_role("button", name="Overturn"))
    expect(page.get_by_role("status").filter(has_text="You overturned")).to_be_visible()
    assert july.status("王芳 window-unattended") == ViolationStatus.overturned

    month()
    keys.go(page.get_by_role("button", name="Compute it now"))
    sign(open_as, base)
    month()
    expect(page.get_by_role("row").filter(has_text="S001")).to_contain_text("signed")
    keys.reach(page.get_by_label("Why gaps of cameras"))
    keys.type("Nothing was recorded after the 3rd")
    keys.go(page.get_by_role("button", name="Lock it"))
    expect(page.locator(".month-head")).to_contain_text("locked by")

    for name in ("Workbook", "CSV", "Slips"):
        keys.reach(page.get_by_role("navigation", name="The month as files").get_by_role("link", name=name))
        with page.expect_download() as told:
            keys.press("Enter")
        with Session(july.engine) as session:
            content = Path(told.value.path()).read_bytes()
            found = verify(session, content, lambda code: Language("en" if code == "en" else "zh").translate)
        assert (found.month, found.with_itself, found.with_stored, found.outdated) == ("2026-06", (), (), ""), name

    month()
    keys.reach(page.get_by_label("Why it is opened again"))
    keys.type("A swap was forgotten")
    keys.go(page.get_by_role("button", name="Open it again"))
    expect(page.locator(".month-head")).to_contain_text("version 2")
    log_out(page, keys)


def sign(opens: Opens, base: str) -> None:
    """The supervisor's part, in a browser of theirs."""
    page, keys = logged_in(opens, base, "zhoumin")
    keys.go(page.get_by_role("navigation", name="Pages").get_by_role("link", name="Months"))
    keys.go(page.get_by_role("link", name="S001"))
    keys.go(page.get_by_role("button", name="Sign", exact=True))
