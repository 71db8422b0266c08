"""An administrator brings a pack in, reads its faults and differences, tries it on recorded days and adopts it."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from api.auth.sessions import COOKIE
from api.hosting import hosted
from tests.api.cast import set_the_stage
from tests.api.pages.conftest import TELEPHONE, Opens
from tests.api.test_setup_rules import OURS

expect.set_options(timeout=60_000)


def clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_pack_from_its_file_to_its_adoption(tmp_path: Path, sqlite_database: Engine, open_as: Opens) -> None:
    stage = set_the_stage(tmp_path, sqlite_database)
    cookie = stage.log_in("孙悦").cookies[COOKIE]
    with hosted(stage.app) as base:
        page = open_as(base, cookie).new_page()
        page.goto("/setup/rules/packs")
        clean(page)
        files = page.get_by_label("规则包文件")
        files.set_input_files(
            {
                "name": "bad.toml",
                "mimeType": "text/plain",
                "buffer": OURS.replace("late_grace_min = 12", "late_grace_min = -1").encode(),
            }
        )
        page.get_by_role("button", name="检查这些文件").click()
        expect(page.get_by_text("应大于或等于 0").first).to_be_visible()
        clean(page)
        page.get_by_role("link", name="全部规则包").click()
        files = page.get_by_label("规则包文件")
        files.set_input_files({"name": "ours.toml", "mimeType": "text/plain", "buffer": OURS.encode()})
        page.get_by_role("button", name="检查这些文件").click()
        expect(page.get_by_text("迟到宽限（分钟）")).to_be_visible()
        clean(page)
        page.get_by_label("首日").fill("2026-06-01")
        page.get_by_label("最后一天").fill("2026-06-03")
        page.get_by_role("button", name="用这些日期试算").click()
        expect(page.get_by_text("按营业厅与规则列出的事件")).to_be_visible()
        clean(page)
        page.get_by_role("link", name="继续：采用").click()
        page.get_by_label("起始日", exact=True).fill("2026-07-01")
        page.get_by_label("文件", exact=True).fill("2026-7 号")
        page.get_by_role("button", name="采用此规则包").click()
        expect(page.get_by_role("status").get_by_text("已采用 default-ours")).to_be_visible()
        phone = open_as(base, cookie, viewport=TELEPHONE).new_page()
        for address in ("/setup/rules/packs", "/setup/rules/watch", "/setup/rules/seasons"):
            phone.goto(address)
            clean(phone)
            assert phone.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"], address
