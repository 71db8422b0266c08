"""Whom a notice reaches. Pure.

Asked anew each time, not settled when the notice is given: whoever gets a log-in later finds what was left for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from models.tables.service import Role

OF_EVERY_HALL = frozenset({Role.hr, Role.admin, Role.auditor})
"""Roles whose work is not bound to halls."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom a notice was left for; whoever is meant by any of it is reached."""

    user_id: UUID | None = None
    """A log-in."""
    staff_id: UUID | None = None
    """Whoever logs in as this person of the roster."""
    role: Role | None = None
    """All of a role."""
    hall_id: UUID | None = None
    """Of the role, those alone whose hall it is."""

    @property
    def somebody(self) -> bool:
        return self != Addressed()


@dataclass(frozen=True, slots=True)
class Account:
    """A log-in that is in use, as far as it matters to whom notices are for."""

    user_id: UUID
    role: Role
    staff_id: UUID | None = None
    hall_ids: frozenset[UUID] = frozenset()
    """The halls that a supervisor looks after."""


def addressed(*, user_id: UUID | None, staff_id: UUID | None, role: Role | None, hall_id: UUID | None) -> Addressed:
    """A hall without a role means its supervisors."""
    return Addressed(user_id, staff_id, Role.supervisor if role is None and hall_id is not None else role, hall_id)


def reaches(notice: Addressed, account: Account) -> bool:
    """Whether a notice is for this log-in."""
    if notice.user_id == account.user_id:
        return True
    if notice.staff_id is not None and notice.staff_id == account.staff_id:
        return True
    if notice.role is not account.role:
        return False
    return notice.hall_id is None or account.role in OF_EVERY_HALL or notice.hall_id in account.hall_ids


def recipients(notice: Addressed, accounts: Iterable[Account]) -> tuple[UUID, ...]:
    """The log-ins that a notice reaches, each once, in the order given."""
    return tuple(dict.fromkeys(each.user_id for each in accounts if reaches(notice, each)))
