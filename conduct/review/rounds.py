"""Rounds of inspection: a named person walks through a hall with the pack's checklist, and the walk is kept."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from conduct.auditing.trail import audit
from conduct.review.reporting import reported_rules
from conduct.review.violations import Refused, Reviewer
from conduct.rules.adoption import pack_for
from conduct.rules.rule import Found
from conduct.rules.rule_pack import Pack
from models.tables import HallRow, InspectionPointRow, InspectionRoundRow, PointOutcome
from models.values.local_time import local_day


def checklist(pack: Pack) -> list[str]:
    """The rules that only a person on the spot finds, in the pack's order."""
    return [name for name, rule in reported_rules(pack).items() if rule.found is Found.inspection]


def begin_round(session: Session, hall: HallRow, *, by: Reviewer, now: datetime) -> InspectionRoundRow:
    """A new round of the hall's today; the one that this person has left unfinished today is gone on with instead."""
    day = local_day(now, ZoneInfo(hall.timezone))
    row = session.exec(
        select(InspectionRoundRow).where(
            InspectionRoundRow.hall_id == hall.id,
            InspectionRoundRow.day == day,
            InspectionRoundRow.begun_by == by.login,
            col(InspectionRoundRow.finished_at).is_(None),
        )
    ).first()
    if row is not None:
        return row
    pack = pack_for(session, day).pack
    row = InspectionRoundRow(hall_id=hall.id, day=day, begun_at=now, begun_by=by.login, pack_version=pack.version)
    session.add(row)
    session.flush()
    session.add_all(InspectionPointRow(round_id=row.id, rule=rule) for rule in checklist(pack))
    _record(session, row, "round.begun", by, now)
    return row


def points_of(session: Session, round_id: UUID) -> list[InspectionPointRow]:
    query = select(InspectionPointRow).where(InspectionPointRow.round_id == round_id)
    return list(session.exec(query.order_by(col(InspectionPointRow.id))).all())


def mark_points(
    session: Session,
    row: InspectionRoundRow,
    outcomes: Mapping[str, PointOutcome],
    *,
    by: Reviewer,
    now: datetime,
) -> None:
    """Note what was seen of some rules; the others stay as they are.

    Raises Refused: `round-finished`, `unknown-rule`, `reported-already`.
    """
    _refuse_finished(row)
    points = {point.rule: point for point in points_of(session, row.id)}
    for rule, outcome in outcomes.items():
        point = points.get(rule)
        if point is None:
            raise Refused("unknown-rule", f"{rule} is not on this checklist")
        if point.outcome is outcome:
            continue
        if point.violation_id is not None:
            raise Refused("reported-already", f"{rule} was reported on this round: its case is decided, not unticked")
        point.outcome, point.at, point.by = outcome, now, by.login


def tie_report(
    session: Session, row: InspectionRoundRow, rule: str, violation_id: UUID, *, by: Reviewer, now: datetime
) -> None:
    """Note that what was found on a round was reported. Raises Refused: `round-finished`, `unknown-rule`."""
    _refuse_finished(row)
    query = select(InspectionPointRow).where(InspectionPointRow.round_id == row.id, InspectionPointRow.rule == rule)
    point = session.exec(query).first()
    if point is None:
        raise Refused("unknown-rule", f"{rule} is not on this checklist")
    point.outcome, point.at, point.by, point.violation_id = PointOutcome.found, now, by.login, violation_id


def finish_round(session: Session, row: InspectionRoundRow, *, by: Reviewer, now: datetime) -> None:
    """What was not looked at stays so, and is part of the record. Raises Refused `round-finished`."""
    _refuse_finished(row)
    row.finished_at, row.finished_by = now, by.login
    _record(session, row, "round.finished", by, now)


def _refuse_finished(row: InspectionRoundRow) -> None:
    if row.finished_at is not None:
        raise Refused("round-finished", "this round is finished and stays as it is")


def _record(session: Session, row: InspectionRoundRow, action: str, by: Reviewer, now: datetime) -> None:
    counts = dict.fromkeys(PointOutcome, 0)
    for point in points_of(session, row.id):
        counts[point.outcome] += 1
    audit(
        session, at=now, actor=by.login, action=action, entity="round", entity_id=row.id, day=row.day.isoformat(),
        **{outcome.value: count for outcome, count in counts.items()},
    )  # fmt: skip
