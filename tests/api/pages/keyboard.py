"""Working without a mouse: Tab until what is wanted has the focus, and on the way it is never lost from sight."""

from typing import Any

from playwright.sync_api import Locator, Page

STOPS_MAX = 120
STOP = """() => {
  const now = document.activeElement, last = window.lastStop;
  window.lastStop = now;
  if (!now || now === document.body) return { name: "the page", seen: true, forwards: true };
  const box = now.getBoundingClientRect(), style = getComputedStyle(now);
  return {
    name: (now.getAttribute("aria-label") || now.textContent || now.getAttribute("name") || now.tagName).trim().slice(0, 60),
    // a date has several stops of its own
    forwards: !last || !last.isConnected || last === now
      || Boolean(last.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && (parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none"),
  };
}"""


class Keyboard:
    """Keys on one page. Every stop of the focus is checked: seen, marked, and after the one before."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def skip_the_head(self) -> None:
        """By the link that is the first stop of every page."""
        self.press("Tab")
        assert self.page.evaluate("document.activeElement.className") == "skip"
        self.press("Enter")

    def reach(self, wanted: Locator) -> None:
        """Tab on until it has the focus, from the end of the page to its beginning once."""
        wraps, names = 0, list[str]()
        for _ in range(STOPS_MAX):
            if wanted.evaluate("e => e === document.activeElement"):
                return
            self.press("Tab")
            stop: dict[str, Any] = self.page.evaluate(STOP)
            names.append(stop["name"])
            assert stop["seen"], f"not to be seen: {stop['name']!r}"
            wraps += not stop["forwards"]
            assert wraps <= 1, f"the focus jumps back and forth: {names}"
        raise AssertionError(f"{wanted} was not reached by way of {names}")

    def go(self, wanted: Locator) -> None:
        """Reach a link or button and press it; a page that comes of it is there on return."""
        self.reach(wanted)
        with self.page.expect_navigation():
            self.press("Enter")
