"""`python -m tests.api.pages.pictures`: the pictures of the README, from a demo's morning, into `.pictures/`.

`CONDUCT_WEIGHTS` names a person detector, as for the demo. A page is a line in `PICTURES`; look at each before it is kept.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image  # noqa: TID251 - what a browser shows, never what a camera saw
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from api.cli.demo import _settings, _weights
from api.clock import GivenClock
from api.demo import script
from api.demo.run import HR, SUPERVISOR, post_morning, prepare, review_and_appraise
from api.hosting import hosted
from api.services import build_service
from vision.scene import Scene

FOLDER = Path(__file__).parents[3] / ".pictures"
DESK: ViewportSize = {"width": 1280, "height": 800}
TELEPHONE: ViewportSize = {"width": 390, "height": 780}
COLOURS = 192
BYTES_MAX = 150_000
MONTH = f"{script.DAY:%Y-%m}"


@dataclass(frozen=True)
class Picture:
    name: str
    who: str
    address: str
    telephone: bool = False
    dark: bool = False
    click: str = ""
    """What is pressed before the picture is taken."""


WITH_STILLS = ".cards li:last-child .card"

PICTURES = (
    Picture("queue-zh", SUPERVISOR, "/queue?lang=zh", click=WITH_STILLS),
    Picture("queue-en-dark", SUPERVISOR, "/queue?lang=en", dark=True, click=WITH_STILLS),
    Picture("case-zh-telephone", SUPERVISOR, "/queue?lang=zh", telephone=True, click=WITH_STILLS),
    Picture("windows-zh", SUPERVISOR, "/windows?lang=zh"),
    Picture("month-zh", HR, f"/appraisals/{MONTH}?lang=zh"),
)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with morning() as (base, passwords), browser() as chromium:
        for picture in PICTURES:
            page = opened(chromium, base, picture, passwords[picture.who])
            file = FOLDER / f"{picture.name}.png"
            file.write_bytes(small(page.screenshot()))
            page.context.close()
            print(f"{file}: {file.stat().st_size // 1000} kB")
            assert file.stat().st_size < BYTES_MAX, f"{file} is too large for a README"


@contextmanager
def morning() -> Iterator[tuple[str, dict[str, str]]]:
    """The demo's service after its morning, as a base URL, with the passwords of its people."""
    folder = Path(tempfile.mkdtemp(prefix="staff-conduct-pictures-"))
    weights, words = _weights()
    print(words)
    scene, clock = Scene(), GivenClock(min(script.FIRST_FRAME, script.clock("08:00")))
    app = build_service(_settings(folder, weights), clock)
    with hosted(app) as base:
        prepared = prepare(app, scene)
        post_morning(app, clock, base, prepared, scene, print)
        review_and_appraise(base, prepared, folder / "exports")
        yield base, {who.login: who.password for who in prepared.people}
    shutil.rmtree(folder)


@contextmanager
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


def opened(chromium: Browser, base: str, picture: Picture, password: str) -> Page:
    page = chromium.new_context(
        base_url=base,
        bypass_csp=True,  # waiting for something evaluates a string
        viewport=TELEPHONE if picture.telephone else DESK,
        color_scheme="dark" if picture.dark else "light",
    ).new_page()
    page.goto("/login")
    page.locator("input[name=login]").fill(picture.who)
    page.locator("input[name=password]").fill(password)
    page.locator("form.login button").click()
    page.goto(picture.address)
    if picture.click:
        page.locator(picture.click).first.click()
        page.wait_for_load_state("load")
    page.wait_for_function("[...document.images].every(e => e.complete || e.loading === 'lazy' && e.y > innerHeight)")
    return page


def small(png: bytes) -> bytes:
    """The picture with a palette."""
    out = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
