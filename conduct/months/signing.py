"""Signing an entry, by the person and by a supervisor of the person's hall, or refusing to, in words."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, exists, func, or_, select

from conduct.auditing.trail import audit
from conduct.months.versions import version_in_hand
from conduct.review.violations import Refused, Reviewer
from models.tables import (
    AppraisalMonthRow,
    AppraisalRow,
    AppraisalSignatureRow,
    MonthState,
    SignedAs,
    SignVerdict,
    StaffRow,
)

SIGNABLE = (MonthState.open, MonthState.signed, MonthState.reopened)
WORDS_LENGTH_MAX = 1000


@dataclass(frozen=True, slots=True)
class Signatures:
    """What holds for an entry as it is; None where nobody has signed it so."""

    person: AppraisalSignatureRow | None = None
    supervisor: AppraisalSignatureRow | None = None


def why_not_sign(
    row: AppraisalMonthRow | None, verdict: SignVerdict, words: str, signed_as: SignedAs | None
) -> Refused | None:
    """Whether this can be signed now, by somebody who may sign so; pure."""
    if signed_as is None:
        return Refused("not-yours-to-sign", "the person and supervisors of the person's hall sign, and nobody else")
    if row is None or row.state not in SIGNABLE:
        return Refused("month-not-open", "a month is signed once it is over and computed, and before it is locked")
    if verdict == SignVerdict.refuse and not words.strip():
        return Refused("no-words", "say why you refuse to sign")
    return None


def signs_as(by: Reviewer, hall_ids: Set[UUID], staff_id: UUID, hall_id: UUID | None) -> SignedAs | None:
    """As what somebody signs another's entry; pure. Nobody signs their own as its supervisor."""
    if by.staff_id == staff_id:
        return SignedAs.person
    return SignedAs.supervisor if hall_id in hall_ids else None


def sign(
    session: Session,
    month: str,
    staff: StaffRow,
    *,
    verdict: SignVerdict,
    words: str,
    by: Reviewer,
    hall_ids: Set[UUID],
    now: datetime,
) -> AppraisalSignatureRow:
    """Put a signature, or the refusal of one, to a person's entry as it is now; a later one takes its place.

    `hall_ids` are the halls that the signer supervises. Raises Refused: `not-yours-to-sign`, `month-not-open`,
    `no-words`, `no-entry`.
    """
    row = version_in_hand(session, month)
    version = row.version if row else 1
    entry = session.exec(
        select(AppraisalRow).where(
            AppraisalRow.month == month, AppraisalRow.version == version, AppraisalRow.staff_id == staff.id
        )
    ).first()
    hall_id = (entry.hall_id if entry else None) or staff.hall_id
    signed_as = signs_as(by, hall_ids, staff.id, hall_id)
    refused = why_not_sign(row, verdict, words, signed_as)
    if refused is not None:
        raise refused
    assert row is not None
    assert signed_as is not None
    if entry is None:
        raise Refused("no-entry", f"{staff.no} has no entry in {month}")
    signature = AppraisalSignatureRow(
        month=month, staff_id=staff.id, signed_as=signed_as, user_id=by.user_id, verdict=verdict, words=words.strip(),
        at=now, digest=entry.digest,
    )  # fmt: skip
    session.add(signature)
    session.flush()
    if all_signed(session, row):
        row.state = MonthState.signed
    audit(
        session, at=now, actor=by.login, action="appraisal.signed", entity="appraisal", entity_id=month,
        staff=staff.no, signed_as=signed_as.value, verdict=verdict.value, words=signature.words, digest=entry.digest,
    )  # fmt: skip
    return signature


def signatures_of(session: Session, month: str, version: int, staff_ids: Iterable[UUID]) -> dict[UUID, Signatures]:
    """The latest signatures that hold for these people's entries as they are."""
    rows = session.exec(
        select(AppraisalSignatureRow)
        .join(
            AppraisalRow,
            and_(
                col(AppraisalRow.staff_id) == col(AppraisalSignatureRow.staff_id),
                col(AppraisalRow.month) == col(AppraisalSignatureRow.month),
                col(AppraisalRow.digest) == col(AppraisalSignatureRow.digest),
            ),
        )
        .where(
            AppraisalRow.month == month,
            AppraisalRow.version == version,
            col(AppraisalSignatureRow.staff_id).in_(list(staff_ids)),
        )
        .order_by(col(AppraisalSignatureRow.at), col(AppraisalSignatureRow.id))
    ).all()
    latest = {(row.staff_id, row.signed_as): row for row in rows}
    return {
        staff_id: Signatures(latest.get((staff_id, SignedAs.person)), latest.get((staff_id, SignedAs.supervisor)))
        for staff_id in {row.staff_id for row in rows}
    }


def unsigned_count(session: Session, row: AppraisalMonthRow) -> int:
    """How many entries lack the word of the person or of a supervisor; a refusal is a word."""
    lacking = or_(*(~_signed_as(signed_as) for signed_as in SignedAs))
    query = select(func.count(col(AppraisalRow.id))).where(
        AppraisalRow.month == row.month, AppraisalRow.version == row.version, lacking
    )
    return session.exec(query).one()


def all_signed(session: Session, row: AppraisalMonthRow) -> bool:
    """Whether there are entries and each has both words."""
    lacking = or_(*(~_signed_as(signed_as) for signed_as in SignedAs))
    of_version = AppraisalRow.month == row.month, AppraisalRow.version == row.version
    if session.exec(select(AppraisalRow.id).where(*of_version, lacking).limit(1)).first() is not None:
        return False
    return session.exec(select(AppraisalRow.id).where(*of_version).limit(1)).first() is not None


def _signed_as(signed_as: SignedAs) -> ColumnElement[bool]:
    return exists().where(
        col(AppraisalSignatureRow.month) == col(AppraisalRow.month),
        col(AppraisalSignatureRow.staff_id) == col(AppraisalRow.staff_id),
        col(AppraisalSignatureRow.digest) == col(AppraisalRow.digest),
        col(AppraisalSignatureRow.signed_as) == signed_as,
    )
