"""What is wrong with a page as it stands in the browser, in words; nothing where all is well."""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from api.language import TAGS, Code
from tests.api.cast import PEOPLE

AXE = Axe()
AXE_OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""All that axe finds by itself, WCAG 2.2 AA among it, and the size of targets, which it leaves out unless asked."""
HAN = re.compile(r"[一-鿿]+")
WORD = re.compile(r"(?<![\w/.@-])[A-Za-z]{3,}(?![\w/.@-])")
"""One of letters alone: codes, file names and log-ins hold other characters too."""
IN_ITS_OWN_WORDS = re.compile(r"（[^）]*）|`[^`]*`|https?://\S+")
"""What Chinese adds in brackets is the name that stands on a machine; commands and addresses are the same in any language."""
COLUMN = re.compile(r"[一-鿿]+/[a-z]+")
"""What a column of a table is called, by both of its names."""
SAID_BY_DATA = {
    # names and words of the people in the tests' halls
    "seen", "was", "there", "calm", "forgot", "default", "wangfang", "zhoumin", "liuyang", "sunyue", "zhaolei", "chenjing",
    "liqiang", "door", "gap", "repair", "late", "fine", "praise", "test", "terminal", "table",
    # codes that stand in the audit trail as they were written
    "version", "uphold", "html", "pdf", "zip", "json", "language",
    # what is called so in any language
    "Axis", "Hikvision", "Dahua", "Uniview", "ZKTeco", "ADMS", "Basic", "Bearer", "Digest", "GET", "KEY", "Cookie", "TOML",
    "README", "SQLite", "ZIP", "JSON", "Webhook", "Standard", "Webhooks", "curl", "JPEG", "SHA", "CSV", "XLSX", "PDF", "ISO", "USB", "RTSP", "HTTP", "HTTPS", "URL", "API", "SMTP",
}  # fmt: skip
NAMES = (*PEOPLE, "吴刚", "城东营业厅", "城西营业厅")
TEXTS = """tag => {
  const spoken = [];
  // what is typed into a machine is the same in any language; what is for browsers without scripts is markup to this one
  const other = e => { if (e.closest("code, kbd, noscript, pre")) return true; const said = e.closest("[lang]"); return said && said.lang !== tag; };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) if (!other(walk.currentNode.parentElement)) spoken.push(walk.currentNode.textContent);
  for (const name of ["title", "alt", "placeholder", "aria-label", "label"])
    for (const e of document.querySelectorAll(`[${name}]`)) if (!other(e)) spoken.push(e.getAttribute(name));
  return [document.title, ...spoken].map(text => text.trim().replace(/\\s+/g, " ")).filter(text => text);
}"""
WIDER = """[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1
  && !e.closest(".scrolls, .table-wide, pre") && e.offsetParent).slice(0, 4).map(e => e.outerHTML.slice(0, 160))"""


def faults_of(page: Page, code: Code) -> list[str]:
    return [*frame_of(page, code), *untranslated(page, code), *_axe(page)]


def sticking_out(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        return []
    return [f"sideways at {page.viewport_size}: {page.evaluate(WIDER)}"]


def frame_of(page: Page, code: Code) -> list[str]:
    headings = page.locator("h1").all_text_contents()
    title, _, site = page.title().partition(" · ")
    lang = page.locator("html").get_attribute("lang")
    return [
        *([] if len(headings) == 1 else [f"h1: {headings}"]),
        *([] if title.strip() and site else [f"title: {page.title()!r}"]),
        *([] if lang == TAGS[code] else [f"lang: {lang}"]),
    ]


def untranslated(page: Page, code: Code) -> list[str]:
    texts: list[str] = page.evaluate(TEXTS, TAGS[code])
    found = [text for text in texts if (_foreign_to_english(text) if code == "en" else _foreign_to_chinese(text))]
    return [f"untranslated: {text!r}" for text in found]


def _foreign_to_english(text: str) -> bool:
    for name in NAMES:
        text = COLUMN.sub("", text.replace(name, ""))
    return bool(HAN.search(text))


def _foreign_to_chinese(text: str) -> bool:
    return not set(WORD.findall(IN_ITS_OWN_WORDS.sub("", text))) <= SAID_BY_DATA


def _axe(page: Page) -> list[str]:
    found = AXE.run(page, options=AXE_OPTIONS).response["violations"]
    return [f"axe {each['id']}: {[node['html'][:160] for node in each['nodes'][:3]]}" for each in found]
