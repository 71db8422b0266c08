"""A form's step tried in a transaction of its own, for pages that say what was wrong beside what was typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from api.database import writing_to
from api.problems import Problem
from api.state import State
from conduct.review.violations import Refused


@dataclass(frozen=True, slots=True)
class NotDone:
    why: Refused | Problem
    status: int


def attempt(state: State, step: Callable[[Session], str], status_of_refusal: Mapping[str, int]) -> str | NotDone:
    """What was done, which changes facts; or why it was not. Raises Problem 404."""
    try:
        with writing_to(state.engine) as session:
            done = step(session)
    except (Refused, Problem) as wrong:
        status = wrong.status if isinstance(wrong, Problem) else status_of_refusal.get(wrong.code, 422)
        if status == 404:
            raise
        return NotDone(wrong, status)
    state.facts_changed.set()
    return done
