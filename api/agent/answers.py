"""What the service's answer to a frame means. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any, cast

REFUSED_CAMERA = frozenset({401, 403, 404})
LATER = frozenset({408, 425, 429})
BUSY = frozenset({502, 503, 504})
RETRY_AFTER_S_MAX = 300
"""A service that asks for more patience is asked again all the same."""


class Outcome(StrEnum):
    delivered = "delivered"
    dropped = "dropped"
    """The service will never take this frame."""
    camera_refused = "camera_refused"
    """It takes nothing of this camera until somebody sets that right."""
    later = "later"
    """It cannot take frames now."""


@dataclass(frozen=True, slots=True)
class Answered:
    """`retry_after_s`: how long it wants to be left alone. `doubtful`: the frame itself may be what it fails at."""

    outcome: Outcome
    why: str
    retry_after_s: float | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Skew:
    """How far this machine's clock is ahead of the service's, in seconds; behind it, less than 0."""

    ahead_s: float
    unsure_s: float


def understand(status: int, headers: Mapping[str, str], body: bytes) -> Answered:
    """`headers` with names in lower case, or without regard to it."""
    told = _told(body)
    if status == 202 and isinstance(told.get("frame"), str):
        return Answered(Outcome.delivered, "known already" if told.get("duplicate") else "taken")
    why = _why(status, told)
    if status in REFUSED_CAMERA:
        return Answered(Outcome.camera_refused, why)
    if status in LATER | BUSY:
        return Answered(Outcome.later, why, _retry_after(headers.get("retry-after")))
    if status >= 500:
        return Answered(Outcome.later, why, doubtful=True)
    if status >= 400:
        return Answered(Outcome.dropped, why)
    return Answered(Outcome.later, f"{why}, which is not staff-conduct's answer; is the address right?")


def skew(date: str | None, asked: datetime, answered: datetime) -> Skew | None:
    """By the `Date` of an answer and by this machine's clock when it was asked for and came; None without a usable one.

    The header has whole seconds, cut off.
    """
    try:
        theirs = parsedate_to_datetime(date or "")
        between = asked + (answered - asked) / 2
        ahead_s = (between - theirs).total_seconds() - 0.5
    except (ValueError, TypeError):
        return None
    return Skew(ahead_s, 0.5 + abs((answered - asked).total_seconds()) / 2)


def _told(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return cast(dict[str, Any], told) if isinstance(told, dict) else {}


def _why(status: int, told: Mapping[str, Any]) -> str:
    words = [str(told[key]) for key in ("code", "detail") if isinstance(told.get(key), str)]
    return " ".join(f"answered {status} {': '.join(words)}".split())[:300]


def _retry_after(text: str | None) -> float | None:
    """Seconds, as staff-conduct gives them; the header's other form, a date, is left to the agent's own patience."""
    if text is None or not text.strip().isdecimal():
        return None
    return float(min(int(text), RETRY_AFTER_S_MAX))
