"""Which rule pack a day is judged by."""

from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.audit import audit
from conduct.pack import default_pack, digest, parse_pack
from conduct.policy import Policy
from conduct.seasons import MovedDays
from models.tables import PackAdoptionRow, SeasonNoticeRow


@lru_cache(maxsize=32)
def _policy(text: str) -> Policy:
    return parse_pack(text).policy()


@lru_cache(maxsize=1)
def _default() -> Policy:
    return default_pack().policy()


def policy_for(session: Session, day: date, hall_id: UUID | None = None) -> Policy:
    """The policy of the pack adopted last for the day; the default pack while none is.

    With a hall, its dress codes are those of the hall's own notices.
    """
    policy = _pack_policy(session, day)
    moved = _moved_days(session, hall_id, policy) if hall_id is not None else ()
    return policy.model_copy(update={"moved_days": moved}) if moved else policy


def _moved_days(session: Session, hall_id: UUID, policy: Policy) -> tuple[MovedDays, ...]:
    """Of dress codes that the pack of the day knows."""
    rows = session.exec(
        select(SeasonNoticeRow)
        .where(SeasonNoticeRow.hall_id == hall_id, col(SeasonNoticeRow.withdrawn_at).is_(None))
        .order_by(col(SeasonNoticeRow.first_day), col(SeasonNoticeRow.id))
    ).all()
    return tuple(MovedDays(r.season, r.first_day, r.last_day) for r in rows if r.season in policy.seasons)


def _pack_policy(session: Session, day: date) -> Policy:
    adopted = session.exec(
        select(PackAdoptionRow.text)
        .where(PackAdoptionRow.first_day <= day)
        .order_by(col(PackAdoptionRow.first_day).desc(), col(PackAdoptionRow.adopted_at).desc())
    ).first()
    return _policy(adopted) if adopted else _default()


def adopt(session: Session, text: str, *, first_day: date, by: str, document: str, now: datetime) -> PackAdoptionRow:
    """Adopt a pack from a day on; PackError when it cannot be judged by."""
    version = parse_pack(text).version
    row = PackAdoptionRow(
        version=version, sha256=digest(text), text=text, first_day=first_day, adopted_at=now, adopted_by=by,
        document=document,
    )  # fmt: skip
    session.add(row)
    audit(
        session, at=now, actor=by, action="pack.adopted", entity="pack", entity_id=row.id, version=version,
        first_day=first_day.isoformat(), document=document,
    )  # fmt: skip
    return row
