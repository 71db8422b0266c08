"""A supervisor's morning with the roster, by keyboard alone in a real browser; and axe on each of its pages."""

from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.auth.sessions import COOKIE
from api.database import writing_to
from api.hosting import hosted
from api.roster import import_jobs
from models.tables import Approval, LeaveRow, ShiftRow
from tests.api.cast import Stage, at, set_the_stage
from tests.api.pages.conftest import ANSWERS_WITHIN_MS, TELEPHONE, Opens
from tests.roster.sheet_files import csv_of

expect.set_options(timeout=ANSWERS_WITHIN_MS)
FRIDAY = date(2026, 6, 5)
HEADER = ("工号", "日期", "窗口", "上班", "下班", "休息")
GOOD = ("S001", "2026-06-08", "W1", "08:30", "17:30", "12:00-13:00")
LATE = "/attendance/S002/2026-06-03"


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    made = set_the_stage(tmp_path, sqlite_database)
    with writing_to(sqlite_database) as session:
        shift = ShiftRow(
            hall_id=made.halls["H1"], staff_id=made.staff["王芳"], window_id=made.windows["H1/W1"],
            start=at("08:30", FRIDAY), end=at("17:30", FRIDAY), breaks=[],
        )  # fmt: skip
        leave = LeaveRow(
            staff_id=made.staff["王芳"], start=shift.start, end=shift.end, status=Approval.requested,
            requested_at=made.clock.now(), requested_by="wangfang",
        )  # fmt: skip
        session.add_all([shift, leave])
    return made


def test_a_supervisors_morning_by_keyboard(stage: Stage, open_as: Opens, tmp_path: Path) -> None:
    client = stage.log_in("周敏")
    with hosted(stage.app) as base:
        page = open_as(base, client.cookies[COOKIE], locale="en-US").new_page()
        page.goto("/roster?hall=H1&week=2026-W23&lang=en")
        fill_a_gap(page)
        grant_leave(page)
        import_with_a_bad_row(page, tmp_path)
        open_the_late_day(page)
    with Session(stage.engine) as session:
        rows = session.exec(select(ShiftRow.start).where(ShiftRow.staff_id == stage.staff["李强"])).all()
        assert at("08:30", date(2026, 6, 4)) in rows
        assert session.exec(select(LeaveRow.status)).one() == Approval.approved
        assert at("08:30", date(2026, 6, 8)) in session.exec(select(ShiftRow.start)).all()


def follow(page: Page, way: Locator) -> None:
    """By keyboard; the page that comes of it is there on return, its scripts too."""
    with page.expect_navigation():
        way.press("Enter")


def fill_a_gap(page: Page) -> None:
    gaps = page.locator(".issue-list li", has_text="Thu 4 Jun")
    before = page.locator(".issue-list li").count()
    gaps.get_by_role("link", name="nobody is rostered at W2 from 08:30 to 17:30").press("Enter")
    expect(page.get_by_label("Staff number", exact=True)).to_be_focused()
    page.keyboard.type("S002")
    page.get_by_label("Breaks", exact=False).first.focus()
    page.keyboard.type("12:00-13:00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="The shift is on the roster.")).to_be_visible()
    expect(page.locator(".issue-list li")).to_have_count(before - 1)


def grant_leave(page: Page) -> None:
    page.locator(".request-list li").get_by_role("button", name="Approve").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Approved")).to_be_visible()
    expect(page.locator(".issue-list")).to_contain_text("王芳 is on approved leave from 08:30 to 17:30")


def import_with_a_bad_row(page: Page, folder: Path) -> None:
    bad, good = folder / "bad.csv", folder / "good.csv"
    bad.write_bytes(csv_of(HEADER, GOOD, ("S999", *GOOD[1:])))
    good.write_bytes(csv_of(HEADER, GOOD))
    page.get_by_role("link", name="Import a file").press("Enter")
    page.get_by_label("CSV or XLSX").set_input_files(bad)
    page.get_by_role("button", name="Look through it").press("Enter")
    expect(page.locator(".import-bad")).to_contain_text("there is no person S999")
    page.get_by_role("link", name="Send the file again").press("Enter")
    page.get_by_label("CSV or XLSX").set_input_files(good)
    page.get_by_role("button", name="Look through it").press("Enter")
    page.get_by_role("button", name="Store it").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Stored")).to_be_visible()


def open_the_late_day(page: Page) -> None:
    follow(page, page.get_by_role("link", name="Attendance"))
    page.locator(".grid td a").first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator(f'a[href="{LATE}"]')).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("12 min late")).to_be_visible()
    expect(page.get_by_text("Reader door").first).to_be_visible()


PAGES = (
    "/roster?hall=H1&week=2026-W23", "/roster?hall=H1&week=2026-W23&shift=new&window=W1&day=2026-06-05",
    "/roster?staff=S001&week=2026-W23", "/roster/copy?hall=H1&week=2026-W24", "/roster/rotations?hall=H1",
    "/roster/patterns?hall=H1",
    "/roster/import", "/attendance?hall=H1&month=2026-06", LATE,
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_axe_clean_and_fit_a_telephone(stage: Stage, open_as: Opens, scheme: str) -> None:
    client = stage.log_in("周敏")
    with hosted(stage.app) as base:
        page = open_as(base, client.cookies[COOKIE], color_scheme=scheme).new_page()
        for address in PAGES:
            page.goto(address)
            found = Axe().run(page)
            assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        if scheme == "light":
            page.set_viewport_size(TELEPHONE)
            for address in PAGES:
                page.goto(address)
                assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"], address


def test_an_import_that_rests_is_written_in_its_place(
    stage: Stage, open_as: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that is loaded anew by itself would take away the press of a key that comes just then."""
    goes_on = Event()
    looked_through = import_jobs.plan_import

    def held(*given: Any, **more: Any) -> Any:
        assert goes_on.wait(30)
        return looked_through(*given, **more)

    monkeypatch.setattr(import_jobs, "plan_import", held)
    file = tmp_path / "good.csv"
    file.write_bytes(csv_of(HEADER, GOOD))
    with hosted(stage.app) as base:
        page = open_as(base, stage.log_in("周敏").cookies[COOKIE]).new_page()
        page.goto("/roster/import?lang=en")
        page.get_by_label("CSV or XLSX").set_input_files(file)
        follow(page, page.get_by_role("button", name="Look through it"))
        expect(page.get_by_role("progressbar")).to_be_visible()
        loads: list[str] = []
        page.on("framenavigated", lambda frame: loads.append(frame.url))
        with page.expect_response(lambda answer: answer.url == page.url):
            goes_on.set()
        expect(page.get_by_role("button", name="Store it")).to_be_visible()
        page.wait_for_timeout(1000)
        assert loads == []


def test_an_import_works_without_scripts(stage: Stage, open_as: Opens, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv_of(HEADER, GOOD))
    client = stage.log_in("周敏")
    with hosted(stage.app) as base:
        page = open_as(base, client.cookies[COOKIE], java_script_enabled=False).new_page()
        page.goto("/roster/import?lang=en")
        page.get_by_label("CSV or XLSX").set_input_files(file)
        page.get_by_role("button", name="Look through it").press("Enter")
        while page.get_by_role("link", name="Look again").is_visible():
            page.get_by_role("link", name="Look again").press("Enter")
        page.get_by_role("button", name="Store it").press("Enter")
        while page.get_by_role("link", name="Look again").is_visible():
            page.get_by_role("link", name="Look again").press("Enter")
        expect(page.get_by_role("status").filter(has_text="Stored")).to_be_visible()
