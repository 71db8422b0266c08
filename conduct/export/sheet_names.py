"""Names of a workbook's sheets, as Excel lets them be. Pure."""

import re
from collections.abc import Iterable, Iterator
from itertools import count

LONGEST = 31
"""Characters in a sheet's name, counted as Excel does, in UTF-16."""
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff]")
RESERVED = "history"
"""Excel keeps this name for itself, in any case of its letters."""


def sheet_names(wanted: Iterable[str]) -> Iterator[str]:
    """Each wanted name, or what comes nearest to it: allowed, at most 31 characters, and unlike all before it."""
    taken = {RESERVED}
    for name in wanted:
        clean = FORBIDDEN.sub("_", name).strip().strip("'") or "_"
        fitting = (cut(clean, suffix) for suffix in _suffixes())
        chosen = next(each for each in fitting if each.casefold() not in taken)
        taken.add(chosen.casefold())
        yield chosen


def cut(name: str, suffix: str) -> str:
    """The name with its suffix, shortened where they would be too long together; no character is cut in two."""
    room, kept = LONGEST - len(suffix), ""
    for letter in name:
        room -= 2 if ord(letter) > 0xFFFF else 1
        if room < 0:
            break
        kept += letter
    return kept.rstrip().rstrip("'") + suffix


def _suffixes() -> Iterator[str]:
    yield ""
    yield from (f" ({number})" for number in count(2))
