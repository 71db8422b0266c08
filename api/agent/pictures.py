"""What a source gives: pictures, or one line that says why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class NoPicture(Exception):
    """A camera gave none; one line that says why and shows no password."""


class Stopped(Exception):
    """The agent is to end."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`captured_at`: this machine's clock when the picture came."""

    jpeg: bytes
    captured_at: datetime


class Source(Protocol):
    def take(self, overdue_s: Callable[[], float]) -> Picture:
        """The first picture from when one is due on.

        `overdue_s`: for how long one has been due, less than 0 until then; raises Stopped when the agent is to end.
        Raises NoPicture; it may then be asked again.
        """
        ...

    def close(self) -> None: ...


def checked(jpeg: bytes, captured_at: datetime) -> Picture:
    """Raises NoPicture for what the service would refuse whatever its settings are."""
    from vision.jpeg import Refused, inspect

    try:
        inspect(jpeg, pixels_max=2**32)
    except Refused as refused:
        raise NoPicture(f"what it sent is no whole JPEG: {refused}") from None
    return Picture(jpeg, captured_at)
