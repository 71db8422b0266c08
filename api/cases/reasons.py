"""A verdict's reason as programs give it: words, a code of those that the verdict has, or both."""

from typing import Annotated

from pydantic import Field

from api.problems import invalid
from conduct.review.verdict_reasons import VERDICT_REASONS, reason_with_code
from models.tables import Verdict

ReasonCode = Annotated[str, Field(max_length=40)]


def reason_of(verdict: Verdict, code: str, words: str) -> str:
    """The reason as it is stored. Raises Problem 422 for a code that this verdict does not have."""
    if code and code not in VERDICT_REASONS[verdict]:
        raise invalid("reason_code", f"is none of {verdict.value}: {', '.join(VERDICT_REASONS[verdict])}")
    return reason_with_code(code, words)
