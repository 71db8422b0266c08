"""A month from draft to lock and back: what each step asks for, changes, says and leaves alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from conduct.months.computing import entries_of
from conduct.months.digest import entry_digest, month_bytes, month_digest
from conduct.months.signing import sign, signatures_of
from conduct.months.steps import Blocked, diff_of, draft, lock, reopen
from conduct.months.versions import version_in_hand, versions_of
from conduct.review.violations import Refused, Reviewer
from conduct.schedule.calendar_year import fill_year
from models.tables import (
    AppraisalRow,
    AuditEntryRow,
    MonthState,
    NoticeRow,
    Role,
    SignVerdict,
    UserRow,
    ViolationRow,
    ViolationStatus,
)
from tests.conduct.hall import NOW, Hall, add, add_shift, add_violation, make_hall

JUNE, JULY, AUGUST = "2026-06", "2026-07", "2026-08"
IN_JUNE = NOW
FIRST_OF_JULY = datetime(2026, 7, 1, 2, tzinfo=UTC)
FIRST_OF_AUGUST = datetime(2026, 8, 1, 2, tzinfo=UTC)
FIRST_OF_SEPTEMBER = datetime(2026, 9, 1, 2, tzinfo=UTC)


@pytest.fixture
def hall(session: Session) -> Hall:
    """王芳 S001 and 李强 S002 with a shift each in June, July and August; the calendar is there."""
    made = make_hall(session)
    fill_year(session, 2026, by="test", now=NOW)
    for who, window in (("S001", "W1"), ("S002", "W2")):
        for month in (6, 7, 8):
            add_shift(session, made, made.staff[who], f"{month}-3 08:30", f"{month}-3 17:30", window)
    return made


def person(session: Session, hall: Hall, no: str) -> Reviewer:
    user = add(session, UserRow(login=no, name=no, role=Role.staff, password_hash="", staff_id=hall.staff[no].id))
    return Reviewer(user.id, user.login, user.staff_id)


def supervisor(session: Session) -> Reviewer:
    user = add(session, UserRow(login="boss", name="boss", role=Role.supervisor, password_hash=""))
    return Reviewer(user.id, user.login)


def state(session: Session, month: str = JUNE) -> MonthState | None:
    row = version_in_hand(session, month)
    return row.state if row else None


def scores(session: Session, month: str) -> dict[str, int]:
    return {entry.staff: int(entry.score) for entry in entries_of(session, month)}


def audited(session: Session, action: str) -> list[dict[str, Any]]:
    return list(session.exec(select(AuditEntryRow.data).where(AuditEntryRow.action == action)).all())


def told(session: Session, code: str) -> list[Any]:
    return [row.staff_id for row in session.exec(select(NoticeRow)).all() if row.why["code"] == code]


def decide_late(session: Session, row: ViolationRow, status: ViolationStatus, now: datetime) -> None:
    row.status, row.updated_at = status, now
    session.add(row)
    session.flush()


def test_a_month_that_goes_on_is_a_draft_and_opens_when_it_is_over(session: Session, hall: Hall) -> None:
    assert draft(session, JUNE, by="hr", now=IN_JUNE) == 2
    assert (state(session), told(session, "notice.month-open")) == (MonthState.draft, [])
    draft(session, JUNE, by="schedule", now=FIRST_OF_JULY)
    assert state(session) == MonthState.open
    assert set(told(session, "notice.month-open")) == {row.id for row in hall.staff.values()}
    draft(session, JUNE, by="hr", now=FIRST_OF_JULY)
    assert len(told(session, "notice.month-open")) == 2
    assert len(audited(session, "appraisal.drafted")) == 3


def test_locked_nothing_changes_it(session: Session, hall: Hall) -> None:
    add_violation(session, hall, hall.staff["S001"], "3 08:30")
    draft(session, JUNE, by="hr", now=FIRST_OF_JULY)
    locked = lock(session, JUNE, by="hr", now=FIRST_OF_JULY)
    before = month_bytes(entries_of(session, JUNE))
    assert (locked.entries, locked.unsigned, locked.digest) == (2, 2, month_digest(entries_of(session, JUNE)))
    assert {entry.locked_at for entry in entries_of(session, JUNE)} == {FIRST_OF_JULY}
    assert audited(session, "appraisal.locked") == [
        {"version": 1, "entries": 2, "digest": locked.digest, "unsigned": 2, "gaps_accepted": ""}
    ]
    assert len(told(session, "notice.month-locked")) == 2
    add_violation(session, hall, hall.staff["S001"], "4 08:30", updated_at=FIRST_OF_AUGUST)
    for step in (draft, lock):
        with pytest.raises(Refused) as refused:
            step(session, JUNE, by="hr", now=FIRST_OF_AUGUST)
        assert refused.value.code == "month-locked"
    draft(session, JULY, by="hr", now=FIRST_OF_AUGUST)
    assert month_bytes(entries_of(session, JUNE)) == before


def test_what_is_missing_blocks_it(session: Session, hall: Hall) -> None:
    draft(session, JUNE, by="hr", now=FIRST_OF_JULY)
    case = add_violation(session, hall, hall.staff["S001"], "3 08:30", status=ViolationStatus.pending)
    with pytest.raises(Blocked) as blocked:
        lock(session, JUNE, by="hr", now=FIRST_OF_JULY)
    assert [each.kind for each in blocked.value.missing] == ["open-review"]
    assert state(session) == MonthState.open
    decide_late(session, case, ViolationStatus.confirmed, FIRST_OF_JULY)
    lock(session, JUNE, by="hr", now=FIRST_OF_JULY)
    assert (state(session), scores(session, JUNE)) == (MonthState.locked, {"S001": 95, "S002": 100})


def test_a_month_never_drafted_or_going_on_cannot_be_locked(session: Session, hall: Hall) -> None:
    with pytest.raises(Blocked) as blocked:
        lock(session, JUNE, by="hr", now=IN_JUNE)
    assert [each.kind for each in blocked.value.missing] == ["not-over", "not-drafted"]


def test_who_locks_by_a_digest_locks_what_was_seen(session: Session, hall: Hall) -> None:
    draft(session, JUNE, by="hr", now=FIRST_OF_JULY)
    seen = month_digest(entries_of(session, JUNE))
    add_violation(session, hall, hall.staff["S001"], "3 08:30")
    with pytest.raises(Refused) as refused:
        lock(session, JUNE, by="hr", now=FIRST_OF_JULY, seen_digest=seen)
    assert refused.value.code == "month-changed"


def test_signed_by_both_and_refused_in_words(session: Session, hall: Hall) -> None:
    draft(session, JUNE, by="hr", now=FIRST_OF_JULY)
    boss, halls = supervisor(session), frozenset({hall.row.id})
    for no, verdict in (("S001", SignVerdict.sign), ("S002", SignVerdict.refuse)):
        for by, own in ((person(session, hall, no), frozenset()), (boss, halls)):
            assert state(session) == MonthState.open
            sign(
                session, JUNE, hall.staff[no], verdict=verdict if not own else SignVerdict.sign, words="我没有迟到",
                by=by, hall_ids=own, now=FIRST_OF_JULY,
            )  # fmt: skip
    assert state(session) == MonthState.signed
    refused = signatures_of(session, JUNE, 1, [hall.staff["S002"].id])[hall.staff["S002"].id]
    assert refused.person is not None
    assert (refused.person.verdict, refused.person.words) == (SignVerdict.refuse, "我没有迟到")
    assert lock(session, JUNE, by="hr", now=FIRST_OF_JULY).unsigned == 0


SIGNS: dict[str, tuple[str, dict[str, Any], str]] = {
    "somebody else's": ("S002", {}, "not-yours-to-sign"),
    "a refusal without words": ("S001", {"verdict": SignVerdict.refuse, "words": " "}, "no-words"),
}


@pytest.mark.parametrize("name", SIGNS)
def test_what_cannot_be_signed(session: Session, hall: Hall, name: str) -> None:
    whose, given, code = SIGNS[name]
    draft(session, JUNE, by="hr", now=FIRST_OF_JULY)
    signed = {
        "verdict": SignVerdict.sign,
        "words": "",
        "by": person(session, hall, "S001"),
        "hall_ids": frozenset(),
        **given,
    }
    with pytest.raises(Refused) as refused:
        sign(session, JUNE, hall.staff[whose], now=FIRST_OF_JULY, **signed)
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["never drafted", "going on", "locked"])
def test_only_an_open_month_is_signed(session: Session, hall: Hall, name: str) -> None:
    if name != "never drafted":
        draft(session, JUNE, by="hr", now=IN_JUNE if name == "going on" else FIRST_OF_JULY)
    if name == "locked":
        lock(session, JUNE, by="hr", now=FIRST_OF_JULY)
    with pytest.raises(Refused) as refused:
        sign(
            session, JUNE, hall.staff["S001"], verdict=SignVerdict.sign, words="", by=person(session, hall, "S001"),
            hall_ids=frozenset(), now=FIRST_OF_JULY,
        )  # fmt: skip
    assert refused.value.code == "month-not-open"


def test_a_signature_holds_for_the_entry_as_it_was(session: Session, hall: Hall) -> None:
    draft(session, JUNE, by="hr", now=FIRST_OF_JULY)
    for no in ("S001", "S002"):
        for by, own in ((person(session, hall, no), frozenset()), (None, frozenset({hall.row.id}))):
            sign(
                session, JUNE, hall.staff[no], verdict=SignVerdict.sign, words="", by=by or boss_of(session),
                hall_ids=own, now=FIRST_OF_JULY,
            )  # fmt: skip
    assert state(session) == MonthState.signed
    add_violation(session, hall, hall.staff["S001"], "3 08:30")
    draft(session, JUNE, by="hr", now=FIRST_OF_JULY)
    assert state(session) == MonthState.open
    held = signatures_of(session, JUNE, 1, [row.id for row in hall.staff.values()])
    assert set(held) == {hall.staff["S002"].id}


def boss_of(session: Session) -> Reviewer:
    user = session.exec(select(UserRow).where(UserRow.login == "boss")).first()
    return Reviewer(user.id, user.login) if user else supervisor(session)


def test_opened_again_the_locked_version_stays_and_only_changed_entries_are_signed_anew(
    session: Session, hall: Hall
) -> None:
    draft(session, JUNE, by="hr", now=FIRST_OF_JULY)
    for no in ("S001", "S002"):
        by = person(session, hall, no)
        sign(
            session, JUNE, hall.staff[no], verdict=SignVerdict.sign, words="", by=by, hall_ids=frozenset(),
            now=FIRST_OF_JULY,
        )  # fmt: skip
    lock(session, JUNE, by="hr", now=FIRST_OF_JULY)
    before = month_bytes(entries_of(session, JUNE))
    late = add_violation(session, hall, hall.staff["S001"], "3 08:30", updated_at=FIRST_OF_AUGUST)
    with pytest.raises(Refused) as refused:
        reopen(session, JUNE, reason=" ", by="hr", now=FIRST_OF_AUGUST)
    assert refused.value.code == "no-reason"
    (changed,) = reopen(session, JUNE, reason="漏记", by="hr", now=FIRST_OF_AUGUST)
    assert (changed.staff, changed.gone, [line.violation for line in changed.come]) == ("S001", (), [str(late.id)])
    assert (state(session), scores(session, JUNE)) == (MonthState.reopened, {"S001": 95, "S002": 100})
    assert month_bytes(entries_of(session, JUNE, version=1)) == before
    first, second = versions_of(session, JUNE)
    assert (first.state, first.reopened_by, first.reopened_why, second.version) == (MonthState.locked, "hr", "漏记", 2)
    assert told(session, "notice.month-changed") == [hall.staff["S001"].id]
    held = signatures_of(session, JUNE, 2, [row.id for row in hall.staff.values()])
    assert set(held) == {hall.staff["S002"].id}
    lock(session, JUNE, by="hr", now=FIRST_OF_AUGUST)
    assert [each.staff for each in diff_of(session, JUNE, 1, 2)] == ["S001"]
    assert len(session.exec(select(AppraisalRow).where(AppraisalRow.month == JUNE)).all()) == 4
    assert audited(session, "appraisal.reopened") == [{"version": 2, "reason": "漏记"}]


@pytest.mark.parametrize("month", [JUNE, JULY])
def test_only_a_locked_month_is_opened_again(session: Session, hall: Hall, month: str) -> None:
    draft(session, JUNE, by="hr", now=FIRST_OF_JULY)
    with pytest.raises(Refused) as refused:
        reopen(session, month, reason="漏记", by="hr", now=FIRST_OF_JULY)
    assert refused.value.code == "month-not-locked"


def lock_month(session: Session, month: str, now: datetime) -> None:
    draft(session, month, by="hr", now=now)
    lock(session, month, by="hr", now=now)


def lines(session: Session, month: str, staff: str = "S001") -> list[tuple[str, str, int]]:
    entry = {each.staff: each for each in entries_of(session, month)}[staff]
    assert sum(line.counted for line in entry.lines) == entry.deducted
    assert entry.score == max(0, entry.base - entry.deducted)
    return [(line.kind.value, line.rule, int(line.counted)) for line in entry.lines]


def test_late_facts_go_to_the_next_open_month_once(session: Session, hall: Hall) -> None:
    fell = add_violation(session, hall, hall.staff["S001"], "3 08:30")
    lock_month(session, JUNE, FIRST_OF_JULY)
    assert scores(session, JUNE) == {"S001": 95, "S002": 100}
    later = FIRST_OF_JULY + timedelta(days=5)
    decide_late(session, fell, ViolationStatus.dismissed, later)
    late = add_violation(session, hall, hall.staff["S002"], "4 10:00", rule="window-unattended", updated_at=later)
    lock_month(session, JULY, FIRST_OF_AUGUST)
    assert lines(session, JULY) == [("adjustment", "absent", -5)]
    assert lines(session, JULY, "S002") == [("adjustment", "window-unattended", 2)]
    assert scores(session, JULY) == {"S001": 105, "S002": 98}
    assert [row.violation_id for row in session.exec(select(NoticeRow)).all() if row.violation_id] == [fell.id, late.id]
    draft(session, AUGUST, by="hr", now=FIRST_OF_SEPTEMBER)
    assert lines(session, AUGUST) == lines(session, AUGUST, "S002") == []
    assert scores(session, JUNE) == {"S001": 95, "S002": 100}


def test_a_late_fact_takes_its_place_among_free_firsts_of_its_month(session: Session, hall: Hall) -> None:
    first = add_violation(session, hall, hall.staff["S001"], "3 08:30", rule="late")
    add_violation(session, hall, hall.staff["S001"], "4 08:30", rule="late")
    lock_month(session, JUNE, FIRST_OF_JULY)
    assert lines(session, JUNE) == [("violation", "late", 0), ("violation", "late", 1)]
    decide_late(session, first, ViolationStatus.withdrawn, FIRST_OF_JULY + timedelta(days=1))
    draft(session, JULY, by="hr", now=FIRST_OF_AUGUST)
    assert lines(session, JULY) == [("adjustment", "late", -1)]


def test_a_case_that_names_another_person_later_moves_its_points(session: Session, hall: Hall) -> None:
    case = add_violation(session, hall, hall.staff["S001"], "3 08:30")
    lock_month(session, JUNE, FIRST_OF_JULY)
    case.staff_id = hall.staff["S002"].id
    decide_late(session, case, ViolationStatus.confirmed, FIRST_OF_JULY + timedelta(days=1))
    draft(session, JULY, by="hr", now=FIRST_OF_AUGUST)
    assert lines(session, JULY) == [("adjustment", "absent", -5)]
    assert lines(session, JULY, "S002") == [("adjustment", "absent", 5)]


def test_of_a_month_two_before_what_was_adjusted_already_is_not_again(session: Session, hall: Hall) -> None:
    lock_month(session, JUNE, FIRST_OF_JULY)
    late = add_violation(session, hall, hall.staff["S001"], "4 08:30", updated_at=FIRST_OF_JULY + timedelta(days=1))
    lock_month(session, JULY, FIRST_OF_AUGUST)
    assert lines(session, JULY) == [("adjustment", "absent", 5)]
    decide_late(session, late, ViolationStatus.dismissed, FIRST_OF_AUGUST + timedelta(days=1))
    draft(session, AUGUST, by="hr", now=FIRST_OF_SEPTEMBER)
    assert lines(session, AUGUST) == [("adjustment", "absent", -5)]


def test_opened_again_a_month_takes_in_what_a_later_one_had_adjusted_and_the_next_sets_that_right(
    session: Session, hall: Hall
) -> None:
    lock_month(session, JUNE, FIRST_OF_JULY)
    add_violation(session, hall, hall.staff["S001"], "4 08:30", updated_at=FIRST_OF_JULY + timedelta(days=1))
    lock_month(session, JULY, FIRST_OF_AUGUST)
    again = FIRST_OF_AUGUST + timedelta(days=1)
    reopen(session, JUNE, reason="漏记", by="hr", now=again)
    assert lines(session, JUNE) == [("violation", "absent", 5)]
    lock(session, JUNE, by="hr", now=again)
    draft(session, AUGUST, by="hr", now=FIRST_OF_SEPTEMBER)
    assert lines(session, AUGUST) == [("adjustment", "absent", -5)]


def test_what_is_stored_has_the_digest_of_what_is_read_back(session: Session, hall: Hall) -> None:
    add_violation(session, hall, hall.staff["S001"], "3 08:30")
    draft(session, JUNE, by="hr", now=FIRST_OF_JULY)
    stored = session.exec(select(AppraisalRow.digest).order_by("digest")).all()
    assert sorted(stored) == sorted(entry_digest(entry) for entry in entries_of(session, JUNE))
