"""`/auditor`: what is collected and held, who has access, what is never done, and how the rules restrain themselves."""

from collections import Counter
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session, col, select

from api.auditor.held import held, purged
from api.auth.access import Person
from api.auth.people import require
from api.cases.agreeing import agreements
from api.cases.precision import precision_seen, told
from api.cases.rules import titles_of
from api.cases.sight import sight_now
from api.database import ReadingSession
from api.jobs import retention_of
from api.pages.audit import zone_of
from api.pages.precision import STANDS
from api.pages.rendering import CurrentVisitor, render
from api.pages.tabs import Tab
from api.pages.words import ROLES
from api.state import state_of
from conduct.impact.processing import ACCESS, COLLECTED, GRANTS, NEVER
from conduct.impact.statements import statements_of
from conduct.keeping.retention import everything_kept
from conduct.rules.adoption import pack_for
from conduct.rules.rule import Found
from conduct.rules.watching import watches
from conduct.words import N_
from models.tables import HallRow, Role, Topic, UserRow

READERS = (Role.hr, Role.admin, Role.auditor)
TABS = (
    Tab("/auditor", N_("What is held and done")),
    Tab("/auditor/impact", N_("Impact assessment")),
    Tab("/auditor/statements", N_("Statements")),
)
router = APIRouter(include_in_schema=False)
Reader = Annotated[Person, Depends(require(*READERS))]


@router.get("/auditor")
def room(request: Request, visitor: CurrentVisitor, person: Reader, session: ReadingSession) -> Response:
    state, language = state_of(request), visitor.language
    now = state.clock.now()
    sight = sight_now(session, person, now)
    kept = {each.code: each for each in everything_kept(retention_of(state.settings))}
    titles = titles_of(session)
    pack = pack_for(session, now.date()).pack
    users = _users(session)
    let_go, last_round = purged(session)
    say = partial(told, titles=titles, language=language)
    seen = precision_seen(session, sight, hall=None, now=now)
    halls = {hall.id: hall.name for hall in session.exec(select(HallRow)).all()}
    return render(
        request,
        "auditor.html",
        tabs=TABS,
        zone=zone_of(session, ""),
        collected=[
            (
                each,
                [language.say(kept[code].until, days=kept[code].days) for code in each.kept],
            )
            for each in COLLECTED
        ],
        held=held(session),
        purged=let_go,
        last_round=last_round,
        basis=statements_of(session).get(None, {}).get(Topic.legal_basis),
        access=ACCESS,
        grants=GRANTS,
        roles=[(role, ROLES[role], users[role]) for role in Role],
        never=NEVER,
        never_found=sum(rule.found is Found.never for rule in pack.rules.values()),
        watched=[
            (row, titles.say(row.rule, language.code), halls.get(row.hall_id) if row.hall_id else None)
            for row in watches(session)
            if row.ended_at is None
        ],
        rules=[say(each) for each in seen.together or [m for hall in seen.halls for m in hall.rules.values()]],
        stands=STANDS,
        restraint=pack.restraint,
        agreement=agreements(session, sight, hall=None, since=None, until=None),
        may_search=person.role is not Role.hr,
    )


def _users(session: Session) -> Counter[Role]:
    """Log-ins that are in use, by role."""
    found = session.exec(select(UserRow).where(col(UserRow.retired_at).is_(None))).all()
    return Counter(row.role for row in found)
