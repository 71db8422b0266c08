"""A document of a few plain parts, which pages and printed files set each in their own way. Values only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they are."""

    rows: Sequence[tuple[str, str]]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Grid:
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    kind: Literal["grid"] = "grid"


@dataclass(frozen=True, slots=True)
class Bullets:
    items: Sequence[str]
    kind: Literal["bullets"] = "bullets"


Block = Paragraph | Facts | Grid | Bullets


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    sections: Sequence[Section]
