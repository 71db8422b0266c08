"""The frame of every page in a real browser: one row whatever the width, its menus, and the choice of light or dark."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from api.auth.sessions import COOKIE
from api.hosting import hosted
from api.pages import navigation
from api.pages.navigation import Place
from tests.api.cast import Stage, set_the_stage
from tests.api.pages.conftest import TELEPHONE, Opens

LABELS = ("Queue", "Windows", "My months", "Months", "On the spot", "Second opinions", "Appeals", "Rounds", "Set-up")
"""More first places than there is room for, as long as any."""
HEAD_PX = 56
WIDTHS_PX = (320, 375, 600, 736, 800, 992, 1100, 1280, 1366, 1600, 1920)
LIGHT, DARK = "rgb(243, 245, 244)", "rgb(18, 24, 26)"
VISIBLE = """addresses => addresses.map(address => [...document.querySelectorAll(".top-nav a, .top-menu a")]
  .filter(e => e.getAttribute("href") === address && e.offsetParent).length)"""


@dataclass
class Shown:
    stage: Stage
    base: str
    opens: Opens

    def page(self, who: str = "周敏", **options: object) -> Page:
        page = self.opens(self.base, self.stage.log_in(who).cookies[COOKIE], **options).new_page()
        page.goto("/rules?lang=en")
        return page


@pytest.fixture
def shown(tmp_path: Path, sqlite_database: Engine, open_as: Opens) -> Iterator[Shown]:
    stage = set_the_stage(tmp_path, sqlite_database, now="10:00")
    with hosted(stage.app) as base:
        yield Shown(stage, base, open_as)


def test_the_head_is_one_row_at_any_width_and_every_place_is_in_it_once(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tuple(Place(f"/place/{number}", label, lambda _: True) for number, label in enumerate(LABELS))
    monkeypatch.setattr(navigation, "FIRST", first)
    page = shown.page("孙悦")
    for language in ("en", "zh"):
        page.goto(f"/rules?lang={language}")
        places = page.locator(".top-menu a").evaluate_all("all => all.map(e => e.getAttribute('href'))")
        assert len(places) > len(LABELS)
        page.locator(".top-menu summary").evaluate("e => e.parentElement.open = true")
        for width in WIDTHS_PX:
            page.set_viewport_size({"width": width, "height": 740})
            seen = (language, width)
            assert page.locator(".top").evaluate("e => e.offsetHeight") <= HEAD_PX, seen
            assert page.evaluate("document.documentElement.scrollWidth") <= width, seen
            assert page.evaluate(VISIBLE, places) == [1] * len(places), seen


def test_the_menu_opens_and_closes_from_the_keyboard(shown: Shown) -> None:
    page = shown.page(viewport=TELEPHONE)
    menu, account = page.locator(".top-menu summary"), page.locator(".top-account summary")
    assert menu.inner_text() == "Rules", "where one is"
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Queue")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(page.locator(".top-menu")).not_to_have_attribute("open", "")
    page.keyboard.press("Enter")
    account.focus()
    expect(page.locator(".top-menu")).not_to_have_attribute("open", "")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".top-account")).not_to_have_attribute("open", "")


def test_the_skip_link_leads_past_the_head(shown: Shown) -> None:
    page = shown.page()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
def test_light_or_dark_is_chosen_and_kept(shown: Shown, scripts: bool) -> None:
    def paper() -> str:
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    page = shown.page(color_scheme="dark", java_script_enabled=scripts)
    assert paper() == DARK
    for name, paper_is in (("Light mode", LIGHT), ("Dark mode", DARK), ("As the device", DARK)):
        page.locator(".top-account summary").click()
        page.get_by_role("button", name=name).click()
        assert page.url.endswith("/rules?lang=en"), "back where one was"
        assert paper() == paper_is, name
        page.goto("/queue?lang=en")
        assert paper() == paper_is, "on the next page too"
        page.goto("/rules?lang=en")
    page.emulate_media(color_scheme="light")
    assert paper() == LIGHT


def test_paper_is_white_and_holds_nothing_to_press(shown: Shown) -> None:
    page = shown.page(color_scheme="dark")
    page.goto("/queue?lang=en")
    page.emulate_media(media="print", color_scheme="dark")
    pressed = 'a.button, button, select, input:not([type="hidden"]), nav, summary'
    assert page.evaluate(f"[...document.querySelectorAll('{pressed}')].filter(e => e.offsetParent).length") == 0
    colours = "(e => [e.getPropertyValue('--paper'), e.color])(getComputedStyle(document.body))"
    assert page.evaluate(colours) == ["#fff", "rgb(0, 0, 0)"]
    expect(page.get_by_role("article")).to_be_visible()
