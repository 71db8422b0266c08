"""How far two people agree, by rule, and where they do not."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session, col, select

from api.auth.access import Sight
from api.cases.case import cases_of
from api.cases.rules import titles_of
from api.problems import invalid
from conduct.review.second_choice import Agreement, Pair, agreement
from conduct.review.second_opinions import LookedAtTwice, looked_at_twice
from conduct.rules.pack import Words
from models.tables import HallRow, UserRow, Verdict

DIFFERING_MOST = 200


class ToldAgreement(BaseModel):
    """`share` and Cohen's `kappa` are null without cases, and kappa where chance alone would always agree."""

    n: int
    same: int
    share: float | None
    kappa: float | None

    @staticmethod
    def of(found: Agreement) -> "ToldAgreement":
        return ToldAgreement(n=found.n, same=found.same, share=found.share, kappa=found.kappa)


class RuleAgreement(ToldAgreement):
    rule: str
    rule_title: Words


class Opinion(BaseModel):
    verdict: Verdict
    reason: str
    by: str
    by_name: str
    at: datetime


class Differing(BaseModel):
    """A case of which two people said different things."""

    violation: UUID
    rule: str
    hall: str
    window: str | None
    staff: str | None
    staff_name: str | None
    start: datetime
    first: Opinion
    second: Opinion


class Agreements(BaseModel):
    """Of second opinions given in the time asked for; `differing` the latest ones."""

    all: ToldAgreement
    rules: list[RuleAgreement]
    differing: list[Differing]


def agreements(
    session: Session, sight: Sight, *, hall: str | None, since: datetime | None, until: datetime | None
) -> Agreements:
    """Of the halls that somebody may see. Raises Problem 422 for a hall that is none of them."""
    pairs = looked_at_twice(session, hall_ids=_halls(session, sight, hall), since=since, until=until)
    by_rule: defaultdict[str, list[Pair]] = defaultdict(list)
    for each in pairs:
        by_rule[each.violation.rule].append(_pair(each))
    titles = titles_of(session)
    return Agreements(
        all=ToldAgreement.of(agreement([_pair(each) for each in pairs])),
        rules=[
            RuleAgreement(**ToldAgreement.of(agreement(found)).model_dump(), rule=rule, rule_title=titles.title(rule))
            for rule, found in sorted(by_rule.items())
        ],
        differing=_differing(session, [p for p in pairs if _is_shown(p, sight)][:DIFFERING_MOST]),
    )


def _pair(each: LookedAtTwice) -> Pair:
    return Pair(each.first.verdict, each.second.verdict)


def _is_shown(each: LookedAtTwice, sight: Sight) -> bool:
    """A case may come before a second person again: whoever is asked then sees nothing of what was said before."""
    return each.first.verdict is not each.second.verdict and each.violation.id not in sight.blind_to


def _halls(session: Session, sight: Sight, code: str | None) -> frozenset[UUID] | None:
    if code is None:
        return None if sight.everything else sight.hall_ids
    hall_id = session.exec(select(HallRow.id).where(HallRow.code == code)).first()
    if hall_id is None or not sight.hall(hall_id):
        raise invalid("hall", f"there is no {code} among those that you may see")
    return frozenset({hall_id})


def _differing(session: Session, pairs: list[LookedAtTwice]) -> list[Differing]:
    ids = {user_id for each in pairs for user_id in (each.first.user_id, each.second.user_id)}
    users = {user.id: user for user in session.exec(select(UserRow).where(col(UserRow.id).in_(ids))).all()}

    def opinion(user_id: UUID, verdict: Verdict, reason: str, at: datetime) -> Opinion:
        user = users[user_id]
        return Opinion(verdict=verdict, reason=reason, by=user.login, by_name=user.name, at=at)

    return [
        Differing(
            violation=case.row.id,
            rule=case.row.rule,
            hall=case.hall.code,
            window=case.window.code if case.window else None,
            staff=case.staff.no if case.staff else None,
            staff_name=case.staff.name if case.staff else None,
            start=case.row.start,
            first=opinion(pair.first.user_id, pair.first.verdict, pair.first.reason, pair.first.at),
            second=opinion(pair.second.user_id, pair.second.verdict, pair.second.reason, pair.second.at),
        )
        for pair, case in zip(pairs, cases_of(session, [pair.violation for pair in pairs]), strict=True)
    ]
