"""Who has read which notice, and what is to be delivered of it outside of the product."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from models.tables.base import Table, choice, id_field, index_where, points_to, unique_where


class Channel(StrEnum):
    mail = "mail"
    webhook = "webhook"


class DeliveryOutcome(StrEnum):
    delivered = "delivered"
    refused = "refused"
    """The other side will never take it: there is no such mailbox, for one."""
    expired = "expired"
    """Tried for so long that it would be no news any more."""
    moot = "moot"
    """Read in the inbox meanwhile, or its reader has no mail any more."""


class NoticeReadRow(Table, table=True):
    """That somebody has read a notice, which others may have before them unread."""

    notice_id: UUID = Field(foreign_key="notice.id", primary_key=True, ondelete="CASCADE")
    user_id: UUID = Field(foreign_key="user.id", primary_key=True, index=True)
    at: datetime


class DeliveryRow(Table, table=True):
    """A notice on its way to one reader's mailbox, or to the webhook. Goes with its notice.

    Its id is what the other side tells a repeated delivery by.
    """

    __table_args__ = (
        unique_where("uq_delivery_mail", "notice_id", "user_id", where="user_id IS NOT NULL"),
        unique_where("uq_delivery_webhook", "notice_id", where="user_id IS NULL"),
        index_where("ix_delivery_waiting", "channel", "due_at", where="done_at IS NULL"),
    )

    id: UUID = id_field()
    notice_id: UUID = Field(foreign_key="notice.id", index=True, ondelete="CASCADE")
    channel: Channel = choice(Channel)
    user_id: UUID | None = points_to("user", nullable=True)
    """Whose mailbox; None for the webhook."""
    queued_at: datetime
    due_at: datetime
    """When it is tried next; while it is being tried, when it would be tried again should that never end."""
    tries: int = 0
    done_at: datetime | None = None
    outcome: DeliveryOutcome | None = choice(DeliveryOutcome, default=None, nullable=True)
    last_why: str | None = None
    """Why the last try failed, naming no person and no secret; None where none did."""
