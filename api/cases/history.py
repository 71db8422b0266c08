"""What became of a violation, and who did it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from models.tables import AuditEntryRow, DecisionRow, UserRow, Verdict


@dataclass(frozen=True, slots=True)
class MadeDecision:
    row: DecisionRow
    by: str
    """Log-in."""
    by_name: str


@dataclass(frozen=True, slots=True)
class History:
    """Both by time."""

    decisions: tuple[MadeDecision, ...]
    entries: Sequence[AuditEntryRow]
    names: dict[str, str]
    """People's names by their log-ins."""


def doubters(history: History) -> list[str]:
    """The log-ins that found it unclear and did not take that back, in order of time. Pure."""
    standing = (made for made in history.decisions if made.row.taken_back_at is None and made.row.fallen_at is None)
    return list(dict.fromkeys(made.by for made in standing if made.row.verdict is Verdict.unclear))


def history_of(session: Session, violation_id: UUID) -> History:
    made = session.exec(
        select(DecisionRow, UserRow)
        .join(UserRow, col(UserRow.id) == col(DecisionRow.user_id))
        .where(DecisionRow.violation_id == violation_id)
        .order_by(col(DecisionRow.at), col(DecisionRow.id))
    ).all()
    entries = session.exec(
        select(AuditEntryRow)
        .where(AuditEntryRow.entity_id == str(violation_id), AuditEntryRow.entity == "violation")
        .order_by(col(AuditEntryRow.at), col(AuditEntryRow.id))
    ).all()
    actors = {entry.actor for entry in entries}
    names = dict(session.exec(select(UserRow.login, UserRow.name).where(col(UserRow.login).in_(actors))).all())
    return History(tuple(MadeDecision(row, user.login, user.name) for row, user in made), entries, names)
