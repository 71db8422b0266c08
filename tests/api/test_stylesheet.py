"""The stylesheet is whole: a brace that is lost takes all that follows along, without a word from any browser."""

import re
from pathlib import Path

import api

SHEET = (Path(api.__file__).parent / "static" / "style.css").read_text("utf-8")


def test_every_block_is_closed_and_none_holds_a_media_query() -> None:
    depth = 0
    for number, line in enumerate(re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL).splitlines(), 1):
        assert depth == 0 or not line.lstrip().startswith("@media"), f"line {number} lies within another block"
        depth += line.count("{") - line.count("}")
        assert depth >= 0, f"line {number} closes what was not opened"
    assert depth == 0
