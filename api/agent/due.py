"""When the next picture of a camera is due. Pure; all times are of a clock that never jumps, in seconds."""

from dataclasses import dataclass

from api.agent.sending import backoff_s

RETRY_FIRST_S = 1.0
RETRY_MOST_S = 60.0
"""Longer leaves an absent camera in peace; shorter misses less once it is back."""


@dataclass(frozen=True, slots=True)
class Due:
    """`at_s`: when the next picture is due. `failures`: how often in a row there was none."""

    at_s: float
    failures: int = 0


def after_picture(due: Due, interval_s: float, passed_s: float) -> Due:
    """On the camera's own beat, so that intervals do not grow by what a picture takes; missed beats are left out."""
    missed = max(0.0, passed_s - due.at_s) // interval_s
    return Due(due.at_s + (1 + missed) * interval_s)


def after_failure(due: Due, interval_s: float, passed_s: float) -> Due:
    """Never sooner than the camera's interval, except where that is long."""
    failures = due.failures + 1
    wait_s = max(backoff_s(failures, RETRY_FIRST_S, RETRY_MOST_S), min(interval_s, RETRY_MOST_S))
    return Due(passed_s + wait_s, failures)
