"""A hall's notices that give some days another dress code, as for a cold spring."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.auditing.trail import audit
from conduct.judging.judged import last_judged_day
from conduct.review.violations import Refused
from conduct.rules.adoption import policy_for
from conduct.rules.seasons import MovedDays, codes_on, faults, neighbours
from models.tables import HallRow, SeasonNoticeRow

ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=184)
"""A notice moves a boundary; whoever wants another year changes the pack."""


def notices_of(session: Session, hall_id: UUID | None = None) -> list[SeasonNoticeRow]:
    """Those that hold, of one hall or of all, by their days."""
    query = select(SeasonNoticeRow).where(col(SeasonNoticeRow.withdrawn_at).is_(None))
    if hall_id is not None:
        query = query.where(SeasonNoticeRow.hall_id == hall_id)
    return list(session.exec(query.order_by(col(SeasonNoticeRow.first_day), col(SeasonNoticeRow.id))).all())


def move_season(
    session: Session,
    hall: HallRow,
    season: str,
    first_day: date,
    last_day: date,
    *,
    announced_on: date,
    document: str,
    by: str,
    now: datetime,
) -> SeasonNoticeRow:
    """Give days another dress code by a notice.

    Raises Refused: `bad-days`, `announced-late`, `judged-already`, `bad-season`.
    """
    if last_day < first_day:
        raise Refused("bad-days", "the last day is before the first")
    if last_day - first_day > LONGEST:
        raise Refused("bad-days", f"a notice holds for {LONGEST.days} days at most")
    if announced_on > first_day:
        raise Refused("announced-late", f"announced on {announced_on}, it cannot hold from {first_day} on")
    judged = last_judged_day(session, first_day, last_day, hall.id)
    if judged is not None:
        raise Refused("judged-already", f"{judged} was judged already; a notice can begin after it")
    moved = MovedDays(season, first_day, last_day)
    wrong = _unfit(session, hall, moved)
    if wrong is not None:
        raise Refused("bad-season", wrong)
    row = SeasonNoticeRow(
        hall_id=hall.id, season=season, first_day=first_day, last_day=last_day, document=document,
        announced_on=announced_on, adopted_at=now, adopted_by=by,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _record(session, hall, row, "season.moved", by, now)
    return row


def _unfit(session: Session, hall: HallRow, moved: MovedDays) -> str | None:
    """Why these days cannot have this dress code: only a neighbour in the year can reach over a boundary."""
    seasons = policy_for(session, moved.first_day).seasons
    others = tuple(MovedDays(r.season, r.first_day, r.last_day) for r in notices_of(session, hall.id))
    fault = next(faults(seasons, (*others, moved)), None)
    if fault is not None:
        return fault
    days = [moved.first_day + n * ONE_DAY for n in range((moved.last_day - moved.first_day).days + 1)]
    if all(codes_on(day, seasons, others) == (moved.season,) for day in days):
        return f"these days are {moved.season} anyhow"
    usual = {name for day in days for name in codes_on(day, seasons)}
    near = neighbours(seasons, moved.season) | {moved.season}
    strange = sorted(usual - near)
    return f"{moved.season} does not come next to {', '.join(strange)} in the year" if strange else None


def withdraw_notice(session: Session, row: SeasonNoticeRow, *, by: str, now: datetime) -> None:
    """Take a notice back before any of its days was judged. Raises Refused: `withdrawn`, `judged-already`."""
    if row.withdrawn_at is not None:
        raise Refused("withdrawn", "it was withdrawn before")
    judged = last_judged_day(session, row.first_day, row.last_day, row.hall_id)
    if judged is not None:
        raise Refused("judged-already", f"{judged} was judged by it already")
    row.withdrawn_at, row.withdrawn_by = now, by
    _record(session, session.get_one(HallRow, row.hall_id), row, "season.withdrawn", by, now)


def _record(session: Session, hall: HallRow, row: SeasonNoticeRow, action: str, by: str, now: datetime) -> None:
    audit(
        session, at=now, actor=by, action=action, entity="season_notice", entity_id=row.id, hall=hall.code,
        season=row.season, first_day=str(row.first_day), last_day=str(row.last_day), document=row.document,
    )  # fmt: skip
