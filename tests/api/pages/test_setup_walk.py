"""An administrator sets a hall up by keyboard, and who was let in changes the one-time password; axe, 375 px."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.auth.sessions import COOKIE
from api.database import writing_to
from api.hosting import hosted
from api.setup.own_account import add_token
from models.tables import HallRow, StaffRow, UserRow, WindowRow
from tests.api.cast import Stage, set_the_stage
from tests.api.pages.conftest import TELEPHONE, Opens

NEW = "rain on the tin roof"
PATHS = (
    "/setup", "/setup/halls", "/setup/halls/H1", "/setup/new-hall", "/setup/hall-files", "/setup/people",
    "/setup/people/S001", "/setup/people/import", "/setup/users", "/setup/users/new", "/setup/users/sheet", "/setup/readers",
    "/my/password", "/my/tokens",
)  # fmt: skip


class Keyboard:
    """A page on which nothing is ever clicked."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def _to(self, selector: str) -> None:
        """Tab until what is meant has the focus."""
        wanted = self.page.locator(selector).first
        wanted.wait_for()
        for _ in range(120):
            self.page.keyboard.press("Tab")
            if wanted.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"the keyboard never comes to {selector}")

    def follow(self, selector: str) -> None:
        self._to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, form: str, **values: str) -> None:
        """What is typed into the fields of a form; of a list, its first letters."""
        for name, value in values.items():
            self._to(f"{form} [name={name}]")
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(value)


def test_a_hall_its_window_a_person_and_a_log_in_by_keyboard(
    tmp_path: Path, sqlite_database: Engine, open_as: Opens
) -> None:
    stage = set_the_stage(tmp_path, sqlite_database, now="10:00")
    with hosted(stage.app) as base:
        admin = Keyboard(open_as(base, stage.log_in("孙悦").cookies[COOKIE]).new_page())
        admin.page.goto("/setup?lang=en")
        admin.follow("nav.tabs a[href='/setup/halls']")
        admin.follow("main a[href='/setup/new-hall']")
        admin.fill("main form", code="H7", name="South")
        admin.follow("main form .button-primary")
        admin.follow("a[href='/setup/halls/H7/new-window']")
        admin.fill("main form", window="W1")
        admin.follow("button[name=another]")
        admin.fill("main form", window="W2")
        admin.follow("main form .button-primary")
        admin.follow("nav.tabs a[href='/setup/people']")
        admin.follow("main a[href='/setup/new-person']")
        admin.fill("main form", number="S700", name="Lin", hall="South", badges="9700")
        admin.follow("main form .button-primary")
        admin.follow("main a[href^='/setup/users/new']")
        admin.follow("main form .button-primary")
        password = admin.page.locator("#password").inner_text()
        _written(stage)
        _first_log_in(Keyboard(open_as(base).new_page()), password)


def _written(stage: Stage) -> None:
    with Session(stage.engine) as session:
        hall = session.exec(select(HallRow).where(HallRow.code == "H7")).one()
        windows = session.exec(select(WindowRow).where(WindowRow.hall_id == hall.id).order_by(WindowRow.code)).all()
        person = session.exec(select(StaffRow).where(StaffRow.no == "S700")).one()
        user = session.exec(select(UserRow).where(UserRow.login == "s700")).one()
    assert [(window.code, window.tag_number) for window in windows] == [("W1", 1), ("W2", 2)]
    assert (person.hall_id, user.staff_id, user.must_change_password) == (hall.id, person.id, True)


def _first_log_in(new: Keyboard, password: str) -> None:
    new.page.goto("/login?lang=en")
    new.page.keyboard.type("s700")  # the field has the focus
    new.fill("form", password=password)
    new.follow("form .button-primary")
    assert new.page.url.endswith("/my/password")
    new.page.goto("/my/violations")
    assert new.page.url.endswith("/my/password"), "nothing else is open yet"
    new.fill("main form", old=password, new=NEW, again=NEW)
    new.follow("main form .button-primary")
    new.page.goto("/my/violations")
    assert new.page.url.endswith("/my/violations")


def test_each_page_is_axe_clean_in_chinese_and_fits_a_telephone(
    tmp_path: Path, sqlite_database: Engine, open_as: Opens
) -> None:
    stage = set_the_stage(tmp_path, sqlite_database, now="10:00")
    with writing_to(stage.engine) as session:
        session.get_one(HallRow, stage.halls["H2"]).retired_at = stage.clock.now()
        add_token(
            session, session.get_one(UserRow, stage.users["孙悦"]), "report", days=9, by="x", now=stage.clock.now()
        )
    with hosted(stage.app) as base:
        context = open_as(base, stage.log_in("孙悦").cookies[COOKIE], viewport=TELEPHONE)
        page = context.new_page()
        for path in (
            *PATHS,
            f"/setup/halls/H1/windows/{stage.windows['H1/W1']}",
            f"/setup/users/{stage.users['李强']}",
        ):
            page.goto(path)
            found = Axe().run(page)
            assert found.violations_count == 0, (path, found.generate_report())
            assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"], path
