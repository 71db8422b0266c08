"""A verdict's form that could not be taken, to be shown once more with what was wrong."""

from dataclasses import dataclass

from api.language import Language
from api.pages.errors import words_of
from api.problems import Problem


@dataclass(frozen=True, slots=True)
class Given:
    """What was in the form, and what was wrong."""

    reason: str
    text: str
    error: str
    status: int


def not_taken(problem: Problem, reason: str, text: str, language: Language) -> Given:
    """What can be mended in the form; any other problem is raised again."""
    if problem.status not in {409, 422}:
        raise problem
    return Given(reason, text, words_of(problem, language), problem.status)
