"""Which cases are judged twice, by whom, and how agreement is reckoned."""

from collections import Counter
from uuid import UUID, uuid4

import pytest

from conduct.review.second_choice import Candidate, DecidedCase, Pair, agreement, is_chosen, second_reviewer
from models.tables import Role, Verdict
from models.tables.base import new_id

C, D, E, U = Verdict.confirm, Verdict.dismiss, Verdict.excuse, Verdict.unclear
ANNA, BO, CHEN, DORA, EVA = (uuid4() for _ in range(5))
BO_ON_ROSTER = uuid4()
EVERYBODY = (
    Candidate(ANNA, "anna", Role.supervisor, None, of_hall=True),
    Candidate(BO, "bo", Role.supervisor, BO_ON_ROSTER, of_hall=True),
    Candidate(EVA, "eva", Role.supervisor, None, of_hall=False),
    Candidate(DORA, "dora", Role.admin, None, of_hall=False),
    Candidate(CHEN, "chen", Role.hr, None, of_hall=False),
)


def test_a_share_of_cases_is_chosen_by_their_ids_alone():
    ids = [new_id() for _ in range(4000)]
    chosen = [is_chosen(id_, 0.1) for id_ in ids]
    assert 300 < sum(chosen) < 500
    assert [is_chosen(id_, 0.1) for id_ in ids] == chosen
    assert all(is_chosen(id_, 0.2) for id_, was in zip(ids, chosen, strict=True) if was), (
        "a larger share has the smaller"
    )
    assert not any(is_chosen(id_, 0) for id_ in ids)
    assert all(is_chosen(id_, 1) for id_ in ids)


@pytest.mark.parametrize(
    ("decided_by", "staff_id", "reported_by", "without", "asked"),
    [
        ({ANNA}, None, None, (), BO),
        ({BO}, None, None, (), ANNA),
        ({ANNA}, BO_ON_ROSTER, None, (), DORA),
        ({ANNA}, None, "bo", (), DORA),
        ({ANNA, BO}, None, None, (), DORA),
        ({ANNA, BO}, None, None, (DORA,), None),
    ],
    ids=["another", "the other way", "concerned", "reported it", "said unclear before", "human resources are not"],
)
def test_who_is_asked(
    decided_by: set[UUID], staff_id: UUID | None, reported_by: str | None, without: tuple[UUID, ...], asked: UUID | None
):
    there = [one for one in EVERYBODY if one.user_id not in without]
    case = DecidedCase(new_id(), frozenset(decided_by), staff_id, reported_by)
    for order in (there, there[::-1]):
        found = second_reviewer(case, order)
        assert (found.user_id if found else None) == asked


def test_everybody_is_asked_as_often_and_who_goes_moves_only_their_own():
    four = [Candidate(uuid4(), f"s{n}", Role.supervisor, None, of_hall=True) for n in range(4)]
    cases = [DecidedCase(new_id(), frozenset({ANNA}), None, None) for _ in range(2000)]
    before = {case.violation_id: second_reviewer(case, four) for case in cases}
    assert all(400 < n < 600 for n in Counter(before.values()).values())
    after = {case.violation_id: second_reviewer(case, four[:3]) for case in cases}
    assert {before[id_] for id_ in before if before[id_] != after[id_]} == {four[3]}


@pytest.mark.parametrize(
    ("pairs", "share", "kappa"),
    [
        ([], None, None),
        ([(C, C)] * 5, 1.0, None),
        ([(C, C)] * 5 + [(D, D)] * 5, 1.0, 1.0),
        ([(C, C), (C, D), (D, C), (D, D)], 0.5, 0.0),
        ([(C, D), (D, C)], 0.0, -1.0),
        # Cohen's own kind of example: 20 + 15 of 50 the same, by chance .5
        ([(C, C)] * 20 + [(C, D)] * 5 + [(D, C)] * 10 + [(D, D)] * 15, 0.7, 0.4),
        ([(C, C)] * 6 + [(E, E)] * 2 + [(D, U)] * 2, 0.8, 2 / 3),
    ],
)
def test_agreement_beyond_chance(pairs: list[tuple[Verdict, Verdict]], share: float | None, kappa: float | None):
    found = agreement([Pair(*each) for each in pairs])
    assert found.n == len(pairs)
    assert found.share == share
    assert found.kappa == (None if kappa is None else pytest.approx(kappa))
