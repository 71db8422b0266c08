"""What pages and programs share about a month: who may, and how refusals are answered."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from api.auth.access import Person
from api.auth.people import require
from api.cases.rules import Titles
from api.cases.words import sentence
from api.language import Language
from api.problems import FieldError, Problem
from conduct.months.missing import Missing
from conduct.months.steps import Blocked
from conduct.review.violations import Refused
from models.tables import Role

Month = Annotated[str, Path(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$", description="YYYY-MM")]
Reader = Annotated[Person, Depends(require(Role.hr, Role.admin, Role.auditor))]
Hr = Annotated[Person, Depends(require(Role.hr))]
SIGNERS = (Role.staff, Role.supervisor, Role.hr, Role.admin)
"""Everybody who may be on the roster; auditors sign nothing, not even as the person concerned."""
Signer = Annotated[Person, Depends(require(*SIGNERS))]
STATUS_OF_REFUSAL = {
    "not-yours-to-sign": 403, "own-commendation": 403, "own-hearing": 403, "own-proposal": 403, "no-entry": 404,
    "no-such-version": 404, "no-words": 422, "no-reason": 422, "in-the-future": 422, "bad-days": 422,
}  # fmt: skip
"""All others are about the state that things are in: 409."""


@contextmanager
def month_refusals(language: Language | None = None) -> Generator[None]:
    """Lets a client hear of what is refused inside; a blocked month with everything that it lacks, under `errors`."""
    try:
        yield
    except Blocked as blocked:
        errors = [FieldError(each.kind, said(each, language or Language("en"))) for each in blocked.missing]
        raise Problem(409, blocked.code, f"Refused: {blocked}.", errors=errors) from None
    except Refused as refused:
        raise Problem(STATUS_OF_REFUSAL.get(refused.code, 409), refused.code, f"Refused: {refused}.") from None


def said(missing: Missing, language: Language) -> str:
    return sentence(missing.why, language, Titles({}))


def supervised(person: Person) -> frozenset[UUID]:
    """The halls whose people somebody signs for as their supervisor."""
    return person.hall_ids if person.role is Role.supervisor else frozenset[UUID]()
