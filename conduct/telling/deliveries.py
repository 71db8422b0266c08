"""What was sent lately by mail and webhook, what failed, and trying the latter again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from conduct.auditing.trail import audit
from conduct.review.violations import Refused
from models.tables import Channel, DeliveryOutcome, DeliveryRow, NoticeRow, UserRow

FAILED = (DeliveryOutcome.refused, DeliveryOutcome.expired)


@dataclass(frozen=True, slots=True)
class SeenDelivery:
    """A delivery as it stands; `to` is the reader's log-in, None for the webhook."""

    row: DeliveryRow
    code: str
    to: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many deliveries of a channel are not over, and how often the oldest of them was tried."""

    count: int
    oldest_at: datetime | None
    tries: int


def waiting_of(session: Session, channel: Channel) -> Waiting:
    """Looks at those that wait alone, of which an index is kept."""
    row = session.exec(
        select(func.count(), func.min(DeliveryRow.queued_at), func.max(DeliveryRow.tries)).where(
            DeliveryRow.channel == channel, col(DeliveryRow.done_at).is_(None)
        )
    ).one()
    return Waiting(row[0], row[1], row[2] or 0)


def latest_deliveries(session: Session, limit: int, before: UUID | None = None) -> list[SeenDelivery]:
    """Those queued last first, from before an id on."""
    query = (
        select(DeliveryRow, NoticeRow)
        .join(NoticeRow, col(NoticeRow.id) == col(DeliveryRow.notice_id))
        .order_by(col(DeliveryRow.id).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(DeliveryRow.id < before)
    found = session.exec(query).all()
    readers = {row.user_id for row, _ in found if row.user_id is not None}
    logins = dict(session.exec(select(UserRow.id, UserRow.login).where(col(UserRow.id).in_(readers))).all())
    return [
        SeenDelivery(row, str(notice.why["code"]), logins.get(row.user_id) if row.user_id else None)
        for row, notice in found
    ]


def try_again(session: Session, delivery_id: UUID, *, by: str, now: datetime) -> DeliveryRow:
    """Let a delivery that failed, or waits for its next try, be tried at once.

    Raises Refused: `no-such-delivery`, `delivered-already`.
    """
    row = session.exec(select(DeliveryRow).where(DeliveryRow.id == delivery_id).with_for_update()).first()
    if row is None:
        raise Refused("no-such-delivery", "there is no such delivery")
    if row.done_at is not None and row.outcome not in FAILED:
        raise Refused("delivered-already", "it was delivered, or is of no use to anybody any more")
    row.outcome, row.done_at = None, None
    # A try counts as news from now on, or it would be given up before it was made.
    row.queued_at, row.due_at, row.tries = now, now, 0
    audit(
        session, at=now, actor=by, action="delivery.retried", entity="delivery", entity_id=row.id,
        channel=row.channel.value,
    )  # fmt: skip
    return row
