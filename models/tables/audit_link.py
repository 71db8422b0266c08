"""The chain through the audit trail: one link for each entry, made as its transaction commits (`models.linking`)."""

from uuid import UUID

from sqlmodel import Field

from models.tables.base import Table, points_to


class AuditLinkRow(Table, table=True):
    """Its own table, so that neither links nor entries are ever changed; triggers of both databases see to it."""

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """From 1 on, without gaps, in the order of the commits."""
    entry_id: UUID = points_to("audit_entry", index=False, unique=True)
    previous: bytes
    """The hash of the link before."""
    hash: bytes
    """Of all that `models.values.audit_chain` names."""
