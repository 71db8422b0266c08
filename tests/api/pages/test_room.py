"""Whole ways in a real browser: somebody at 375 px puts their record right and appeals; an auditor reads everything."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize
from sqlalchemy import Engine

from api.auth.sessions import COOKIE
from api.database import writing_to
from api.hosting import hosted
from conduct.review.violations import Reviewer, decide
from models.tables import Verdict, ViolationRow
from tests.api.audit_trail import trail
from tests.api.cast import Stage, name_of, set_the_stage
from tests.api.pages.conftest import DESK, TELEPHONE, Opens

OWN = ("/my?month=2026-06", "/my/violations", "/my/attendance?month=2026-06", "/my/months", "/my/looked", "/my/data")
ROOM = ("/audit", "/audit/chain", "/auditor", "/auditor/impact", "/auditor/statements")


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    made = set_the_stage(tmp_path, sqlite_database)
    by = Reviewer(made.users["孙悦"], name_of("孙悦"), None)
    with writing_to(made.engine) as session:
        row = session.get_one(ViolationRow, made.violations["李强 late"])
        decide(session, row, by=by, verdict=Verdict.confirm, reason="as-shown", now=made.clock.now())
    return made


@contextmanager
def page_of(stage: Stage, open_as: Opens, name: str, **options: object) -> Generator[Page]:
    client = stage.log_in(name)
    with hosted(stage.app) as base:
        yield open_as(base, client.cookies[COOKIE], **options).new_page()


def assert_clean(page: Page, address: str) -> None:
    page.goto(address)
    found = Axe().run(page)
    assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{address} is {wide} px wider than the screen"


def test_somebody_on_a_telephone_asks_for_a_correction_and_appeals(stage: Stage, open_as: Opens) -> None:
    with page_of(stage, open_as, "李强", viewport=TELEPHONE, locale="zh-CN") as page:
        page.goto("/my?month=2026-06")
        page.get_by_role("navigation", name="我的记录").get_by_role("link", name="考勤").click()
        page.get_by_text("此处有误").click()
        page.get_by_label("事项").select_option("missing-in")
        page.get_by_label("时间（补打卡时填写）").fill("08:29")
        page.get_by_role("button", name="申请更正").click()
        assert "请写明原因" in page.get_by_role("alert").inner_text()
        assert page.get_by_label("时间（补打卡时填写）").input_value() == "08:29"
        page.get_by_label("原因（供审批人参考）").fill("读卡器没有响应")
        page.get_by_role("button", name="申请更正").click()
        assert "已申请，待处理" in page.locator("#corrections").inner_text()
        page.goto("/my?month=2026-06")
        page.get_by_role("link", name="对此申诉").first.click()
        page.locator("#appeal textarea").fill("我 08:29 就到了，读卡器没有响应")
        page.locator("#appeal form button").first.click()
        page.goto("/my?month=2026-06")
        assert "等待裁定" in page.locator("main").inner_text()
        for address in OWN:
            assert_clean(page, address)


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (DESK, "dark"), (TELEPHONE, "light")])
def test_the_pages_of_the_room_are_clean(stage: Stage, open_as: Opens, viewport: ViewportSize, scheme: str) -> None:
    with page_of(stage, open_as, "孙悦", viewport=viewport, color_scheme=scheme) as page:
        for address in ROOM:
            assert_clean(page, address)


def test_an_auditor_searches_checks_the_chain_and_opens_the_assessment(stage: Stage, open_as: Opens) -> None:
    trail(stage.engine, 1500)
    with page_of(stage, open_as, "赵磊", locale="en-GB") as page:
        page.goto("/audit?lang=en")
        page.get_by_label("What was done").select_option("violation.decided")
        page.get_by_role("button", name="Search").click()
        assert "孙悦 (sunyue) decided on a case" in page.locator(".entries").inner_text()
        with page.expect_download() as taken:
            page.get_by_role("link", name="Take out as CSV").click()
        assert "decided on a case" in Path(taken.value.path()).read_text("utf-8-sig")
        page.get_by_role("link", name="Is it whole?").click()
        page.get_by_role("button", name="Check all of it now").click()
        page.get_by_text("each continues the one before it").wait_for()  # without loading the page again
        page.goto("/auditor")
        page.get_by_role("link", name="Impact assessment").click()
        page.emulate_media(media="print")
        assert page.get_by_role("navigation", name="Auditor's room").is_hidden()
        assert page.get_by_role("heading", name="Not stated yet").is_visible()
