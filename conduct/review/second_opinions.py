"""Second opinions on decided cases: who is asked, giving one, and what two people agreed on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, String, func, type_coerce
from sqlalchemy import select as any_select
from sqlmodel import Session, col, or_, select

from conduct.auditing.trail import audit
from conduct.judging.matching import DECIDED
from conduct.review.second_choice import TIERS, Candidate, DecidedCase, is_chosen, second_reviewer
from conduct.review.violations import Refused, Reviewer
from conduct.rules.adoption import pack_for
from conduct.telling.notices import tell
from models.tables import DecisionRow, Role, SecondReviewRow, UserHallRow, UserRow, Verdict, ViolationRow
from models.values.why import why


@dataclass(frozen=True, slots=True)
class Asked:
    """A decided case that one person is to look at again."""

    violation_id: UUID
    decision_id: UUID


@dataclass(frozen=True, slots=True)
class LookedAtTwice:
    violation: ViolationRow
    first: DecisionRow
    second: SecondReviewRow


def asked_of(session: Session, user_id: UUID, *, now: datetime, about: UUID | None = None) -> list[Asked]:
    """What this person is asked now, the oldest verdict first. Everybody else sees these cases as ever.

    `about` narrows it to one case.
    """
    chosen = _chosen(session, user_id, now, about)
    if not chosen:
        return []
    everybody = _candidates(session)
    candidates = {hall_id: everybody.of_hall(hall_id) for hall_id in {each.hall_id for each in chosen}}
    deciders = _deciders(session, [each.violation_id for each in chosen])
    asked: list[Asked] = []
    for each in chosen:
        case = DecidedCase(each.violation_id, deciders[each.violation_id], each.staff_id, each.reported_by)
        one = second_reviewer(case, candidates[each.hall_id])
        if one is not None and one.user_id == user_id:
            asked.append(Asked(each.violation_id, each.decision_id))
    return asked


def give_second_opinion(
    session: Session, violation: ViolationRow, *, by: Reviewer, verdict: Verdict, reason: str, now: datetime
) -> SecondReviewRow:
    """What a second person says without knowing the first verdict. It changes nothing of the case by itself.

    Where the two differ the first decider is told. The caller holds the violation's lock. Raises Refused `not-asked`.
    """
    asked = next(iter(asked_of(session, by.user_id, now=now, about=violation.id)), None)
    if asked is None:
        raise Refused("not-asked", "you are not asked for a second opinion on this case, or no longer")
    first = session.get_one(DecisionRow, asked.decision_id)
    row = SecondReviewRow(
        violation_id=violation.id, decision_id=first.id, user_id=by.user_id, verdict=verdict, reason=reason, at=now
    )
    session.add(row)
    session.flush()
    same = first.verdict is verdict
    audit(
        session, at=now, actor=by.login, action="second-opinion.agreed" if same else "second-opinion.differed",
        entity="violation", entity_id=violation.id, rule=violation.rule, verdict=verdict.value, reason=reason,
    )  # fmt: skip
    if not same:
        tell(session, why("notice.second-differs"), violation_id=violation.id, user_id=first.user_id, now=now)
    return row


def looked_at_twice(
    session: Session,
    *,
    hall_ids: Iterable[UUID] | None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[LookedAtTwice]:
    """Of these halls, or of all; the latest second opinion first, narrowed by when it was given."""
    query = (
        select(ViolationRow, DecisionRow, SecondReviewRow)
        .join(SecondReviewRow, col(SecondReviewRow.violation_id) == col(ViolationRow.id))
        .join(DecisionRow, col(DecisionRow.id) == col(SecondReviewRow.decision_id))
        .order_by(col(SecondReviewRow.at).desc(), col(SecondReviewRow.id).desc())
    )
    if hall_ids is not None:
        query = query.where(col(ViolationRow.hall_id).in_(list(hall_ids)))
    if since is not None:
        query = query.where(SecondReviewRow.at >= since)
    if until is not None:
        query = query.where(SecondReviewRow.at < until)
    return [LookedAtTwice(*row) for row in session.exec(query).all()]


@dataclass(frozen=True, slots=True)
class _Everybody:
    users: Sequence[UserRow]
    halls: dict[UUID, set[UUID]]
    """Of each supervisor."""

    def of_hall(self, hall_id: UUID) -> list[Candidate]:
        return [
            Candidate(user.id, user.login, user.role, user.staff_id, of_hall=hall_id in self.halls[user.id])
            for user in self.users
        ]


def _candidates(session: Session) -> _Everybody:
    users = session.exec(select(UserRow).where(col(UserRow.role).in_(TIERS), col(UserRow.retired_at).is_(None))).all()
    halls: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for user_id, hall_id in session.exec(select(UserHallRow.user_id, UserHallRow.hall_id)).all():
        halls[user_id].add(hall_id)
    return _Everybody(users, halls)


@dataclass(frozen=True, slots=True)
class _Chosen:
    violation_id: UUID
    hall_id: UUID
    staff_id: UUID | None
    reported_by: str | None
    decision_id: UUID


def _chosen(session: Session, user_id: UUID, now: datetime, about: UUID | None) -> list[_Chosen]:
    """Decided cases that a second person is to look at and none has yet, with the verdict that stands.

    Of a supervisor's halls only, since nobody else's cases are theirs to look at. The verdicts of the last days come
    first, and of each no more than its case's id, which alone says whether that is chosen: however many cases were ever
    decided, no other one is read.
    """
    review = pack_for(session, now.date()).pack.review
    v, d = ViolationRow, DecisionRow
    stands = (
        col(d.at) > now - timedelta(days=review.second_days),
        col(d.at) <= now - timedelta(minutes=review.second_after_min),
        col(d.verdict) != Verdict.unclear,
        col(d.taken_back_at).is_(None),
        col(d.fallen_at).is_(None),
        col(d.id).not_in(select(SecondReviewRow.decision_id)),
    )
    decided = select(d.violation_id).where(*stands)
    if about is not None:
        decided = decided.where(d.violation_id == about)
    chosen = {id_ for id_ in session.exec(decided).all() if is_chosen(id_, review.second_share)}
    if not chosen:
        return []
    own_halls = select(UserHallRow.hall_id).where(UserHallRow.user_id == user_id)
    decides_anywhere = select(UserRow.id).where(UserRow.id == user_id, UserRow.role != Role.supervisor).exists()
    query = (
        any_select(col(v.id), col(v.hall_id), col(v.staff_id), col(v.reported_by), col(d.id))
        .join(d, col(d.violation_id) == col(v.id))
        .where(
            col(v.id).in_(chosen),
            *stands,
            _decided(),
            or_(col(v.hall_id).in_(own_halls), decides_anywhere),
        )
        .order_by(col(d.at), col(d.id))
    )
    return [_Chosen(*row) for row in session.connection().execute(query)]


def _decided() -> ColumnElement[bool]:
    """Put so, SQLite cannot choose to go through all that were ever decided."""
    return func.coalesce(type_coerce(col(ViolationRow.status), String), "").in_([each.value for each in DECIDED])


def _deciders(session: Session, violation_ids: Sequence[UUID]) -> dict[UUID, frozenset[UUID]]:
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    query = select(DecisionRow.violation_id, DecisionRow.user_id)
    for violation_id, user_id in session.exec(query.where(col(DecisionRow.violation_id).in_(violation_ids))).all():
        found[violation_id].add(user_id)
    return {violation_id: frozenset(found[violation_id]) for violation_id in violation_ids}
