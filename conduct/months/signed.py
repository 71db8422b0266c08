"""Who signed the entries of a month and who locked it, by the names that stand on slips."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.months.file import Signature
from conduct.months.signing import signatures_of
from conduct.months.versions import version_in_hand
from models.tables import AppraisalSignatureRow, SignVerdict, StaffRow, UserRow

FETCHED = 500
"""People asked about in one statement; databases bound how many there may be."""


def signatures_by_staff(session: Session, month: str, staff: Sequence[str]) -> dict[str, tuple[Signature, ...]]:
    """What holds for these people's entries in the version in hand, by staff number; nothing of who has none."""
    row = version_in_hand(session, month)
    if row is None:
        return {}
    found: dict[str, list[Signature]] = defaultdict(list)
    for start in range(0, len(staff), FETCHED):
        some = staff[start : start + FETCHED]
        numbers = dict(session.exec(select(StaffRow.id, StaffRow.no).where(col(StaffRow.no).in_(some))).all())
        signed = signatures_of(session, month, row.version, numbers)
        names = _names(session, {s.user_id for both in signed.values() for s in (both.person, both.supervisor) if s})
        for staff_id, both in signed.items():
            if both.person:
                found[numbers[staff_id]].append(_told("person", both.person, names))
            if both.supervisor:
                found[numbers[staff_id]].append(_told("supervisor", both.supervisor, names))
    if row.locked_at is not None:
        locked = Signature("hr", _name_of(session, row.locked_by or ""), row.locked_at)
        for each in staff:
            found[each].append(locked)
    return {each: tuple(signed) for each, signed in sorted(found.items())}


def _told(signed_as: Literal["person", "supervisor"], row: AppraisalSignatureRow, names: dict[UUID, str]) -> Signature:
    refused = row.verdict == SignVerdict.refuse
    return Signature(signed_as, names.get(row.user_id, ""), row.at, refused, row.words)


def _names(session: Session, users: set[UUID]) -> dict[UUID, str]:
    return dict(session.exec(select(UserRow.id, UserRow.name).where(col(UserRow.id).in_(users))).all())


def _name_of(session: Session, login: str) -> str:
    """A person's name by their login; whoever locked it from the command line goes by what is on record."""
    return session.exec(select(UserRow.name).where(UserRow.login == login)).first() or login
