"""`/setup/rules/watch` and `/setup/rules/seasons`: rules that only watch, and halls' own days of a dress code."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.cases.rules import Titles, titles_of
from api.cases.words import sentence
from api.database import ReadingSession, reading_from, writing_to
from api.language import Language, why_of
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.rule_words import DRESS
from api.pages.setup_rules import TABS, Owner, Reader
from api.pages.times import day_said
from api.policy.adopted import names_of_logins
from api.policy.forms import Typed, all_halls, hall_of, hall_or_all, words_in
from api.policy.refusals import refusal_said
from api.roster.asking import not_found
from api.state import state_of
from conduct.review.violations import Refused
from conduct.rules.adoption import pack_for
from conduct.rules.adoption_reach import today_at_halls
from conduct.rules.pack import JUDGED_RULES
from conduct.rules.season_notices import move_season, notices_of, withdraw_notice
from conduct.rules.seasons import Season
from conduct.rules.watching import resume_rule, watch_rule, watches
from models.tables import HallRow, Role, RuleWatchRow, SeasonNoticeRow
from models.values.local_time import local_day

router = APIRouter(prefix="/setup/rules", include_in_schema=False)
Day = Annotated[date, Form()]


@dataclass(frozen=True, slots=True)
class ShownWatch:
    row: RuleWatchRow
    hall: str | None
    reason: str
    goes_on: bool


@router.get("/watch")
def watched(request: Request, visitor: CurrentVisitor, _: Reader, session: ReadingSession) -> Response:
    return _watch_page(request, session, visitor, Typed())


@router.post("/watch")
def watch(
    request: Request,
    visitor: CurrentVisitor,
    person: Owner,
    rule: Annotated[str, Form(max_length=64)],
    first_day: Day,
    reason: Annotated[str, Form(max_length=500)] = "",
    hall: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Let a rule only show what it finds, from a day on, by a reason."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        why = words_in(reason, "no-reason")
        with writing_to(state.engine) as session:
            watch_rule(
                session, rule, first_day, hall=hall_or_all(session, hall), reason=why, by=person.login, now=now
            )  # fmt: skip
    except Refused as refused:
        values = {"rule": rule, "first_day": first_day.isoformat(), "reason": reason, "hall": hall}
        with reading_from(state.engine) as session:
            return _watch_page(request, session, visitor, Typed(refusal_said(refused, visitor.language), values))
    state.facts_changed.set()
    return RedirectResponse("/setup/rules/watch", status_code=303)


@router.post("/watch/{watch_id}/resume")
def resume(request: Request, watch_id: UUID, visitor: CurrentVisitor, person: Owner, first_day: Day) -> Response:
    """Let a rule that only watches count again from a day on."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        with writing_to(state.engine) as session:
            row = session.get(RuleWatchRow, watch_id)
            if row is None:
                raise not_found("watch")
            hall = session.get_one(HallRow, row.hall_id) if row.hall_id else None
            resume_rule(session, row.rule, first_day, hall=hall, by=person.login, now=now)
    except Refused as refused:
        with reading_from(state.engine) as session:
            return _watch_page(request, session, visitor, Typed(refusal_said(refused, visitor.language)))
    state.facts_changed.set()
    return RedirectResponse("/setup/rules/watch", status_code=303)


@router.get("/seasons")
def seasons(request: Request, visitor: CurrentVisitor, _: Reader, session: ReadingSession) -> Response:
    return _seasons_page(request, session, visitor, Typed())


@router.post("/seasons")
def move(
    request: Request,
    visitor: CurrentVisitor,
    person: Owner,
    hall: Annotated[str, Form(max_length=64)],
    season: Annotated[str, Form(max_length=64)],
    first_day: Day,
    last_day: Day,
    announced_on: Day,
    document: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Give a hall's days another dress code by a notice that was announced."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        notice = words_in(document, "no-document")
        with writing_to(state.engine) as session:
            move_season(
                session, hall_of(session, hall), season, first_day, last_day, announced_on=announced_on,
                document=notice, by=person.login, now=now,
            )  # fmt: skip
    except Refused as refused:
        values = {
            "hall": hall, "season": season, "first_day": first_day.isoformat(), "last_day": last_day.isoformat(),
            "announced_on": announced_on.isoformat(), "document": document,
        }  # fmt: skip
        with reading_from(state.engine) as session:
            return _seasons_page(request, session, visitor, Typed(refusal_said(refused, visitor.language), values))
    state.facts_changed.set()
    return RedirectResponse("/setup/rules/seasons", status_code=303)


@router.post("/seasons/{notice_id}/withdrawal")
def withdraw(request: Request, notice_id: UUID, visitor: CurrentVisitor, person: Owner) -> Response:
    """Take a notice back before any of its days was judged."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        with writing_to(state.engine) as session:
            row = session.get(SeasonNoticeRow, notice_id)
            if row is None:
                raise not_found("notice")
            withdraw_notice(session, row, by=person.login, now=now)
    except Refused as refused:
        with reading_from(state.engine) as session:
            return _seasons_page(request, session, visitor, Typed(refusal_said(refused, visitor.language)))
    return RedirectResponse("/setup/rules/seasons", status_code=303)


def _watch_page(request: Request, session: Session, visitor: Visitor, typed: Typed) -> Response:
    language, today = visitor.language, today_at_halls(session, state_of(request).clock.now())
    halls = all_halls(session)
    codes = {hall.id: hall.name for hall in halls}
    rows = [
        ShownWatch(
            row, codes[row.hall_id] if row.hall_id else None, _reason(row, language),
            row.last_day is None or row.last_day >= today,
        )
        for row in reversed(watches(session))
    ]  # fmt: skip
    titles = titles_of(session)
    return render(
        request,
        "setup_watch.html",
        422 if typed.error else 200,
        tabs=TABS,
        going_on=[each for each in rows if each.goes_on],
        over=[each for each in rows if not each.goes_on][:20],
        titles=titles,
        rules=[(rule, titles.say(rule, language.code)) for rule in JUDGED_RULES],
        halls=[(hall.code, hall.name) for hall in halls],
        names=names_of_logins(
            session, {each.row.begun_by for each in rows} | {each.row.ended_by or "" for each in rows}
        ),
        typed=typed,
        today=today,
        owner=visitor.person.role is Role.admin,
        said=partial(day_said, language=language),
    )


def _seasons_page(request: Request, session: Session, visitor: Visitor, typed: Typed) -> Response:
    now, language = state_of(request).clock.now(), visitor.language
    today = today_at_halls(session, now)
    halls = all_halls(session)
    known = pack_for(session, today).pack.seasons
    notices = notices_of(session)
    return render(
        request,
        "setup_seasons.html",
        422 if typed.error else 200,
        tabs=TABS,
        seasons=[
            (name, each.title.said(language.code), [str(span) for span in each.spans], language.say(DRESS[each.asks]))
            for name, each in known.items()
        ],
        notices=[(row, _season_title(row, known, language)) for row in reversed(notices)],
        hall_names={hall.id: hall.name for hall in halls},
        halls=[(hall.code, hall.name) for hall in halls],
        todays={hall.code: local_day(now, ZoneInfo(hall.timezone)) for hall in halls},
        names=names_of_logins(session, {row.adopted_by for row in notices}),
        typed=typed,
        today=today,
        owner=visitor.person.role is Role.admin,
        said=partial(day_said, language=language),
    )


def _season_title(row: SeasonNoticeRow, known: dict[str, Season], language: Language) -> str:
    return known[row.season].title.said(language.code) if row.season in known else row.season


def _reason(row: RuleWatchRow, language: Language) -> str:
    return row.reason if row.why is None else sentence(why_of(row.why), language, Titles({}))
