"""The queue in a real browser: decided from the keyboard alone, two people at one case, pictures large, a telephone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.auth.sessions import COOKIE
from api.database import writing_to
from api.evidence.folder import EvidenceFolder
from api.hosting import hosted
from models.tables import AuditEntryRow, EvidenceRow, ViolationRow, ViolationStatus
from models.values.evidence import StillKind
from tests.api.cast import Stage, at, hand_made, set_the_stage
from tests.api.conftest import picture_bytes
from tests.api.pages.conftest import TELEPHONE, Opens

EMPTY_WINDOW = "王芳 window-unattended"
PICTURES = {StillKind.begin: "09:12:30", StillKind.middle: "09:15", StillKind.end: "09:18"}


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    """With four late mornings more of 王芳, and three pictures of her empty window."""
    made = set_the_stage(tmp_path, sqlite_database)
    store = EvidenceFolder(made.settings.evidence_dir)
    with writing_to(made.engine) as session:
        for n in range(4):
            row = hand_made(made, "H1", "王芳", "late", date(2026, 6, 2), f"1{n}:00", f"1{n}:10")
            session.add(row)
            made.violations[f"late {n}"] = row.id
        session.delete(session.get_one(EvidenceRow, made.evidence[EMPTY_WINDOW]))
        session.flush()
        for n, (kind, clock) in enumerate(PICTURES.items()):
            jpeg = picture_bytes(n)
            session.add(
                EvidenceRow(
                    violation_id=made.violations[EMPTY_WINDOW], camera_id=made.cameras["H1"], taken_at=at(clock),
                    window_id=made.windows["H1/W1"], sha256=store.put(jpeg), size_bytes=len(jpeg), kind=kind,
                    width_px=160, height_px=90,
                )
            )  # fmt: skip
    return made


@pytest.fixture
def base(stage: Stage) -> Iterator[str]:
    with hosted(stage.app) as url:
        yield url


def opened(stage: Stage, base: str, open_as: Opens, name: str, address: str, **options: object) -> Page:
    page = open_as(base, stage.log_in(name).cookies[COOKIE], **options).new_page()
    page.goto(address)
    return page


def looks(stage: Stage) -> int:
    """How often a picture was looked at, as it is on record."""
    with Session(stage.engine) as session:
        return len(session.exec(select(AuditEntryRow).where(AuditEntryRow.action == "evidence.viewed")).all())


def shown(page: Page, stage: Stage, case: str) -> None:
    expect(page.locator(f"form.verdict[action^='/queue/{stage.violations[case]}/']")).to_be_visible()


def test_five_cases_are_decided_from_the_keyboard_alone(stage: Stage, base: str, open_as: Opens) -> None:
    page = opened(stage, base, open_as, "周敏", f"/queue/{stage.violations['late 0']}")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.method) if asked.is_navigation_request() else None)
    posted: list[str] = []
    page.on("request", lambda asked: posted.append(asked.url) if asked.method == "POST" else None)
    for case, keys, after in (
        ("late 0", "21", "late 1"), ("late 1", "34", "late 2"), ("late 2", "11", "late 3"),
        ("late 3", "41", "李强 late"), ("李强 late", "22", EMPTY_WINDOW),
    ):  # fmt: skip
        shown(page, stage, case)
        for key in keys:
            page.keyboard.press(key)
        shown(page, stage, after)
        assert page.evaluate("location.pathname") == f"/queue/{stage.violations[after]}"
    assert sent == [], "no page was loaded anew"
    assert len(posted) == 5, "one request a decision"
    told = [(of["verdict"], of["reason"]) for _, of in stage.audited("violation.decided")]
    assert told == [
        ("dismiss", "was-there"), ("excuse", "emergency"), ("confirm", "as-shown"), ("unclear", "cannot-tell"),
        ("dismiss", "camera-wrong"),
    ]  # fmt: skip
    expect(page.locator("#flash")).to_contain_text("李强")
    page.keyboard.press("u")
    shown(page, stage, "李强 late")
    assert stage.status("李强 late") == "pending"
    page.keyboard.press("2")
    page.keyboard.press("w")
    page.keyboard.type("读卡器坏了")
    page.keyboard.press("Enter")
    shown(page, stage, EMPTY_WINDOW)
    assert stage.audited("violation.decided")[-1][1]["reason"] == "读卡器坏了"
    page.go_back()
    expect(page.locator(".case-mark .badge-dismissed")).to_be_visible()


def test_what_was_taken_back_stays_though_the_next_case_comes_late(stage: Stage, base: str, open_as: Opens) -> None:
    page = opened(stage, base, open_as, "周敏", "/queue")
    held: list[Route] = []
    page.route(f"**/queue/{stage.violations['late 1']}*", lambda route: held.append(route))
    page.goto(f"/queue/{stage.violations['late 0']}")
    page.keyboard.press("2")
    page.keyboard.press("1")
    expect(page.locator("#flash form")).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator("#flash")).to_be_empty()
    expect(page.locator("form.verdict")).not_to_have_attribute("data-picked", "dismiss")
    assert held
    for route in held:
        with page.expect_event("requestfinished"):
            route.continue_()
    page.wait_for_timeout(500)
    shown(page, stage, "late 0")
    assert stage.status("late 0") == "pending"


def test_a_case_is_looked_at_when_it_is_shown_and_once(stage: Stage, base: str, open_as: Opens) -> None:
    page = opened(stage, base, open_as, "周敏", f"/queue/{stage.violations['李强 late']}")
    page.wait_for_timeout(1000)  # in which the next case is fetched
    assert looks(stage) == 0, "the next case was fetched ahead, and nobody saw it"
    page.keyboard.press("j")
    shown(page, stage, EMPTY_WINDOW)
    for picture in page.locator(".still img").all():
        picture.evaluate("(each) => each.decode()")
    assert looks(stage) == len(PICTURES)
    page.keyboard.press("z")
    expect(page.locator("#zoom canvas")).to_have_attribute("aria-label", "开始：W1 于 09:12:30 的模糊化画面")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    expect(page.locator("#zoom canvas")).to_have_attribute("aria-label", "中间：W1 于 09:15:00 的模糊化画面")
    expect(page.locator("[data-zoom=scale]")).to_have_text("150 %")
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Escape")
    expect(page.locator("#zoom")).to_be_hidden()
    assert looks(stage) == len(PICTURES), "the large one is drawn from what was loaded"


def test_two_people_at_one_case_hear_of_each_other(stage: Stage, base: str, open_as: Opens) -> None:
    address = f"/queue/{stage.violations['李强 late']}"
    first = opened(stage, base, open_as, "周敏", address)
    others = first.locator("[data-present-said=others]")
    expect(others).to_be_hidden()
    second = opened(stage, base, open_as, "孙悦", address)
    expect(others).to_have_text("孙悦也正在查看此事件。")
    expect(second.locator("[data-present-said=others]")).to_have_text("周敏也正在查看此事件。")
    second.close()
    expect(others).to_be_hidden()
    second = opened(stage, base, open_as, "孙悦", address)
    expect(others).to_be_visible()
    second.keyboard.press("1")
    second.keyboard.press("1")
    expect(first.locator("[data-present-said=decided]")).to_contain_text("孙悦刚刚确认属实")
    expect(first.locator("form.verdict")).to_be_hidden()
    first.keyboard.press("1")
    first.keyboard.press("1")
    assert len(stage.audited("violation.decided")) == 1
    first.locator("[data-present-said=decided] a").click()
    shown(first, stage, EMPTY_WINDOW)


def test_who_comes_second_all_the_same_is_told_at_the_case(stage: Stage, base: str, open_as: Opens) -> None:
    page = opened(stage, base, open_as, "周敏", "/queue")
    page.route("**/present", lambda route: route.abort())
    page.goto(f"/queue/{stage.violations['李强 late']}")
    page.keyboard.press("2")
    with writing_to(stage.engine) as session:
        session.get_one(ViolationRow, stage.violations["李强 late"]).status = ViolationStatus.excused
    page.keyboard.press("1")
    expect(page.get_by_role("alert")).to_contain_text("已有其他人先行裁定")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_queue_on_a_telephone(stage: Stage, base: str, open_as: Opens, language: str) -> None:
    page = opened(stage, base, open_as, "周敏", f"/queue?lang={language}&hall=H1&from=2026-06-01", viewport=TELEPHONE)
    page.locator(f".card[href^='/queue/{stage.violations['late 0']}']").click()
    page.locator(".verdict-button[value=dismiss]").click()
    expect(page.locator("[data-reasons-of=dismiss] .reason-key")).to_have_count(4)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    page.locator("[data-reasons-of=dismiss] .reason-key").first.click()
    expect(page.locator("#flash form")).to_be_visible()
    with Session(stage.engine) as session:
        rows = session.exec(select(ViolationRow.status).where(col(ViolationRow.rule) == "late")).all()
    assert rows.count(ViolationStatus.dismissed) == 1


def test_without_scripts_the_form_is_whole(stage: Stage, base: str, open_as: Opens) -> None:
    address = f"/queue/{stage.violations['late 0']}"
    page = opened(stage, base, open_as, "周敏", address, java_script_enabled=False)
    page.locator("select[name=reason]").select_option("agreed")
    page.locator("input[name=text]").press("Enter")
    assert stage.status("late 0") == "pending", "no verdict by a key that ends what is written"
    page.locator(".verdict-button[value=excuse]").click()
    expect(page.locator("#flash")).to_contain_text("王芳")
    assert stage.status("late 0") == "excused"
