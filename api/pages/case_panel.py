"""All that one screen shows of a case."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from api.auth.access import Person
from api.cases.around import Around, around, names_of, people_of
from api.cases.case import Case
from api.cases.deciding import DECIDERS
from api.cases.doubts import Wording, doubts
from api.cases.history import History, doubters, history_of
from api.cases.rules import Titles, titles_of
from api.cases.views import may_see_views, views_of
from api.cases.words import sentence
from api.language import Language, why_of
from api.pages.appeal_panel import AppealPanel, appeal_panel
from api.pages.stills import Looked, Slot, slots_of, visits
from api.pages.strip import Strip, strip_of
from api.pages.words import ACTIONS, APPEAL_VERDICTS_GIVEN, DECIDED, VERDICTS_GIVEN, reason_said
from conduct.review.violations import why_not_decide
from conduct.rules.pack import Words
from conduct.words import N_
from models.tables import AppealVerdict, AuditEntryRow, Verdict

NOT_YOUR_ROLE = N_("You can see this case; a supervisor of the hall or an administrator decides on it.")
YOUR_OWN = N_("This case is about yourself: a colleague decides on it.")
YOUR_REPORT = N_("You reported this yourself: somebody else decides on it.")
IN_WATCH = N_("This rule is in watch mode: what it finds is shown, pends nobody and costs nothing.")
NOT_PENDING = N_("This case is closed to verdicts: {status}.")
WHY_NOT = {"own-violation": YOUR_OWN, "own-report": YOUR_REPORT, "in-watch": IN_WATCH}


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history."""

    at: datetime
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CasePanel:
    case: Case
    title: Words
    why: str
    explained_by: str | None
    doubts: tuple[str, ...]
    near: Around
    names: dict[str, str]
    strip: Strip
    history: tuple[Happened, ...]
    stills: tuple[Slot, ...]
    looked: tuple[Looked, ...] | None
    """Who looked at the pictures; None for a visitor whom that does not concern."""
    appeal: AppealPanel
    doubted: tuple[str, ...]
    """Who found it unclear, by name."""
    may_confirm: bool
    """Whether the visitor may, if they may decide at all: not after having found it unclear."""
    may_decide: bool
    why_not: str | None
    """Code of the reason why the visitor may not decide."""


def panel_of(session: Session, case: Case, person: Person, language: Language, now: datetime) -> CasePanel:
    near = around(session, case, now)
    names = names_of(session, people_of(near))
    titles = titles_of(session, case.row.pack_version)
    why_not = why_not_by(case, person)
    history = history_of(session, case.row.id)
    in_doubt = doubters(history)
    return CasePanel(
        case=case,
        title=titles.title(case.row.rule),
        why=sentence(why_of(case.row.why), language, titles),
        explained_by=titles.say(case.row.explained_by, language.code) if case.row.explained_by else None,
        doubts=_doubts(case, near, names, language, titles),
        near=near,
        names=names,
        strip=strip_of(near, names, case.zone),
        history=happened(history, language),
        stills=slots_of(case, language, titles, now),
        looked=_looked(session, case, person, language),
        appeal=appeal_panel(session, case, person, language, now),
        doubted=tuple(history.names.get(login, login) for login in in_doubt),
        may_confirm=person.login not in in_doubt,
        may_decide=why_not is None,
        why_not=why_not,
    )


def _looked(session: Session, case: Case, person: Person, language: Language) -> tuple[Looked, ...] | None:
    if not case.evidence or not may_see_views(person, case.row.staff_id):
        return None
    return visits(views_of(session, case.evidence), language)


def _doubts(case: Case, near: Around, names: dict[str, str], language: Language, titles: Titles) -> tuple[str, ...]:
    found = doubts(near, case.row.rule, Wording(names, case.zone))
    return tuple(sentence(each, language, titles) for each in found)


def why_not_by(case: Case, person: Person) -> str | None:
    """The message why somebody who sees a case may not decide on it; None when they may."""
    refused = why_not_decide(case.row, person.reviewer)
    if refused is not None and refused.code in WHY_NOT:
        return WHY_NOT[refused.code]
    if person.role not in DECIDERS:
        return NOT_YOUR_ROLE
    return NOT_PENDING if refused is not None else None


def happened(history: History, language: Language) -> tuple[Happened, ...]:
    """The audit trail of a violation in words. Pure."""
    lines = (_happened(entry, history.names.get(entry.actor, entry.actor), language) for entry in history.entries)
    # several pictures kept at once are one line
    return tuple(dict.fromkeys(lines))


def _happened(entry: AuditEntryRow, who: str, language: Language) -> Happened:
    if entry.action == "violation.decided":
        did = language.say(VERDICTS_GIVEN[Verdict(entry.data["verdict"])])
        reason = reason_said(str(entry.data.get("reason", "")), language)
        return Happened(entry.at, language.say(DECIDED, who=who, did=did), reason)
    if entry.action == "appeal.decided":
        did = language.say(APPEAL_VERDICTS_GIVEN[AppealVerdict(entry.data["verdict"])])
        return Happened(entry.at, language.say(DECIDED, who=who, did=did), str(entry.data.get("reason", "")))
    message = ACTIONS.get(entry.action)
    return Happened(entry.at, language.say(message, who=who) if message else entry.action)
