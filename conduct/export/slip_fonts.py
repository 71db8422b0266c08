"""Fonts that slips are set in: the one of the Python package, then what the machine has for rarer characters."""

from dataclasses import dataclass
from functools import cache

import typst

from vision.fonts import FONT_PACKAGE, FontMissing, chinese_font

SYSTEM_PACKAGE = "fonts-noto-cjk"
FAMILIES = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Zen Hei")
"""Families with Chinese letters, the most wanted first; a letter is taken from the first that has it."""


@dataclass(frozen=True, slots=True)
class SlipFonts:
    found: typst.Fonts
    families: tuple[str, ...]


@cache
def slip_fonts() -> SlipFonts:
    """Looks once through the fonts of the machine. Raises FontMissing, which names the packages that have one."""
    try:
        folders = [chinese_font().parent]
    except FontMissing:
        folders = []
    found = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=folders)
    had = set(found.families())
    families = tuple(family for family in FAMILIES if family in had)
    if not families:
        raise FontMissing(
            f"no Chinese font is found: install {SYSTEM_PACKAGE} (Debian, Ubuntu) or the Python package {FONT_PACKAGE}"
        )
    return SlipFonts(found, families)
