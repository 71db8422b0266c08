"""Which looks at clothes a uniform case rests on: told again by the functions that judged it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, select

from conduct.judging.attire import clear_looks, contradicts
from conduct.records.attire_looks import attire_between
from conduct.rules.adoption import policy_for
from conduct.rules.seasons import dress_code
from models.tables import StaffExemptionRow, ViolationRow
from models.values.roster import ExemptionKind


def decided_looks(session: Session, violation: ViolationRow, *, now: datetime) -> Sequence[tuple[datetime, bool]]:
    """The looks within a `uniform-season` case that tell something: when, and whether they contradict."""
    if violation.window_id is None or violation.staff_id is None:
        return ()
    policy = policy_for(session, violation.day, violation.hall_id)
    last = violation.end or now
    looks = attire_between(session, {violation.window_id: ""}, violation.start, last + timedelta(microseconds=1))
    clear = clear_looks(looks, now=now, confidence=policy.limits.attire_confidence)
    code = dress_code(violation.day, policy.seasons, policy.moved_days)
    extra_layer = _may_wear_more(session, violation)
    told = (
        (at, contradicts(worn, code.season.asks, extra_layer=extra_layer))
        for at, worn in zip(clear.instants, clear.attire, strict=True)
    )
    return [(at, verdict) for at, verdict in told if verdict is not None]


def _may_wear_more(session: Session, violation: ViolationRow) -> bool:
    query = select(StaffExemptionRow.id).where(
        StaffExemptionRow.staff_id == violation.staff_id,
        StaffExemptionRow.kind == ExemptionKind.extra_layer,
        StaffExemptionRow.first_day <= violation.day,
        StaffExemptionRow.last_day >= violation.day,
    )
    return session.exec(query.limit(1)).first() is not None
