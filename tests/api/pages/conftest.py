"""Pages in a real browser: Debian's Chromium by Playwright, one for each file of tests."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from api.auth.sessions import COOKIE

DESK: ViewportSize = {"width": 1366, "height": 768}
TELEPHONE: ViewportSize = {"width": 375, "height": 740}
ANSWERS_WITHIN_MS = 60_000
expect.set_options(timeout=ANSWERS_WITHIN_MS)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Skips the tests where there is no Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Complaints:
    """What a page must never do: errors in its scripts or console (the content policy's among them), other hosts."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def listen(self, context: BrowserContext, base: str) -> None:
        context.on("weberror", lambda error: self.found.append(f"script: {error.error}"))
        context.on("console", lambda said: self._console(said.type, said.text, said.location["url"]))
        context.on("request", lambda asked: self._request(asked.url, base))

    def _console(self, kind: str, text: str, where: str) -> None:
        # a page may be asked for that answers 4xx: the browser calls that an error too
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.found.append(f"console: {text} ({where})")

    def _request(self, url: str, base: str) -> None:
        if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and not url.startswith(base):
            self.found.append(f"another host: {url}")


Opens = Callable[..., BrowserContext]


@pytest.fixture
def open_as(chromium: Browser) -> Iterator[Opens]:
    """`open_as(base, session_cookie, viewport=DESK, **context options)`: a browser of its own, logged in.

    Afterwards the test fails if any page complained.
    """
    complaints = Complaints()
    opened: list[BrowserContext] = []

    def open_context(
        base: str, cookie: str | None = None, *, viewport: ViewportSize = DESK, **options: object
    ) -> BrowserContext:
        context = chromium.new_context(base_url=base, viewport=viewport, **options)  # pyright: ignore[reportArgumentType]
        context.set_default_timeout(ANSWERS_WITHIN_MS)
        if cookie is not None:
            context.add_cookies([{"name": COOKIE, "value": cookie, "url": base}])
        complaints.listen(context, base)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()
    assert complaints.found == []


@contextmanager
def page_in(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    yield page
    page.close()
