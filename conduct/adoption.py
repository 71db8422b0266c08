"""Which rule pack a day is judged by."""

from datetime import date, datetime
from functools import lru_cache

from sqlmodel import Session, col, select

from conduct.audit import audit
from conduct.pack import default_pack, digest, parse_pack
from conduct.policy import Policy
from models.tables import PackAdoptionRow


@lru_cache(maxsize=32)
def _policy(text: str) -> Policy:
    return parse_pack(text).policy()


@lru_cache(maxsize=1)
def _default() -> Policy:
    return default_pack().policy()


def policy_for(session: Session, day: date) -> Policy:
    """The policy of the pack adopted last for the day; the default pack while none is."""
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
