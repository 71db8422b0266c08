"""HR proposes, grants, hears and tells, by the pages alone; each is axe clean and fits a telephone."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from api.auth.sessions import COOKIE
from api.database import writing_to
from api.hosting import hosted
from conduct.schedule.calendar_year import fill_year
from tests.api.cast import set_the_stage
from tests.api.pages.conftest import TELEPHONE, Opens
from tests.api.test_personnel_pages import confirm_many

expect.set_options(timeout=60_000)
PAGES = (
    "/commendations?show=all", "/exemptions", "/discipline?month=2026-06", "/hearings?month=2026-06", "/employments",
    "/people/S001/employment", "/setup/calendar?year=2026&hall=H1", "/setup/calendar?year=2027",
)  # fmt: skip


def clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_hr_works_through_its_pages(tmp_path: Path, sqlite_database: Engine, open_as: Opens) -> None:
    stage = set_the_stage(tmp_path, sqlite_database)
    confirm_many(stage, 7)
    with writing_to(stage.engine) as session:
        fill_year(session, 2026, by="test", now=stage.clock.now())
    cookie = stage.log_in("刘洋").cookies[COOKIE]
    with hosted(stage.app) as base:
        page = open_as(base, cookie).new_page()
        page.goto("/commendations")
        page.get_by_label("工号").fill("S001")
        page.get_by_label("做得好的事").fill("耐心答复了用户")
        page.get_by_role("button", name="提出").click()
        expect(page.get_by_text("耐心答复了用户")).to_be_visible()
        page.get_by_role("link", name="着装豁免").click()
        page.get_by_label("工号").fill("S001")
        page.get_by_label("最后一天").fill("2026-06-30")
        page.get_by_role("button", name="批准").click()
        expect(page.get_by_text("今天有效")).to_be_visible()
        page.get_by_role("link", name="处分建议").click()
        page.get_by_role("link", name="登记").click()
        page.get_by_label("陈述内容及结果").fill("已核实当日记录")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("已核实当日记录")).to_be_visible()
        page.get_by_role("link", name="归属").click()
        page.get_by_label("工号").fill("S001")
        page.get_by_role("button", name="显示").click()
        page.get_by_label("首日").fill("2026-01-01")
        page.get_by_role("button", name="登记").click()
        expect(page.get_by_text("至今")).to_be_visible()
        page.goto("/setup/calendar?hall=H1&year=2026")
        page.get_by_role("link", name="2026年7月15日").click()
        page.get_by_label("性质").select_option("closure")
        page.get_by_label("理由").fill("停电检修")
        page.get_by_role("button", name="设定").click()
        expect(page.get_by_role("link", name="2026年7月15日 周三: 营业厅停业")).to_be_visible()
        phone = open_as(base, cookie, viewport=TELEPHONE).new_page()
        for address in PAGES:
            page.goto(address)
            clean(page)
            phone.goto(address)
            assert phone.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"], address


def test_delivery_is_axe_clean_in_the_dark(tmp_path: Path, sqlite_database: Engine, open_as: Opens) -> None:
    stage = set_the_stage(tmp_path, sqlite_database)
    with hosted(stage.app) as base:
        context = open_as(base, stage.log_in("孙悦").cookies[COOKIE], viewport=TELEPHONE, color_scheme="dark")
        page = context.new_page()
        page.goto("/setup/delivery")
        clean(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
