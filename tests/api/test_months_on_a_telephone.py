"""The pages of a month in a real browser, 375 px wide and at a desk, in both languages: nothing sticks out."""

from pathlib import Path

from sqlalchemy import Engine

from api.auth.sessions import COOKIE
from api.hosting import hosted
from tests.api.browser import HEIGHT_PX, WIDTH_PX, chromium
from tests.api.cast import set_the_stage
from tests.api.spread_months import earlier_months, more_people

PAGES = {
    "刘洋": ("/appraisals/2026-06", "/appraisals/2026-06/halls", "/appraisals/2026-05/people/S001"),
    "王芳": ("/my/months", "/appraisals/2026-05/people/S001"),
}
STICKING_OUT = """[...document.querySelectorAll("main svg text, main svg rect, main .button")]
  .filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML)"""
OVERLAPPING = """[...document.querySelectorAll("main svg")].flatMap(svg => {
  const boxes = [...svg.querySelectorAll(".column-label")].map(e => e.getBoundingClientRect());
  return boxes.filter((box, n) => n && boxes[n - 1].right > box.left).map(() => svg.outerHTML);
})"""
MANY = [str(score) for score in range(12, 101)]


def test_everything_fits(tmp_path: Path, sqlite_database: Engine):
    stage = set_the_stage(tmp_path, sqlite_database)
    more_people(stage, "H1", *MANY)
    more_people(stage, "H2", "100", "97.25", "93", "88", "76.5")
    earlier_months(stage, "王芳", "H1", "91", "92.75", "84", "99", "100", "97.25", "88.125", "95")
    with hosted(stage.app) as base, chromium(tmp_path / "profile") as browser:
        browser.call("Emulation.setScriptExecutionDisabled", value=True)
        for who, paths in PAGES.items():
            client = stage.log_in(who)
            browser.call("Network.setCookie", name=COOKIE, value=client.cookies[COOKIE], url=base)
            for width_px in (WIDTH_PX, 1280):
                browser.call(
                    "Emulation.setDeviceMetricsOverride", width=width_px, height=HEIGHT_PX, deviceScaleFactor=1,
                    mobile=width_px == WIDTH_PX,
                )  # fmt: skip
                for path in paths:
                    for language in ("zh", "en"):
                        browser.open(f"{base}{path}?lang={language}")
                        seen = (path, width_px, language)
                        assert browser.reckon("document.documentElement.scrollWidth <= innerWidth"), seen
                        assert browser.reckon("document.querySelectorAll('main svg rect.column').length") > 0, seen
                        assert browser.reckon(STICKING_OUT) == [], seen
                        assert browser.reckon(OVERLAPPING) == [], seen
