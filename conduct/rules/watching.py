"""Putting a rule into watch mode and back into force, at one hall or at all."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from conduct.auditing.trail import audit
from conduct.judging.judged import last_judged_day
from conduct.judging.stale import mark_stale
from conduct.review.violations import Refused
from conduct.rules.pack import JUDGED_RULES
from conduct.words import say
from models.tables import HallRow, Origin, RuleWatchRow, ViolationRow
from models.values.why import Why

ONE_DAY = timedelta(days=1)


def watches(session: Session) -> list[RuleWatchRow]:
    """All that were ever begun, by their first day."""
    return list(session.exec(select(RuleWatchRow).order_by(col(RuleWatchRow.first_day), col(RuleWatchRow.id))).all())


def watch_rule(
    session: Session, rule: str, first_day: date, *, hall: HallRow | None, reason: str | Why, by: str, now: datetime
) -> RuleWatchRow:
    """From this day on, let a rule only show what it finds; what is pending of it since then pends no longer.

    `reason`: a person's words, or, where the rule holds itself back, one that can be said in every language.

    Raises Refused: `no-such-rule`, `watched-already`.
    """
    if rule not in JUDGED_RULES:
        raise Refused("no-such-rule", f"judging finds {', '.join(JUDGED_RULES)}, and no {rule}")
    if _open(session, rule, hall, first_day) is not None:
        raise Refused("watched-already", f"{rule} is in watch mode already")
    row = RuleWatchRow(
        rule=rule, hall_id=hall.id if hall else None, first_day=first_day, begun_at=now, begun_by=by,
        reason=say(reason) if isinstance(reason, Why) else reason,
        why=reason.as_json() if isinstance(reason, Why) else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _judge_again(session, rule, first_day, hall, now)
    _record(session, row, hall, "rule.watched", by, now)
    return row


def resume_rule(
    session: Session, rule: str, first_day: date, *, hall: HallRow | None, by: str, now: datetime
) -> RuleWatchRow:
    """From this day on, let a rule count again; days judged while it was watched stay watched.

    Raises Refused: `not-watched`, `judged-already`.
    """
    row = _open(session, rule, hall, first_day)
    if row is None:
        where = hall.code if hall else "all halls"
        raise Refused("not-watched", f"{rule} is not in watch mode at {where}")
    judged = last_judged_day(session, first_day, hall_id=hall.id if hall else None)
    if judged is not None:
        raise Refused("judged-already", f"{judged} was judged already; it can count again from {judged + ONE_DAY} on")
    row.last_day, row.ended_at, row.ended_by = max(first_day - ONE_DAY, row.first_day - ONE_DAY), now, by
    _record(session, row, hall, "rule.resumed", by, now)
    return row


def _open(session: Session, rule: str, hall: HallRow | None, day: date) -> RuleWatchRow | None:
    """What keeps the rule in watch mode there on a day or later."""
    there = RuleWatchRow.hall_id == hall.id if hall else col(RuleWatchRow.hall_id).is_(None)
    return session.exec(
        select(RuleWatchRow).where(
            RuleWatchRow.rule == rule,
            there,
            or_(col(RuleWatchRow.last_day).is_(None), col(RuleWatchRow.last_day) >= day),
        )
    ).first()


def _judge_again(session: Session, rule: str, first_day: date, hall: HallRow | None, now: datetime) -> None:
    query = select(col(ViolationRow.hall_id), col(ViolationRow.day)).where(
        ViolationRow.rule == rule, ViolationRow.day >= first_day, ViolationRow.origin == Origin.judged
    )
    if hall is not None:
        query = query.where(ViolationRow.hall_id == hall.id)
    for hall_id, day in session.exec(query.distinct()).all():
        mark_stale(session, hall_id, [day], now=now)


def _record(session: Session, row: RuleWatchRow, hall: HallRow | None, action: str, by: str, now: datetime) -> None:
    audit(
        session, at=now, actor=by, action=action, entity="rule", entity_id=row.rule, hall=hall.code if hall else None,
        first_day=str(row.first_day), last_day=str(row.last_day) if row.last_day else None, reason=row.reason,
    )  # fmt: skip
