"""The pictures of a case: which moment each shows, and what is to be seen in it."""

from enum import StrEnum


class StillKind(StrEnum):
    """In order of time."""

    before = "before"
    begin = "begin"
    middle = "middle"
    end = "end"


class Shown(StrEnum):
    """What a still was made to show: a window's state, or the clothes of the one person there."""

    staffed = "staffed"
    away_sign = "away_sign"
    unattended = "unattended"
    clothes = "clothes"
