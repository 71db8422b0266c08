"""`/inspect` in a real browser, 375 px wide, in both languages: nothing sticks out, and fingers hit what they mean."""

from pathlib import Path

from sqlalchemy import Engine

from api.auth.sessions import COOKIE
from api.hosting import hosted
from tests.api.browser import WIDTH_PX, chromium
from tests.api.cast import set_the_stage
from tests.api.test_inspect_pages import FORM, ROUNDS
from tests.api.test_reports_api import post

TARGETS = "main a.button, main button, main select, main .spot-rule, main .spot-choice, main summary, main input"
TOO_SMALL = f"""[...document.querySelectorAll("{TARGETS}")]
  .filter(e => e.offsetParent && !["hidden", "radio"].includes(e.type))
  .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""


def test_everything_fits_and_can_be_hit(tmp_path: Path, sqlite_database: Engine):
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
    with hosted(stage.app) as base, chromium(tmp_path / "profile") as browser:
        browser.call("Network.setCookie", name=COOKIE, value=client.cookies[COOKIE], url=base)
        browser.call("Emulation.setScriptExecutionDisabled", value=True)
        for path, words in paths.items():
            for language in ("zh", "en"):
                browser.open(f"{base}{path}{'&' if '?' in path else '?'}lang={language}")
                assert browser.reckon("document.documentElement.scrollWidth") == WIDTH_PX, (path, language)
                assert browser.reckon(TOO_SMALL) == [], (path, language)
                text = browser.reckon("document.body.innerText")
                said |= {words} & {words if words in text else ""}
    assert said == set(paths.values()), "each page was really there"
