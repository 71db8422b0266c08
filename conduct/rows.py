"""Reading columns instead of rows, where there are many."""

from collections.abc import Iterable
from typing import Any, cast

from sqlmodel import Session


def rows(session: Session, wanted: Any) -> Iterable[Any]:
    """The tuples of a `select` of columns; SQLModel's own types end at four columns and at those of JSON."""
    found: Any = session.exec(wanted)  # pyright: ignore[reportUnknownVariableType]
    return cast(Iterable[Any], found)
