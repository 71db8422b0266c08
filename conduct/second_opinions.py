"""Second opinions on decided cases: who is asked, giving one, and what two people agreed on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.adoption import pack_for
from conduct.audit import audit
from conduct.matching import DECIDED
from conduct.notices import tell
from conduct.second_choice import TIERS, Candidate, DecidedCase, is_chosen, second_reviewer
from conduct.violations import Refused, Reviewer
from models.tables import DecisionRow, SecondReviewRow, UserHallRow, UserRow, Verdict, ViolationRow
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


def asked_of(session: Session, user_id: UUID, *, now: datetime) -> list[Asked]:
    """What this person is asked now, the oldest verdict first. Everybody else sees these cases as ever."""
    chosen = _chosen(session, now)
    if not chosen:
        return []
    everybody = _candidates(session)
    deciders = _deciders(session, [violation.id for violation, _ in chosen])
    asked: list[Asked] = []
    for violation, decision in chosen:
        case = DecidedCase(violation.id, deciders[violation.id], violation.staff_id, violation.reported_by)
        one = second_reviewer(case, everybody.of_hall(violation.hall_id))
        if one is not None and one.user_id == user_id:
            asked.append(Asked(violation.id, decision.id))
    return asked


def give_second_opinion(
    session: Session, violation: ViolationRow, *, by: Reviewer, verdict: Verdict, reason: str, now: datetime
) -> SecondReviewRow:
    """What a second person says without knowing the first verdict. It changes nothing of the case by itself.

    Where the two differ the first decider is told. The caller holds the violation's lock. Raises Refused `not-asked`.
    """
    asked = next((each for each in asked_of(session, by.user_id, now=now) if each.violation_id == violation.id), None)
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


def _chosen(session: Session, now: datetime) -> list[tuple[ViolationRow, DecisionRow]]:
    """Decided cases that a second person is to look at and none has yet, with the verdict that stands."""
    review = pack_for(session, now.date()).pack.review
    given = select(SecondReviewRow.decision_id)
    found = session.exec(
        select(ViolationRow, DecisionRow)
        .join(DecisionRow, col(DecisionRow.violation_id) == col(ViolationRow.id))
        .where(
            DecisionRow.at > now - timedelta(days=review.second_days),
            DecisionRow.at <= now - timedelta(minutes=review.second_after_min),
            DecisionRow.verdict != Verdict.unclear,
            col(DecisionRow.taken_back_at).is_(None),
            col(DecisionRow.fallen_at).is_(None),
            col(DecisionRow.id).not_in(given),
            col(ViolationRow.status).in_(DECIDED),
        )
        .order_by(col(DecisionRow.at), col(DecisionRow.id))
    ).all()
    return [(v, d) for v, d in found if is_chosen(v.id, review.second_share)]


def _deciders(session: Session, violation_ids: Sequence[UUID]) -> dict[UUID, frozenset[UUID]]:
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    query = select(DecisionRow.violation_id, DecisionRow.user_id)
    for violation_id, user_id in session.exec(query.where(col(DecisionRow.violation_id).in_(violation_ids))).all():
        found[violation_id].add(user_id)
    return {violation_id: frozenset(found[violation_id]) for violation_id in violation_ids}
