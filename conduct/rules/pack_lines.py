"""In which line of a pack's file a place such as `rules.late.points` stands. Pure.

`tomllib` keeps no lines; this reads only table heads and the beginnings of keys, of a text that is TOML already.
"""

import re
from collections.abc import Iterator

HEAD = re.compile(r"\s*\[\[?\s*(?P<name>[^\[\]]+?)\s*\]\]?\s*(#.*)?$")
NAME = r"(?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+)"
KEY = re.compile(rf"\s*(?P<name>{NAME}(?:\s*\.\s*{NAME})*)\s*=")
PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+)")
LONG_QUOTES = ('"""', "'''")


def line_of(text: str, place: str) -> int | None:
    """The line, from 1 on, of a place or of the innermost table around it; None where nothing of it is there."""
    lines: dict[str, int] = {}
    for at, where in places(text):
        lines.setdefault(where, at)
    parts = place.split(".")
    for length in range(len(parts), 0, -1):
        found = lines.get(".".join(parts[:length]))
        if found is not None:
            return found
    return None


def places(text: str) -> Iterator[tuple[int, str]]:
    """Each table and key with its line."""
    table: tuple[str, ...] = ()
    inside = ""
    for at, line in enumerate(text.splitlines(), start=1):
        if not inside:
            head, key = HEAD.match(line), KEY.match(line)
            if head is not None:
                table = _parts(head["name"])
                yield at, ".".join(table)
            elif key is not None:
                yield at, ".".join((*table, *_parts(key["name"])))
        inside = _inside_after(line, inside)


def _parts(name: str) -> tuple[str, ...]:
    return tuple(next(part for part in found.groups() if part is not None) for found in PART.finditer(name))


def _inside_after(line: str, inside: str) -> str:
    """The quotes of a text of several lines that goes on after this one."""
    for quotes in (inside,) if inside else LONG_QUOTES:
        if line.count(quotes) % 2:
            return "" if inside else quotes
    return inside
