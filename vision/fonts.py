"""Where the Chinese font lies that is drawn with."""

from importlib.util import find_spec
from pathlib import Path

FONT_PACKAGE = "justmytype-intl-cjk"
FONT_FILE = "NotoSansSC"


class FontMissing(RuntimeError):
    """There is no font to write Chinese with; the message names the package that has it."""


def chinese_font() -> Path:
    """A TrueType font with Chinese and Latin letters. Raises FontMissing."""
    package = find_spec("justmytype_intl_cjk")
    folder = Path(package.origin).parent / "fonts" if package is not None and package.origin is not None else None
    found = None if folder is None else next(folder.rglob(f"{FONT_FILE}*.ttf"), None)
    if found is None:
        raise FontMissing(f"the Chinese font is missing: install the Python package {FONT_PACKAGE}")
    return found
