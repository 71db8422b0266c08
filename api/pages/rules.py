"""`/rules`: the rules of the pack of a day, shown to everybody whom they bind."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session, col, select

from api.cases.rules import Titles
from api.cases.words import sentence
from api.database import ReadingSession
from api.language import Language, why_of
from api.pages.rendering import CurrentVisitor, render
from api.pages.rule_words import DRESS
from api.pages.rules_view import Watched, shown_areas
from api.pages.times import day_said
from api.state import state_of
from conduct.rules.adoption import adoptions, pack_for
from conduct.rules.season_notices import notices_of
from conduct.rules.watching import watches
from conduct.words import N_
from models.tables import HallRow, PackAdoptionRow, RuleWatchRow, SeasonNoticeRow, UserRow
from models.values.local_time import local_day

WATCHED_AT = N_("Only watched at {hall} since {day}: {reason}")
WATCHED_EVERYWHERE = N_("Only watched since {day}: {reason}")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class MovedSeason:
    """A hall's notice, for those who read it."""

    hall: str
    season: str
    row: SeasonNoticeRow


@router.get("/rules")
def rules(
    request: Request,
    visitor: CurrentVisitor,
    session: ReadingSession,
    day: date | None = None,
) -> Response:
    """Of today's pack, or of the one by which another day is judged."""
    language = visitor.language
    halls = session.exec(select(HallRow).order_by(col(HallRow.code))).all()
    zone = ZoneInfo(halls[0].timezone) if halls else ZoneInfo("UTC")
    today = local_day(state_of(request).clock.now(), zone)
    on = day or today
    in_force = pack_for(session, on)
    pack = in_force.pack
    names = {hall.id: hall.name for hall in halls}
    notices = [
        MovedSeason(names[row.hall_id], pack.seasons[row.season].title.said(language.code), row)
        for row in notices_of(session)
        if row.last_day >= on and row.season in pack.seasons
    ]
    return render(
        request,
        "rules.html",
        on=on,
        today=today,
        pack=pack,
        in_force=in_force,
        adopted_by=_name(session, in_force.adoption),
        later=[row for row in adoptions(session) if row.first_day > today],
        areas=shown_areas(pack, language, holds=in_force.holds, watched=_watched(session, on, names, language)),
        seasons=[
            (season.title.said(language.code), [str(span) for span in season.spans], language.say(DRESS[season.asks]))
            for season in pack.seasons.values()
        ],
        notices=notices,
        said=partial(day_said, language=language),
    )


def _watched(session: Session, on: date, halls: Mapping[UUID, str], language: Language) -> dict[str, list[Watched]]:
    found: defaultdict[str, list[Watched]] = defaultdict(list)
    for row in watches(session):
        if row.first_day <= on and (row.last_day is None or row.last_day >= on):
            told = {"day": day_said(row.first_day, language), "reason": _reason(row, language)}
            said = (
                language.say(WATCHED_EVERYWHERE, **told)
                if row.hall_id is None
                else language.say(WATCHED_AT, hall=halls[row.hall_id], **told)
            )
            found[row.rule].append(Watched(row.hall_id is None, said))
    return found


def _reason(row: RuleWatchRow, language: Language) -> str:
    return row.reason if row.why is None else sentence(why_of(row.why), language, Titles({}))


def _name(session: Session, adoption: PackAdoptionRow | None) -> str:
    """The name of who adopted a pack; an account of the command line has none."""
    if adoption is None:
        return ""
    named = select(UserRow.name).where(UserRow.login == adoption.adopted_by)
    return session.exec(named).first() or adoption.adopted_by
