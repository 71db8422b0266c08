"""A case as somebody sees it who is to judge it blind, and what they say of it."""

import datetime as dt
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.auth.access import Person
from api.cases.appeal_state import AppealState
from api.cases.around import around, names_of, people_of
from api.cases.case import Case, cases_of
from api.cases.doubts import Wording, doubts
from api.cases.history import History
from api.cases.rules import titles_of
from api.cases.told import EvidenceLink, ToldDoubt, ToldPunch, ToldShift, ToldState, in_full
from api.database import writing_to
from api.language import Language
from api.problems import FieldError, Problem
from conduct.review.second_opinions import asked_of, give_second_opinion
from conduct.review.violations import Refused
from conduct.rules.pack import Words
from models.tables import SecondReviewRow, Verdict, ViolationRow

STATUS_OF_REFUSAL = {"not-asked": 404}


class BlindCase(BaseModel):
    """All that is known of a case but what became of it: no status, no verdict, no history."""

    id: UUID
    rule: str
    rule_title: Words
    norms: list[str]
    hall: str
    window: str | None
    staff: str | None
    staff_name: str | None
    day: dt.date
    start: datetime
    end: datetime | None
    why: str
    why_code: str
    could_explain: list[ToldDoubt]
    roster: list[ToldShift]
    punches: list[ToldPunch]
    states: list[ToldState]
    evidence: list[EvidenceLink]


def blind_cases(session: Session, person: Person, now: datetime) -> list[Case]:
    """What somebody is asked, the oldest verdict first; of pictures those that are there."""
    asked = asked_of(session, person.user_id, now=now)
    rows = [session.get_one(ViolationRow, each.violation_id) for each in asked]
    return cases_of(session, rows)


def blind_case(session: Session, person: Person, violation_id: UUID, now: datetime) -> Case:
    """Raises Problem 404."""
    found = next((case for case in blind_cases(session, person, now) if case.row.id == violation_id), None)
    if found is None:
        raise not_asked()
    return found


def told_blind(session: Session, case: Case, language: Language, now: datetime) -> BlindCase:
    near = around(session, case, now)
    names = names_of(session, people_of(near))
    whole = in_full(
        case,
        language,
        titles_of(session, case.row.pack_version),
        near=near,
        reasons=doubts(near, case.row.rule, Wording(names, case.zone)),
        history=History((), (), {}),
        names=names,
        views=None,
        appeals=AppealState(None, None, may_be_lodged=False),
        now=now,
    )
    there = [link for link in whole.evidence if link.purged_at is None]
    return BlindCase.model_validate({**whole.model_dump(include=set(BlindCase.model_fields)), "evidence": there})


def give_opinion(
    engine: Engine, by: Person, violation_id: UUID, verdict: Verdict, reason: str, now: datetime
) -> SecondReviewRow:
    """Raises Problem: 404 `not-asked`, 422 `reason-missing`."""
    reason = reason.strip()
    if not reason and verdict is not Verdict.unclear:
        error = FieldError("reason", "is needed for every verdict but unclear")
        raise Problem(422, "reason-missing", "Say why.", errors=[error])
    with writing_to(engine) as session:
        row = session.exec(select(ViolationRow).where(ViolationRow.id == violation_id).with_for_update()).first()
        if row is None:
            raise not_asked()
        try:
            made = give_second_opinion(session, row, by=by.reviewer, verdict=verdict, reason=reason, now=now)
        except Refused as refused:
            raise Problem(STATUS_OF_REFUSAL[refused.code], refused.code, f"Refused: {refused}.") from None
        session.expunge(made)
        return made


def not_asked() -> Problem:
    return Problem(404, "not-asked", "You are not asked for a second opinion on such a case.")
