"""Every page, opened by who uses it: axe finds nothing, nothing sticks out, nothing is left untranslated.

Once in Chinese, light, at a desk, and once in English, dark, on a telephone; then each in the other width.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from json import dumps
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, ViewportSize
from sqlalchemy import Engine

from api.app import create_app
from api.auth.sessions import COOKIE
from api.clock import GivenClock
from api.database import writing_to
from api.hosting import hosted
from api.language import TAGS, Code
from api.settings import Settings
from models.database import open_database
from models.tables import UserRow
from tests.api.authorization.hall import Hall, furnish
from tests.api.cast import PEOPLE, Stage, at
from tests.api.conftest import hashed_password
from tests.api.pages.conftest import DESK, TELEPHONE, Opens
from tests.api.pages.examples import examples, pages_of
from tests.api.pages.looking import faults_of, frame_of, sticking_out, untranslated


@dataclass(frozen=True)
class Served:
    hall: Hall
    base: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("pages")
    file = folder / "conduct.sqlite3"
    file.write_bytes(migrated_file.read_bytes())
    engine: Engine = open_database(f"sqlite:///{file}")
    hall = furnish(folder, engine)
    with hosted(hall.stage.app) as base:
        yield Served(hall, base)
    engine.dispose()


@pytest.mark.parametrize(
    ("code", "scheme", "first", "then"), [("zh", "light", DESK, TELEPHONE), ("en", "dark", TELEPHONE, DESK)]
)
def test_every_page_can_be_read_by_everybody(
    served: Served, open_as: Opens, code: Code, scheme: str, first: ViewportSize, then: ViewportSize
) -> None:
    faults: dict[str, list[str]] = {}
    tabs: dict[str, Page] = {}
    seen: set[str] = set()
    for path, example, address in examples(served.hall):
        if example.who not in tabs:
            cookie = served.hall.clients[example.who].cookies.get(COOKIE)
            tabs[example.who] = open_as(served.base, cookie, viewport=first, color_scheme=scheme).new_page()
        page = tabs[example.who]
        seen.add(path)
        if not opened(page, f"{address}{'&' if '?' in address else '?'}lang={code}"):
            continue
        found = [*faults_of(page, code), *sticking_out(page)]
        page.set_viewport_size(then)
        found += sticking_out(page)
        page.set_viewport_size(first)
        if found:
            faults[f"{example.who} {address}"] = found
    assert not faults, dumps(faults, ensure_ascii=False, indent=1)
    assert seen - {""} == pages_of(served.hall.stage.app)


def opened(page: Page, address: str) -> bool:
    """Whether it is a page: files to be taken away are looked at by other tests."""
    try:
        answer = page.goto(address)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return False
    assert answer is not None
    return answer.headers["content-type"].startswith("text/html")


WELL = "<main><h1>{}</h1></main>"


@pytest.mark.parametrize(
    ("code", "head", "body", "found"),
    [
        ("en", "<title>A · B</title>", WELL.format("Well"), ""),
        ("en", "<title>A · B</title>", WELL.format("队列"), "untranslated: '队列'"),
        ("en", "<title>A · B</title>", WELL.format("<span lang=zh-CN>队列</span> W1"), ""),
        ("zh", "<title>甲 · 乙</title>", WELL.format("Queue of S001"), "untranslated: 'Queue of S001'"),
        ("zh", "<title>甲 · 乙</title>", WELL.format("王芳 S001 hall.toml"), ""),
        ("zh", "<title>甲 · 乙</title>", WELL.format("王芳<img alt='A picture'>"), "untranslated: 'A picture'"),
        ("en", "<title>A · B</title>", "<main><h1>A</h1><h1>B</h1></main>", "h1: "),
        ("en", "<title>B</title>", WELL.format("A"), "title: "),
        ("en", "<title>A · B</title>", WELL.format("A<button></button>"), "axe button-name: "),
        ("en", "<title>A · B</title>", WELL.format("A<a href=/ style='color: #ddd'>pale</a>"), "axe color-contrast: "),
        ("en", "<title>A · B</title>", WELL.format("<div style='width: 2000px'>A</div>"), "sideways at "),
    ],
)
def test_what_is_wrong_with_a_page_is_found(open_as: Opens, code: Code, head: str, body: str, found: str) -> None:
    page = open_as("http://127.0.0.1").new_page()
    page.set_content(f"<!doctype html><html lang={TAGS[code]}><head>{head}</head><body>{body}</body></html>")
    faults = [*faults_of(page, code), *sticking_out(page)]
    assert [fault[: len(found)] for fault in faults] == ([found] if found else [])


EMPTY = {
    "孙悦": ("/queue", "/windows", "/inspect", "/inspect/rounds", "/appeals", "/appraisals", "/precision", "/inbox"),
    "周敏": ("/inspect", "/agreement", "/agreement?hall=H9", "/precision?hall=H9"),
    "王芳": ("/my/violations", "/my/months"),
}


@pytest.mark.parametrize("code", ["zh", "en"])
def test_pages_of_a_service_without_a_hall_teach_the_next_step(
    tmp_path: Path, sqlite_database: Engine, open_as: Opens, code: Code
) -> None:
    stage = nobody_but_people(tmp_path, sqlite_database)
    faults: dict[str, list[str]] = {}
    with hosted(stage.app) as base:
        for who, addresses in EMPTY.items():
            page = open_as(base, stage.log_in(who).cookies[COOKIE], viewport=TELEPHONE).new_page()
            for address in addresses:
                page.goto(f"{address}{'&' if '?' in address else '?'}lang={code}")
                if found := [*frame_of(page, code), *untranslated(page, code), *sticking_out(page)]:
                    faults[f"{who} {address}"] = found
    assert not faults, dumps(faults, ensure_ascii=False, indent=1)


def nobody_but_people(folder: Path, engine: Engine) -> Stage:
    """A service on its first day: log-ins, and nothing else."""
    settings, clock = Settings(data_dir=folder / "data"), GivenClock(at("10:00"))
    stage = Stage(create_app(settings, clock, engine), engine, clock, settings)
    with writing_to(engine) as session:
        for name, (login, role) in PEOPLE.items():
            user = UserRow(login=login, name=name, role=role, password_hash=hashed_password())
            session.add(user)
            stage.users[name] = user.id
    return stage
