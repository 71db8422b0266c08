"""One's own cases: what happened, by which norm, who decided what and why, and what can be done about it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from api.auth.access import Person, Sight
from api.cases.case import Case, cases_of
from api.cases.listing import Filters, Page, list_violations
from api.cases.rules import titles_of
from api.cases.stills import shown_stills
from api.cases.words import sentence
from api.language import Language, why_of
from api.pages.appeal_panel import AppealPanel, appeal_panel
from api.pages.words import DECIDED, VERDICTS_GIVEN, reason_said
from api.paging import Place
from models.tables import DecisionRow, EvidenceRow, UserRow, ViolationRow


@dataclass(frozen=True, slots=True)
class Decided:
    """The last verdict that stands: by whom and what, when, and the reason that was given."""

    says: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class OwnCase:
    case: Case
    title: str
    why: str
    stills: tuple[EvidenceRow, ...]
    """Those that are still there."""
    decided: Decided | None
    appeal: AppealPanel


def own_sight(person: Person) -> Sight:
    """One's own records alone, whatever one's role sees of others."""
    return Sight(everything=False, hall_ids=frozenset(), staff_id=person.staff_id)


def own_page(
    session: Session, person: Person, *, limit: int, after: Place | None = None, filters: Filters | None = None
) -> Page:
    """Those about oneself, the latest first; of somebody who is not on the roster there are none."""
    if person.staff_id is None:
        return Page((), None)
    return list_violations(session, own_sight(person), filters or Filters(), limit=limit, after=after)


def own_cases(
    session: Session, rows: Sequence[ViolationRow], person: Person, language: Language, now: datetime
) -> list[OwnCase]:
    """In the order given."""
    decided = _decided(session, [row.id for row in rows], language)
    found: list[OwnCase] = []
    for case in cases_of(session, rows):
        titles = titles_of(session, case.row.pack_version)
        found.append(
            OwnCase(
                case=case,
                title=titles.say(case.row.rule, language.code),
                why=sentence(why_of(case.row.why), language, titles),
                stills=tuple(row for row in shown_stills(case) if row.purged_at is None),
                decided=decided.get(case.row.id),
                appeal=appeal_panel(session, case, person, language, now),
            )
        )
    return found


def _decided(session: Session, ids: Sequence[UUID], language: Language) -> dict[UUID, Decided]:
    query = (
        select(DecisionRow, UserRow.name)
        .join(UserRow, col(UserRow.id) == col(DecisionRow.user_id))
        .where(
            col(DecisionRow.violation_id).in_(ids),
            col(DecisionRow.taken_back_at).is_(None),
            col(DecisionRow.fallen_at).is_(None),
        )
        .order_by(col(DecisionRow.at), col(DecisionRow.id))
    )
    return {
        row.violation_id: Decided(
            language.say(DECIDED, who=name, did=language.say(VERDICTS_GIVEN[row.verdict])), row.at,
            reason_said(row.reason, language),
        )
        for row, name in session.exec(query).all()
    }  # fmt: skip
