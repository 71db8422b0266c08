"""What a case's page says of an appeal: whether the visitor may lodge one, and how the last one stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from api.auth.access import Person
from api.cases.appeal_list import AppealCase, appeal_cases
from api.cases.appeal_state import appeal_state
from api.cases.appealing import APPEAL_DECIDERS, APPELLANTS
from api.cases.case import Case
from api.language import Language
from api.pages.times import day_said
from api.pages.words import reason_said
from conduct.appeal.rules import is_overdue, why_not_decide_appeal, why_not_withdraw_appeal
from conduct.review.violations import Reviewer
from conduct.words import N_
from models.tables import AppealRow, ViolationStatus

HR_DECIDES = N_("Somebody in HR decides on it.")
YOUR_OWN = N_("It is your own: somebody else in HR decides on it.")
YOUR_DECISION = N_("It is against your own verdict: somebody else in HR decides on it.")
CLOSED = N_("There is nothing to decide any more.")
WHY_NOT = {"own-violation": YOUR_OWN, "own-decision": YOUR_DECISION}


@dataclass(frozen=True, slots=True)
class ToldAppeal:
    """One appeal for whoever reads it; `why_not` is the message why the visitor cannot decide on it."""

    row: AppealRow
    lodged_by: str
    first_decider: str
    first_reason: str
    decider: str | None
    due_day: str
    overdue: bool
    why_not: str | None


@dataclass(frozen=True, slots=True)
class AppealPanel:
    last: ToldAppeal | None
    until: str | None
    """The last day on which an appeal may be lodged; None where there is nothing to appeal against."""
    may_lodge: bool
    too_late: bool
    """The visitor could have, and the time ran out."""
    may_withdraw: bool

    @property
    def shown(self) -> bool:
        return self.last is not None or self.may_lodge or self.too_late


def appeal_panel(session: Session, case: Case, person: Person, language: Language, now: datetime) -> AppealPanel:
    state = appeal_state(session, case.row, now)
    own = case.row.staff_id is not None and case.row.staff_id == person.staff_id and person.role in APPELLANTS
    confirmed = own and case.row.status is ViolationStatus.confirmed
    found = appeal_cases(session, [state.last]) if state.last is not None else []
    may_withdraw = bool(found) and why_not_withdraw_appeal(case.row, found[0].row, person.reviewer) is None
    return AppealPanel(
        last=told_appeal(found[0], person, language, now) if found else None,
        until=last_day(state.until, case.zone, language) if state.until else None,
        may_lodge=confirmed and state.may_be_lodged,
        too_late=confirmed and state.until is not None and not state.may_be_lodged,
        may_withdraw=own and may_withdraw,
    )


def told_appeal(appeal: AppealCase, person: Person, language: Language, now: datetime) -> ToldAppeal:
    """An appeal in words. Pure."""
    row, decider = appeal.row, appeal.decider
    return ToldAppeal(
        row=row,
        lodged_by=_name(appeal, row.user_id),
        first_decider=appeal.first_decider.name,
        first_reason=reason_said(appeal.decision.reason, language),
        decider=decider.name if decider else None,
        due_day=last_day(row.due_at, appeal.case.zone, language),
        overdue=is_overdue(row, now),
        why_not=why_not_decide_on(appeal, person),
    )


def why_not_decide_on(appeal: AppealCase, person: Person) -> str | None:
    """The message why somebody who sees an appeal cannot decide on it; None when they can. Pure."""
    first = appeal.first_decider
    refused = why_not_decide_appeal(
        appeal.case.row, appeal.row, person.reviewer, first=Reviewer(first.id, first.login, first.staff_id)
    )
    if person.role not in APPEAL_DECIDERS:
        return CLOSED if refused is not None and refused.code in ("not-open", "already-decided") else HR_DECIDES
    return None if refused is None else WHY_NOT.get(refused.code, CLOSED)


def last_day(until: datetime, zone: ZoneInfo, language: Language) -> str:
    """The day at whose end a time is over: a clock that stops at midnight stops on the day before."""
    return day_said((until - timedelta(microseconds=1)).astimezone(zone).date(), language)


def _name(appeal: AppealCase, user_id: UUID) -> str:
    return appeal.people[user_id].name
