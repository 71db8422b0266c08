"""Inquiries and hearings on record, and what the ladder makes of a month's confirmed violations with them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from conduct.auditing.trail import audit
from conduct.months.inputs import confirmed_in, numbers_of
from conduct.months.span import month_days, month_span
from conduct.people.discipline import Breach, OnRecord, Suggestion, suggestions
from conduct.review.violations import Refused, Reviewer
from conduct.rules.adoption import pack_for
from conduct.rules.rule import Severity
from models.tables import HallRow, HearingKind, HearingRow, StaffRow


def record_hearing(
    session: Session,
    staff: StaffRow,
    month: str,
    kind: HearingKind,
    *,
    day: date,
    words: str,
    violations: Sequence[str] = (),
    by: Reviewer,
    now: datetime,
) -> HearingRow:
    """Put on record that the facts were looked into, or that the person was heard, and what came of it.

    Raises Refused: `own-hearing`, `no-words`, `in-the-future`.
    """
    if by.staff_id == staff.id:
        raise Refused("own-hearing", "nobody records an inquiry or hearing about themselves")
    if not words.strip():
        raise Refused("no-words", "say what came of it")
    hall = session.get_one(HallRow, staff.hall_id)
    if day > now.astimezone(ZoneInfo(hall.timezone)).date():
        raise Refused("in-the-future", "only what has taken place is put on record")
    row = HearingRow(
        staff_id=staff.id, month=month, kind=kind, day=day, words=words.strip(), violations=list(violations),
        recorded_by=by.user_id, recorded_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit(
        session, at=now, actor=by.login, action=f"discipline.{kind.value}", entity="staff", entity_id=staff.id,
        month=month, day=day.isoformat(), staff=staff.no,
    )  # fmt: skip
    return row


def suggested(session: Session, month: str) -> list[Suggestion]:
    """What the pack of the month's last day suggests about its confirmed violations."""
    numbers = numbers_of(session)
    pack = pack_for(session, month_days(month)[1]).pack
    severity = {name: rule.severity for name, rule in pack.rules.items()}
    breaches: dict[str, list[Breach]] = defaultdict(list)
    for hall_id, timezone in session.exec(select(HallRow.id, HallRow.timezone).order_by(col(HallRow.code))).all():
        for each in confirmed_in(session, month_span(month, ZoneInfo(timezone)), numbers, [hall_id]):
            grave = severity.get(each.rule, Severity.minor)
            breaches[each.staff].append(Breach(each.rule, grave, each.start, each.reference))
    kinds: dict[str, set[HearingKind]] = defaultdict(set)
    recorded = select(HearingRow.staff_id, HearingRow.kind).where(HearingRow.month == month)
    for staff_id, kind in session.exec(recorded).all():
        kinds[numbers[staff_id]].add(HearingKind(kind))
    on_record = {
        staff: OnRecord(HearingKind.inquiry in own, HearingKind.hearing in own) for staff, own in kinds.items()
    }
    return suggestions(breaches, on_record, pack.discipline)
