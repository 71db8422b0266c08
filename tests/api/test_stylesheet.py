"""The stylesheets are whole: a brace that is lost takes all that follows along, without a word from any browser."""

import re
from pathlib import Path

import pytest

import api

SHEETS = sorted((Path(api.__file__).parent / "static").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_block_is_closed_and_none_holds_a_media_query(sheet: Path) -> None:
    depth = 0
    for number, line in enumerate(re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL).splitlines(), 1):
        assert depth == 0 or not line.lstrip().startswith("@media"), f"line {number} lies within another block"
        depth += line.count("{") - line.count("}")
        assert depth >= 0, f"line {number} closes what was not opened"
    assert depth == 0


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_dark_colours_stand_in_dark_css_alone(sheet: Path) -> None:
    """A page decides for which media that sheet is: the choice of its visitor counts, and paper is white."""
    assert "prefers-color-scheme" not in sheet.read_text("utf-8")


def test_dark_css_has_another_value_for_what_is_a_colour_and_nothing_of_its_own() -> None:
    light, dark = (
        dict(re.findall(r"^  (--[\w-]+): (.+);$", (SHEETS[0].parent / name).read_text("utf-8"), flags=re.MULTILINE))
        for name in ("style.css", "dark.css")
    )
    assert set(dark) == {name for name, value in light.items() if re.match("#|rgb", value)} | {"--shadow"}
