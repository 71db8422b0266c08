"""Notices as their reader sees them: in words, with the case or hall that they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from api.auth.access import Person, Sight
from api.cases.case import Case, cases_of
from api.cases.rules import titles_of
from api.cases.sight import sight_now
from api.cases.words import sentence
from api.language import Language, why_of
from conduct.telling.inbox import Notice
from conduct.telling.recipients import Account
from models.tables import HallRow, TaskRow, ViolationRow


@dataclass(frozen=True, slots=True)
class ShownNotice:
    notice: Notice
    why: str
    hall: HallRow | None
    case: Case | None
    """None also where the reader may not see it any more."""
    blind: bool
    """Whether the reader is asked for a second opinion on it, and sees nothing of its status before."""
    rule: str
    """The title of the case's rule."""
    zone: ZoneInfo
    """The hall's; of a notice about none, that of the first hall there is."""


def account_of(person: Person) -> Account:
    return Account(person.user_id, person.role, person.staff_id, person.hall_ids)


def shown(
    session: Session, person: Person, notices: Sequence[Notice], language: Language, now: datetime
) -> list[ShownNotice]:
    """In the order given."""
    sight = sight_now(session, person, now)
    cases = _cases(session, sight, notices)
    halls = {hall.id: hall for hall in session.exec(select(HallRow).order_by(col(HallRow.code))).all()}
    hall_of = _halls_of(session, notices)
    elsewhere = next((ZoneInfo(hall.timezone) for hall in halls.values()), ZoneInfo("UTC"))
    titles = titles_of(session)
    made: list[ShownNotice] = []
    for each in notices:
        hall = halls.get(hall_of[each.row.id]) if each.row.id in hall_of else None
        case = cases.get(each.row.violation_id) if each.row.violation_id else None
        made.append(
            ShownNotice(
                notice=each,
                why=sentence(why_of(each.row.why), language, titles),
                hall=hall,
                case=case,
                blind=case is not None and case.row.id in sight.blind_to,
                rule=titles.say(case.row.rule, language.code) if case else "",
                zone=ZoneInfo(hall.timezone) if hall else elsewhere,
            )
        )
    return made


def _cases(session: Session, sight: Sight, notices: Sequence[Notice]) -> dict[UUID, Case]:
    wanted = {each.row.violation_id for each in notices if each.row.violation_id}
    rows = session.exec(select(ViolationRow).where(col(ViolationRow.id).in_(wanted))).all() if wanted else ()
    seen = [row for row in rows if sight.record(row.hall_id, row.staff_id)]
    return {case.row.id: case for case in cases_of(session, seen)}


def _halls_of(session: Session, notices: Sequence[Notice]) -> dict[UUID, UUID]:
    """By notice, the hall of its case or task, or that it was left for."""
    halls: dict[UUID, UUID] = {}
    for table, ids in (
        (ViolationRow, {each.row.violation_id for each in notices}),
        (TaskRow, {each.row.task_id for each in notices}),
    ):
        halls.update(session.exec(select(table.id, table.hall_id).where(col(table.id).in_(ids - {None}))).all())
    found: dict[UUID, UUID] = {}
    for row in (each.row for each in notices):
        about = row.violation_id or row.task_id
        hall_id = halls.get(about) if about else row.hall_id
        if hall_id is not None:
            found[row.id] = hall_id
    return found
