"""Which rule pack a day is judged by, and how a pack comes to be adopted.

A pack judges from the first day for which it was adopted. Days before any adoption are only watched: what would be
found is shown, pends nobody and costs nothing. What an adopted pack judged stays with it, whatever is adopted later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy.orm import defer
from sqlmodel import Session, col, or_, select

from conduct.auditing.trail import audit
from conduct.judging.judged import last_judged_day
from conduct.review.violations import Refused
from conduct.rules.adoption_reach import reach_of
from conduct.rules.pack import default_pack, default_pack_text, digest, parse_pack
from conduct.rules.policy import Policy
from conduct.rules.rule_pack import Pack
from conduct.rules.seasons import MovedDays, faults
from models.tables import HallRow, PackAdoptionRow, RuleWatchRow, SeasonNoticeRow

ONE_DAY = timedelta(days=1)
WITHOUT_TEXT = defer(PackAdoptionRow.text)  # pyright: ignore[reportArgumentType] - at run time it is the column


@dataclass(frozen=True, slots=True)
class InForce:
    """The pack of a day. `adoption` is None while none was ever adopted; unless it `holds`, all is only watched."""

    pack: Pack
    adoption: PackAdoptionRow | None
    holds: bool


@dataclass(frozen=True, slots=True)
class _Read:
    pack: Pack
    policy: Policy


_adopted: dict[UUID, _Read] = {}
"""By adoption: its text never changes, and is long."""


def _read(adoption: PackAdoptionRow | None) -> _Read:
    if adoption is None:
        return _Read(default_pack(), _default())
    if adoption.id not in _adopted:
        pack = parse_pack(adoption.text)
        _adopted[adoption.id] = _Read(pack, pack.policy())
    return _adopted[adoption.id]


@cache
def _default() -> Policy:
    return default_pack().policy()


def pack_for(session: Session, day: date) -> InForce:
    """The pack adopted last for the day; before any, the first one adopted, and else the default pack: watched only."""
    adoption = _adoption_for(session, day)
    return InForce(_read(adoption).pack, adoption, holds=adoption is not None and adoption.first_day <= day)


def packs_for(session: Session, days: Iterable[date]) -> dict[date, InForce]:
    """As `pack_for` says of each day, by one query for all of them."""
    every = adoptions(session)
    return {day: _in_force(every, day) for day in days}


def _in_force(every: Sequence[PackAdoptionRow], day: date) -> InForce:
    begun = [each for each in every if each.first_day <= day]
    # of several for one day the last one adopted
    latest = max(begun or every, key=lambda each: _latest(each, begun=bool(begun)), default=None)
    return InForce(_read(latest).pack, latest, holds=bool(begun))


def _latest(adoption: PackAdoptionRow, *, begun: bool) -> tuple[int, datetime]:
    ordinal = adoption.first_day.toordinal()
    return ordinal if begun else -ordinal, adoption.adopted_at


def policy_for(session: Session, day: date, hall_id: UUID | None = None) -> Policy:
    """The policy of the day's pack, with the rules that are in watch mode; with a hall, also by the hall's notices."""
    adoption = _adoption_for(session, day)
    policy = _read(adoption).policy
    if adoption is None or adoption.first_day > day:
        policy = policy.watching_all()
    return at_hall(session, policy, day, hall_id)


def at_hall(session: Session, policy: Policy, day: date, hall_id: UUID | None) -> Policy:
    """A pack's policy with the rules that are in watch mode on a day, and with a hall's notices."""
    watch = policy.watch | _watched(session, day, hall_id)
    moved = _moved_days(session, hall_id, policy) if hall_id is not None else ()
    return policy.model_copy(update={"watch": watch, "moved_days": moved})


def _adoption_for(session: Session, day: date) -> PackAdoptionRow | None:
    every = select(PackAdoptionRow).options(WITHOUT_TEXT)
    begun = every.where(PackAdoptionRow.first_day <= day)
    latest = (col(PackAdoptionRow.first_day).desc(), col(PackAdoptionRow.adopted_at).desc())
    to_come = (col(PackAdoptionRow.first_day), col(PackAdoptionRow.adopted_at).desc())
    return (
        session.exec(begun.order_by(*latest).limit(1)).first()
        or session.exec(every.order_by(*to_come).limit(1)).first()
    )


def _watched(session: Session, day: date, hall_id: UUID | None) -> frozenset[str]:
    query = select(RuleWatchRow.rule).where(
        RuleWatchRow.first_day <= day,
        or_(col(RuleWatchRow.last_day).is_(None), col(RuleWatchRow.last_day) >= day),
        or_(col(RuleWatchRow.hall_id).is_(None), RuleWatchRow.hall_id == hall_id),
    )
    return frozenset(session.exec(query).all())


def _moved_days(session: Session, hall_id: UUID, policy: Policy) -> tuple[MovedDays, ...]:
    """Of dress codes that the pack of the day knows."""
    rows = session.exec(
        select(SeasonNoticeRow)
        .where(SeasonNoticeRow.hall_id == hall_id, col(SeasonNoticeRow.withdrawn_at).is_(None))
        .order_by(col(SeasonNoticeRow.first_day), col(SeasonNoticeRow.id))
    ).all()
    return tuple(MovedDays(r.season, r.first_day, r.last_day) for r in rows if r.season in policy.seasons)


def adoptions(session: Session) -> list[PackAdoptionRow]:
    """All of them, by their first day; of several for one day the last one adopted holds."""
    order = (col(PackAdoptionRow.first_day), col(PackAdoptionRow.adopted_at), col(PackAdoptionRow.id))
    every = select(PackAdoptionRow).options(WITHOUT_TEXT)
    return list(session.exec(every.order_by(*order)).all())


def adopt(
    session: Session,
    text: str,
    *,
    first_day: date,
    announced_on: date,
    by: str,
    document: str,
    now: datetime,
    agreed: date | None = None,
) -> PackAdoptionRow:
    """Adopt a pack from a day on. `agreed`: a first day before today, told once more by who means it.

    Raises PackError when it cannot be judged by, and Refused: `no-document`, `announced-late`, `version-taken`,
    `judged-already`, `season-notices`, `backwards`.
    """
    pack = parse_pack(text)
    if not document.strip():
        raise Refused("no-document", "name the document by which it was adopted and announced")
    if announced_on > first_day:
        raise Refused("announced-late", f"announced on {announced_on}, it cannot hold from {first_day} on")
    reach = reach_of(session, first_day, now=now)
    if reach.judged is not None:
        raise Refused("judged-already", f"{reach.judged} was judged already; it can hold from {reach.possible_from} on")
    _refuse_another_text(session, pack, text)
    _refuse_lost_notices(session, pack, first_day)
    if reach.is_backwards and agreed != first_day:
        raise Refused("backwards", str(reach))
    return _add(session, pack, text, first_day=first_day, announced_on=announced_on, by=by, document=document, now=now)


def begin_with_default(session: Session, *, first_day: date, by: str, now: datetime) -> PackAdoptionRow | None:
    """Adopt the default pack with the first hall, unless one was adopted or days were judged; None then.

    No announcement is on record with it: pages and lists say so until a pack is adopted by a document.
    """
    if session.exec(select(PackAdoptionRow.id).limit(1)).first() is not None:
        return None
    if last_judged_day(session, first_day) is not None:
        return None
    text = default_pack_text()
    return _add(session, default_pack(), text, first_day=first_day, announced_on=None, by=by, document="", now=now)


def _add(
    session: Session,
    pack: Pack,
    text: str,
    *,
    first_day: date,
    announced_on: date | None,
    by: str,
    document: str,
    now: datetime,
) -> PackAdoptionRow:
    row = PackAdoptionRow(
        version=pack.version, sha256=digest(text), text=text, first_day=first_day, adopted_at=now, adopted_by=by,
        document=document, announced_on=announced_on,
    )  # fmt: skip
    session.add(row)
    audit(
        session, at=now, actor=by, action="pack.adopted", entity="pack", entity_id=row.id, version=pack.version,
        first_day=first_day.isoformat(), document=document, sha256=row.sha256,
        announced_on=announced_on.isoformat() if announced_on else None,
    )  # fmt: skip
    return row


def _refuse_another_text(session: Session, pack: Pack, text: str) -> None:
    """What was judged by a version is found again by its name alone."""
    taken = select(PackAdoptionRow.sha256).where(PackAdoptionRow.version == pack.version)
    if any(sha256 != digest(text) for sha256 in session.exec(taken).all()):
        raise Refused(
            "version-taken", f"another pack was adopted as {pack.version}: give this one a version of its own"
        )


def _refuse_lost_notices(session: Session, pack: Pack, first_day: date) -> None:
    rows = session.exec(
        select(SeasonNoticeRow, HallRow.code)
        .join(HallRow, col(HallRow.id) == col(SeasonNoticeRow.hall_id))
        .where(col(SeasonNoticeRow.withdrawn_at).is_(None), SeasonNoticeRow.last_day >= first_day)
    ).all()
    by_hall: dict[str, list[MovedDays]] = {}
    for row, hall in rows:
        by_hall.setdefault(hall, []).append(MovedDays(row.season, row.first_day, row.last_day))
    for hall, moved in sorted(by_hall.items()):
        for fault in faults(pack.seasons, moved):
            raise Refused("season-notices", f"with the notices of {hall}: {fault}")
