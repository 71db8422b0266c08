"""`/inspect` in a real browser, 375 px wide, in both languages: nothing sticks out, and fingers hit what they mean."""

from pathlib import Path

from sqlalchemy import Engine

from api.auth.sessions import COOKIE
from api.hosting import hosted
from tests.api.cast import set_the_stage
from tests.api.pages.conftest import TELEPHONE, Opens
from tests.api.test_inspect_pages import FORM, ROUNDS
from tests.api.test_reports_api import post

TARGETS = "main a.button, main button, main select, main .spot-rule, main .spot-choice, main summary, main input"
TOO_SMALL = f"""() => [...document.querySelectorAll("{TARGETS}")]
  .filter(e => e.offsetParent && !["hidden", "radio"].includes(e.type))
  .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""


def test_everything_fits_and_can_be_hit(tmp_path: Path, sqlite_database: Engine, open_as: Opens):
    stage = set_the_stage(tmp_path, sqlite_database, now="10:00")
    client = stage.log_in("周敏")
    round_id = client.post(ROUNDS, json={"hall": "H1"}).json()["id"]
    report_id = post(client, at="2026-06-03T09:40:00+08:00").json()["id"]
    paths = {
        "/inspect": "现场检查",
        FORM: "No private pastimes at work",
        f"/inspect/done/{report_id}": "已上报",
        "/inspect/rounds": "Rounds",
        f"/inspect/rounds/{round_id}": "已看 0/",
        "/agreement": "Second opinions",
    }
    said = set()
    with hosted(stage.app) as base:
        telephone = {"viewport": TELEPHONE, "is_mobile": True, "has_touch": True, "java_script_enabled": False}
        page = open_as(base, client.cookies[COOKIE], **telephone).new_page()
        for path, words in paths.items():
            for language in ("zh", "en"):
                page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
                assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"], (path, language)
                assert page.evaluate(TOO_SMALL) == [], (path, language)
                said |= {words} & {words if words in page.locator("body").inner_text() else ""}
    assert said == set(paths.values()), "each page was really there"
