"""Rows of one Markdown table."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    how: str
    figures: str


def markdown(rows: Iterable[Row]) -> str:
    lines = ["| Measured | How | Figures |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {row.what} | {row.how} | {row.figures} |" for row in rows)])
