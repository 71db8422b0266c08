"""A rule that is wrong too often goes back to watching by itself, and says so. Only a person lets it count again."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from conduct.cameras.precision import BY, calls_for_a_change, follow_camera
from conduct.review.violations import Refused
from conduct.rules.adoption import pack_for
from conduct.rules.watching import watch_rule
from conduct.trust.measured import HallMeasured, Measured, measure_everywhere, measure_hall
from conduct.trust.precision import Stand, numbers
from conduct.trust.restraint_telling import say_watched
from models.tables import HallRow, ViolationRow, ViolationStatus
from models.values.why import why

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Restrained:
    """What one round came to."""

    watched: tuple[str, ...] = ()
    """`late at H1`, `late at all halls`."""
    tasks: int = 0
    """Opened."""

    def __str__(self) -> str:
        return f"{', '.join(self.watched) or 'no rule'} held back, {self.tasks} cameras to be seen to"


def is_called_for(session: Session, *, now: datetime) -> bool:
    """Whether `restrain` would change anything: found without keeping anybody who writes waiting."""
    halls = session.exec(select(HallRow).order_by(HallRow.code)).all()
    measured = [measure_hall(session, hall, now=now) for hall in halls]
    rules = (own for each in measured for own in _too_wrong(each.rules.values()))
    everywhere = (own for own in _too_wrong(_everywhere(session, measured)))
    cameras = (
        m
        for each in measured
        for m in each.cameras
        if m.camera is not None and calls_for_a_change(session, m.camera, m.rule, m.weighed, m.floor)
    )
    return next((m for found in (rules, everywhere, cameras) for m in found), None) is not None


def restrain(session: Session, *, now: datetime) -> Restrained:
    """Weigh every rule at every hall and hold back those that are wrong too often, in the caller's transaction."""
    halls = session.exec(select(HallRow).order_by(HallRow.code)).all()
    measured = [measure_hall(session, hall, now=now) for hall in halls]
    held = [_hold_back(session, own, [each], now) for each in measured for own in _too_wrong(each.rules.values())]
    held += [_hold_back(session, own, measured, now) for own in _too_wrong(_everywhere(session, measured))]
    tasks = sum(
        follow_camera(session, m.camera, each.hall, m.rule, m.weighed, m.floor, now=now)
        for each in measured
        for m in each.cameras
        if m.camera is not None
    )
    return Restrained(tuple(each for each in held if each is not None), tasks)


def _everywhere(session: Session, measured: Sequence[HallMeasured]) -> Sequence[Measured]:
    if len(measured) < 2:
        return ()
    pack = pack_for(session, min(each.today for each in measured)).pack
    return list(measure_everywhere(measured, pack).values())


def _too_wrong(measured: Iterable[Measured]) -> Iterator[Measured]:
    return (each for each in measured if not each.watched and each.weighed.stand == Stand.watch)


def _hold_back(session: Session, own: Measured, halls: Sequence[HallMeasured], now: datetime) -> str | None:
    """Where the rule only watches from now on; None where somebody has set a later day for that."""
    first_day = _first_day(session, own, halls)
    reason = why("watch.self-restraint", **numbers(own.weighed.precision, own.floor))
    where = f"{own.rule} at {own.hall.code if own.hall else 'all halls'}"
    try:
        row = watch_rule(session, own.rule, first_day, hall=own.hall, reason=reason, by=BY, now=now)
    except Refused as refused:
        log.warning("%s should hold itself back and cannot: %s", where, refused)
        return None
    say_watched(session, row, own, now=now)
    log.warning("%s only watches from %s on: %s", where, row.first_day, row.reason)
    return where


def _first_day(session: Session, own: Measured, halls: Sequence[HallMeasured]) -> date:
    """The earliest day of which something still pends, so that all of it ceases to; or today.

    Not before the rule was resumed last: what it found in watch mode is watched already.
    """
    pending = select(func.min(ViolationRow.day)).where(
        col(ViolationRow.hall_id).in_([each.hall.id for each in halls]),
        ViolationRow.status == ViolationStatus.pending,
        ViolationRow.rule == own.rule,
    )
    since = min(each.rules[own.rule].since or date.min for each in halls)
    earliest = session.exec(pending.where(ViolationRow.day >= since)).one()
    return min(earliest or date.max, *(max(each.today, since) for each in halls))
