"""No sequence of steps, by whomever, costs a point that somebody else than the person concerned did not confirm."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, SQLModel, select

from conduct.months.inputs import confirmed_in
from conduct.months.span import month_span
from conduct.review.decisions import standing_decision
from conduct.review.violations import Refused
from models.database import open_database
from models.tables import AppealRow, AppealStatus, UserRow, Verdict
from models.tables import ViolationStatus as S
from tests.conduct.office import LOGINS, STEPS, Office
from tests.conduct.story import SHANGHAI

CONFIRMED, APPEALED = [("confirm", "zhou")], [("confirm", "zhou"), ("appeal", "wang")]
TELLING = [
    *CONFIRMED, ("confirm", "chen"), ("confirm", "wang2"), ("appeal", "wang"), ("appeal", "wang2"), ("uphold", "liu"),
    ("uphold", "zhou"), ("uphold", "zhou2"), ("uphold", "wang2"), ("overturn", "liu"), ("take-back-appeal", "liu"),
    ("found", "zhou"), ("explained", "zhou"), ("other-person", "zhou"), ("gone", "zhou"), ("take-back", "zhou"),
]  # fmt: skip
"""Steps that come to something, or must not, more often than steps at random do."""
any_step = st.tuples(st.sampled_from(list(STEPS)), st.sampled_from(list(LOGINS)))
sequences = st.builds(
    lambda first, rest: [*first, *rest],
    st.sampled_from([[], CONFIRMED, APPEALED]),
    st.lists(st.one_of(st.sampled_from(TELLING), any_step), min_size=1, max_size=8),
)
Named = dict[UUID, UUID | None]
"""Whom the violation named when each decision was made."""


def counted(office: Office) -> int:
    numbers = {row.id: no for no, row in office.staff.items()}
    span = month_span("2026-06", SHANGHAI)
    return len(confirmed_in(office.session, span, numbers, [office.hall.row.id]))


def check(office: Office, named: Named, done: Sequence[tuple[str, str]]) -> None:
    """What must hold after every step."""
    session, row = office.session, office.row
    appeals = session.exec(select(AppealRow).where(AppealRow.violation_id == row.id)).all()
    running = [appeal for appeal in appeals if appeal.status is AppealStatus.open]
    assert bool(running) == (row.status is S.appealed), done
    assert len(running) <= 1, done
    assert counted(office) == (row.status in (S.confirmed, S.upheld)), done
    if not counted(office):
        return
    decision = standing_decision(session, row)
    assert decision is not None, done
    assert decision.verdict is Verdict.confirm, done
    assert named.setdefault(decision.id, row.staff_id) == row.staff_id, done
    first = session.get_one(UserRow, decision.user_id)
    assert first.staff_id is None or first.staff_id != row.staff_id, done
    against_it = [appeal for appeal in appeals if appeal.decision_id == decision.id]
    assert all(appeal.status is not AppealStatus.overturned for appeal in against_it), done
    if row.status is S.upheld:
        [upheld] = [appeal for appeal in against_it if appeal.status is AppealStatus.upheld]
        second = session.get_one(UserRow, upheld.decided_by)
        assert second.id != first.id, done
        assert second.staff_id is None or second.staff_id not in (row.staff_id, first.staff_id), done


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sequences)
def test_no_sequence_of_steps_counts_without_somebody_elses_confirmation(sequence: list[tuple[str, str]]) -> None:
    engine = open_database("sqlite://")
    SQLModel.metadata.create_all(engine)
    taken: list[tuple[str, str]] = []
    with Session(engine) as session:
        office, named = Office(session), Named()
        for step, login in sequence:
            needs_appeal = step in ("uphold", "overturn", "withdraw-appeal", "take-back-appeal")
            if needs_appeal and office.appeal is None:
                continue
            office.now += timedelta(seconds=1)
            try:
                office.take(step, login)
            except Refused:
                continue
            taken.append((step, login))
            check(office, named, taken)
    engine.dispose()


def test_the_sequence_that_counts_can_be_reached() -> None:
    engine = open_database("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        office, named = Office(session), Named()
        told: list[int] = []
        for step in ("confirm zhou", "appeal wang", "uphold liu", "take-back-appeal liu", "overturn gao"):
            office.bring_to(step)
            check(office, named, [])
            told.append(counted(office))
        assert told == [1, 0, 1, 0, 0]
    engine.dispose()
