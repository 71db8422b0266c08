"""Badges find an owner, and are taken from one: lost, given back, handed on."""

from datetime import datetime

from sqlmodel import Session, func, select

from conduct.auditing.trail import audit
from conduct.judging.elsewhere import mark_rostered
from conduct.records.holdings import holdings_of, told_by, was_taken_from
from conduct.records.punches import GoodPunch, mark_touched
from conduct.review.violations import Refused
from conduct.words import N_
from models.tables import BadgeRow, FormerBadgeRow, HallRow, PunchRow, ReaderRow, StaffRow
from models.tables.base import new_id
from models.values.interval import Interval
from models.values.roster import Badge

REFUSALS = {
    "no-such-badge": N_("no reader has seen this badge, and nobody was given it"),
    "badge-owned": N_("this badge has an owner already"),
    "badge-without-owner": N_("this badge is not theirs"),
    "badge-later": N_("that time has not come yet"),
    "badge-before": N_("at that time this badge was not theirs yet"),
    "badge-taken": N_("this badge was somebody's till later than that"),
}


def give_owner(
    session: Session, number: str, staff: StaffRow, *, by: str, now: datetime, since: datetime | None = None
) -> int:
    """Give a badge its owner and mark all days on which it punched; returns how many punches it brings along.

    Of a badge that had an owner before it brings those since it was given, `since`, or now. Who had one before is
    known to have this one from its first punch on, or from `since`. Whoever had it before may be given it as if it had
    never been taken. Raises Refused `no-such-badge`, `badge-owned`, `badge-taken`, `badge-later`.
    """
    badge = _locked(session, number)
    if badge.staff_id is not None:
        raise _refused("badge-owned")
    if since is not None and since > now:
        raise _refused("badge-later")
    if since is not None and badge.since is not None and since < badge.since:
        if not was_taken_from(session, number, staff.id):
            raise _refused("badge-taken")
        since = badge.since
    badge.since = since or (now if badge.since is not None else None)
    first = session.exec(select(func.min(PunchRow.at)).where(told_by([Badge(number, badge.since)]))).one()
    had_one = staff.id in holdings_of(session, [staff.id])
    began = min(first or now, badge.since or now)
    badge.staff_id, badge.had_from = staff.id, began if had_one else None
    session.flush()
    punches = _mark(session, badge, staff, Interval(began, now), now)
    audit(
        session, at=now, actor=by, action="badge.given", entity="badge", entity_id=badge.id, number=number,
        staff=staff.no, punches=punches, since=badge.since.isoformat() if badge.since else None,
    )  # fmt: skip
    return punches


def take_away(session: Session, number: str, staff: StaffRow, *, until: datetime, by: str, now: datetime) -> int:
    """From `until` on the badge is nobody's, and what it punched since then; returns how many punches that are.

    Days without any badge are unknown of its owner where they were not plainly present. Raises Refused
    `no-such-badge`, `badge-without-owner`, `badge-later`, `badge-before`.
    """
    badge = _locked(session, number)
    if badge.staff_id != staff.id:
        raise _refused("badge-without-owner")
    if until > now:
        raise _refused("badge-later")
    if badge.since is not None and until < badge.since:
        raise _refused("badge-before")
    session.add(
        FormerBadgeRow(
            id=new_id(), number=number, staff_id=staff.id, since=badge.since, had_from=badge.had_from, until=until
        )
    )
    badge.staff_id, badge.since, badge.had_from = None, until, None
    session.flush()
    punches = _mark(session, badge, staff, Interval(until, now), now)
    audit(
        session, at=now, actor=by, action="badge.taken", entity="badge", entity_id=badge.id, number=number,
        staff=staff.no, until=until.isoformat(), punches=punches,
    )  # fmt: skip
    return punches


def _mark(session: Session, badge: BadgeRow, staff: StaffRow, time: Interval, now: datetime) -> int:
    """The days on which it punched since it changed hands, and those on which its holder was rostered then."""
    found = session.exec(
        select(HallRow, PunchRow.at)
        .join(ReaderRow, ReaderRow.hall_id == HallRow.id)  # pyright: ignore[reportArgumentType]
        .join(PunchRow, PunchRow.reader_id == ReaderRow.id)  # pyright: ignore[reportArgumentType]
        .where(told_by([Badge(badge.number, badge.since)]))
    ).all()
    halls = {hall.id: hall for hall, _ in found}
    for hall_id, hall in halls.items():
        seen = [GoodPunch(badge.number, at, None) for where, at in found if where.id == hall_id]
        mark_touched(session, hall, seen, now=now)
    mark_rostered(session, staff.id, time, now=now)
    return len(found)


def _locked(session: Session, number: str) -> BadgeRow:
    badge = session.exec(select(BadgeRow).where(BadgeRow.number == number).with_for_update()).first()
    if badge is None:
        raise _refused("no-such-badge")
    return badge


def _refused(code: str) -> Refused:
    return Refused(code, REFUSALS[code])
