"""What is to be told outside of the product: queued from notices, taken one by one, and how each went.

Nothing here waits for a server: each call is one short unit of work, and the sending lies between two of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select, update

from conduct.telling.delivering import PATIENCE, Sent, fate_after, is_no_news
from conduct.telling.inbox import addressed_of
from conduct.telling.recipients import Account, Addressed, recipients
from models.tables import (
    Channel,
    DeliveryOutcome,
    DeliveryRow,
    NoticeReadRow,
    NoticeRow,
    UserHallRow,
    UserRow,
)

QUEUED_AT_ONCE = 500
NEWS_FOR = timedelta(hours=1)
"""Notices given longer ago, before any channel was switched on, are left to the inbox."""


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """What may be told of a notice outside of the product: ids and codes, and none of its words."""

    id: UUID
    at: datetime
    code: str
    to: Addressed
    violation_id: UUID | None = None
    task_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Mailbox:
    user_id: UUID
    address: str
    locale: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery to try now."""

    delivery_id: UUID
    notice: ToldNotice
    mailbox: Mailbox | None = None
    """None for the webhook."""


def queue_deliveries(session: Session, channels: frozenset[Channel], *, now: datetime) -> int:
    """Make a delivery of each new notice for each reader with a mailbox, and for the webhook; returns how many."""
    waiting = col(NoticeRow.queued_at).is_(None)
    session.exec(update(NoticeRow).where(waiting, col(NoticeRow.at) < now - NEWS_FOR).values(queued_at=now))
    rows = session.exec(
        select(NoticeRow)
        .where(waiting)
        .order_by(col(NoticeRow.at))
        .limit(QUEUED_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    mailboxes = accounts_with_mail(session) if rows and Channel.mail in channels else ()
    made: list[DeliveryRow] = []
    for row in rows:
        row.queued_at = now
        if Channel.webhook in channels:
            made.append(_delivery(row, Channel.webhook, None, now))
        made.extend(_delivery(row, Channel.mail, user_id, now) for user_id in recipients(addressed_of(row), mailboxes))
    session.add_all(made)
    return len(made)


def take_due(session: Session, channel: Channel, *, now: datetime) -> Parcel | None:
    """The next delivery to try, taken so that nobody else tries it meanwhile; None when none is due.

    Whatever is not to be delivered any more comes to its outcome on the way.
    """
    while (row := _next(session, channel, now)) is not None:
        mailbox = _mailbox(session, row)
        outcome = _outcome_untried(row, mailbox, now)
        if outcome is None:
            row.tries += 1
            row.due_at = now + PATIENCE.lease
            return Parcel(row.id, _told(session.get_one(NoticeRow, row.notice_id)), mailbox)
        row.outcome, row.done_at = outcome, now
        session.flush()
    return None


def settle(session: Session, delivery_id: UUID, sent: Sent, *, now: datetime, why: str = "") -> None:
    """Note how a try went and why it failed; nothing where the notice was thrown away meanwhile."""
    row = session.get(DeliveryRow, delivery_id)
    if row is None:
        return
    fate = fate_after(sent, tries=row.tries, now=now)
    row.outcome, row.last_why = fate.outcome, why or None
    if fate.due_at is None:
        row.done_at = now
    else:
        row.due_at = fate.due_at


def accounts_with_mail(session: Session) -> Sequence[Account]:
    """The log-ins in use that have a mail address."""
    halls: dict[UUID, set[UUID]] = {}
    for each in session.exec(select(UserHallRow)).all():
        halls.setdefault(each.user_id, set()).add(each.hall_id)
    users = session.exec(
        select(UserRow)
        .where(col(UserRow.email).is_not(None), col(UserRow.retired_at).is_(None))
        .order_by(UserRow.login)
    ).all()
    return [Account(user.id, user.role, user.staff_id, frozenset(halls.get(user.id, ()))) for user in users]


def _delivery(notice: NoticeRow, channel: Channel, user_id: UUID | None, now: datetime) -> DeliveryRow:
    return DeliveryRow(notice_id=notice.id, channel=channel, user_id=user_id, queued_at=now, due_at=now)


def _next(session: Session, channel: Channel, now: datetime) -> DeliveryRow | None:
    return session.exec(
        select(DeliveryRow)
        .where(DeliveryRow.channel == channel, col(DeliveryRow.done_at).is_(None), DeliveryRow.due_at <= now)
        .order_by(col(DeliveryRow.due_at), col(DeliveryRow.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def _mailbox(session: Session, row: DeliveryRow) -> Mailbox | None:
    """Where a mail goes; None where its reader wants none any more, or has read the notice in the inbox."""
    if row.user_id is None or session.get(NoticeReadRow, (row.notice_id, row.user_id)) is not None:
        return None
    reader = session.get_one(UserRow, row.user_id)
    if reader.email is None or reader.retired_at is not None:
        return None
    return Mailbox(reader.id, reader.email, reader.locale)


def _outcome_untried(row: DeliveryRow, mailbox: Mailbox | None, now: datetime) -> DeliveryOutcome | None:
    if is_no_news(row.queued_at, now):
        return DeliveryOutcome.expired
    return DeliveryOutcome.moot if row.channel is Channel.mail and mailbox is None else None


def _told(row: NoticeRow) -> ToldNotice:
    return ToldNotice(
        id=row.id,
        at=row.at,
        code=str(row.why["code"]),
        to=addressed_of(row),
        violation_id=row.violation_id,
        task_id=row.task_id,
    )
