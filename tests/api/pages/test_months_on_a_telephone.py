"""The pages of a month in a real browser, 375 px wide and at a desk, in both languages: nothing sticks out."""

from pathlib import Path

from sqlalchemy import Engine

from api.auth.sessions import COOKIE
from api.hosting import hosted
from tests.api.cast import set_the_stage
from tests.api.pages.conftest import DESK, TELEPHONE, Opens
from tests.api.spread_months import earlier_months, more_people

PAGES = {
    "刘洋": ("/appraisals/2026-06", "/appraisals/2026-06/halls", "/appraisals/2026-05/people/S001"),
    "王芳": ("/my/months", "/appraisals/2026-05/people/S001"),
}
STICKING_OUT = """() => [...document.querySelectorAll("main svg text, main svg rect, main .button")]
  .filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML)"""
OVERLAPPING = """() => [...document.querySelectorAll("main svg")].flatMap(svg => {
  const boxes = [...svg.querySelectorAll(".column-label")].map(e => e.getBoundingClientRect());
  return boxes.filter((box, n) => n && boxes[n - 1].right > box.left).map(() => svg.outerHTML);
})"""
MANY = [str(score) for score in range(12, 101)]


def test_everything_fits(tmp_path: Path, sqlite_database: Engine, open_as: Opens):
    stage = set_the_stage(tmp_path, sqlite_database)
    more_people(stage, "H1", *MANY)
    more_people(stage, "H2", "100", "97.25", "93", "88", "76.5")
    earlier_months(stage, "王芳", "H1", "91", "92.75", "84", "99", "100", "97.25", "88.125", "95")
    with hosted(stage.app) as base:
        for who, paths in PAGES.items():
            cookie = stage.log_in(who).cookies[COOKIE]
            for viewport in (TELEPHONE, DESK):
                page = open_as(
                    base, cookie, viewport=viewport, is_mobile=viewport == TELEPHONE, java_script_enabled=False
                ).new_page()
                for path in paths:
                    for language in ("zh", "en"):
                        page.goto(f"{path}?lang={language}")
                        seen = (path, viewport, language)
                        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), seen
                        assert page.locator("main svg rect.column").count() > 0, seen
                        assert page.evaluate(STICKING_OUT) == [], seen
                        assert page.evaluate(OVERLAPPING) == [], seen
