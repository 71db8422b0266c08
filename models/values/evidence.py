"""The pictures of a case: which moment each shows, and what is to be seen in it."""

from enum import StrEnum


class StillKind(StrEnum):
    """In order of time."""

    before = "before"
    begin = "begin"
    middle = "middle"
    end = "end"
    photo = "photo"
    """Taken by a person on the spot; it stands for no moment of a camera's record."""


MOMENTS = (StillKind.before, StillKind.begin, StillKind.middle, StillKind.end)
"""What a camera's pictures of a case show."""


class Shown(StrEnum):
    """What a still was made to show: a window's state, or the clothes of the one person there."""

    staffed = "staffed"
    away_sign = "away_sign"
    unattended = "unattended"
    clothes = "clothes"
