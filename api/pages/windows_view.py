"""Which part of the board is looked at, kept whole in the address; and the grid of a wall. Pure."""

import math
from collections.abc import Sequence
from typing import Literal, TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict

from models.values.occupancy import WindowState

WALL_PAGE = 24
"""So many windows can be read together from five metres on a large screen; more take turns."""
Of = TypeVar("Of")


class BoardView(BaseModel):
    """Empty means: all of them."""

    model_config = ConfigDict(frozen=True)

    hall: str = ""
    state: Literal["", "staffed", "away_sign", "unattended", "unknown"] = ""
    cursor: str = ""

    @property
    def wanted(self) -> WindowState | None:
        return WindowState(self.state) if self.state else None

    @property
    def narrowed(self) -> bool:
        return bool(self.hall or self.state)

    def address(self, **other: str) -> str:
        told = {"hall": self.hall, "state": self.state, "cursor": self.cursor} | other
        wanted = {name: value for name, value in told.items() if value}
        return f"/windows?{urlencode(wanted)}" if wanted else "/windows"


def window_address(hall: str, window: str, **query: str) -> str:
    """The page of one window's days."""
    address = f"/windows/{quote(hall, safe='')}/{quote(window, safe='')}"
    return f"{address}?{urlencode(query)}" if query else address


def pages_of(shown: Sequence[Of], size: int = WALL_PAGE) -> list[Sequence[Of]]:
    """As few pages as hold all, each about as full as the others."""
    if not shown:
        return []
    pages = math.ceil(len(shown) / size)
    each = math.ceil(len(shown) / pages)
    return [shown[i : i + each] for i in range(0, len(shown), each)]


def columns_for(tiles: int) -> int:
    """How many columns of a wide screen so many tiles fill best, each somewhat wider than high.

    One column less where that leaves fewer places empty and no tile gets lower than it is wide.
    """
    wide = max(math.ceil(math.sqrt(tiles * 1.25)), 1)
    square = [columns for columns in (wide, wide - 1) if columns and columns * columns >= tiles]
    return min(square or [wide], key=lambda columns: -tiles % columns)
