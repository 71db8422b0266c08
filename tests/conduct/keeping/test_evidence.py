"""The rows behind stills, on both databases."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from conduct.keeping.evidence import KeptStill, add_evidence, expired, is_shared, kept_of, let_go, note_view
from conduct.keeping.retention import Retention
from models.tables import AuditEntryRow, EvidenceRow, ViolationRow, ViolationStatus
from models.values.evidence import StillKind
from models.values.why import Why
from tests.conduct.hall import NOW, Hall, add, add_violation, make_hall
from vision.features import FEATURES_VERSION

DAYS = Retention(refuted_days=7, excused_days=30, confirmed_days=180)
WHY = Why("still.time-over", (("until", "2026-07-01"),))


def still(hall: Hall, kind: StillKind = StillKind.begin, sha256: str = "ab", **told: object) -> KeptStill:
    columns = {
        "kind": kind, "camera_id": hall.camera.id, "window_id": hall.windows["W1"].id, "taken_at": NOW,
        "sha256": sha256, "size_bytes": 2, "width_px": 346, "height_px": 562, **told,
    }  # fmt: skip
    return KeptStill(**columns)  # type: ignore[arg-type]


def case(
    session: Session, hall: Hall, status: ViolationStatus = ViolationStatus.pending, **told: object
) -> ViolationRow:
    return add_violation(session, hall, None, "1 09:00", rule="window-unattended", status=status, **told)


def actions(session: Session) -> list[str]:
    return [entry.action for entry in session.exec(select(AuditEntryRow).order_by("id")).all()]


def test_a_still_is_added_with_its_numbers_and_audited(session: Session) -> None:
    hall = make_hall(session)
    row = add_evidence(session, case(session, hall).id, still(hall, features=(0.5, 1.0)), now=NOW)
    session.expire_all()
    assert (row.features, row.features_version, row.kind) == ([0.5, 1.0], FEATURES_VERSION, StillKind.begin)
    assert actions(session) == ["evidence.kept"]
    bare = add_evidence(session, row.violation_id, still(hall, StillKind.end), now=NOW)
    assert (bare.features, bare.features_version) == (None, None)


def test_one_of_each_moment_at_a_time(session: Session) -> None:
    hall = make_hall(session)
    row = add_evidence(session, case(session, hall).id, still(hall), now=NOW)
    let_go(session, row.id, WHY, actor="judge", now=NOW)
    add_evidence(session, row.violation_id, still(hall, sha256="cd"), now=NOW)
    with pytest.raises(IntegrityError):
        add_evidence(session, row.violation_id, still(hall, sha256="ef"), now=NOW)


def test_letting_go_is_noted_once_and_keeps_hash_and_numbers(session: Session) -> None:
    hall = make_hall(session)
    row = add_evidence(session, case(session, hall).id, still(hall, features=(0.5,)), now=NOW)
    assert let_go(session, row.id, WHY, actor="schedule", now=NOW)
    assert not let_go(session, row.id, WHY, actor="schedule", now=NOW + timedelta(days=1))
    session.expire_all()
    assert (row.purged_at, row.purged_why, row.sha256, row.features) == (NOW, WHY.as_json(), "ab", [0.5])
    assert actions(session) == ["evidence.kept", "evidence.purged"]
    assert kept_of(session, [row.violation_id]) == {}


def test_a_view_says_who_and_of_which_case(session: Session) -> None:
    hall = make_hall(session)
    row = add_evidence(session, case(session, hall).id, still(hall), now=NOW)
    note_view(session, row, login="zhou", now=NOW)
    session.flush()
    entry = session.exec(select(AuditEntryRow).where(AuditEntryRow.action == "evidence.viewed")).one()
    assert (entry.actor, entry.at, entry.entity_id) == ("zhou", NOW, str(row.id))
    assert entry.data == {"violation": str(row.violation_id), "kind": "begin"}


def test_shared_by_those_that_are_there(session: Session) -> None:
    hall = make_hall(session)
    one, two = (add_evidence(session, case(session, hall).id, still(hall), now=NOW) for _ in range(2))
    assert is_shared(session, one.id, "ab")
    let_go(session, two.id, WHY, actor="judge", now=NOW)
    assert not is_shared(session, one.id, "ab")


EXPIRED = {
    "pending, whatever time": (ViolationStatus.pending, timedelta(days=4000), False),
    "dismissed, a second early": (ViolationStatus.dismissed, timedelta(days=7, seconds=-1), False),
    "dismissed": (ViolationStatus.dismissed, timedelta(days=7), True),
    "withdrawn": (ViolationStatus.withdrawn, timedelta(days=7), True),
    "counted elsewhere": (ViolationStatus.explained, timedelta(days=7), True),
    "excused, a second early": (ViolationStatus.excused, timedelta(days=30, seconds=-1), False),
    "excused": (ViolationStatus.excused, timedelta(days=30), True),
    "confirmed, in the month's days": (ViolationStatus.confirmed, timedelta(days=180), False),
    "confirmed, after them": (ViolationStatus.confirmed, timedelta(days=210), True),
}


@pytest.mark.parametrize("name", EXPIRED)
def test_expired(session: Session, name: str) -> None:
    status, after, gone = EXPIRED[name]
    hall = make_hall(session)
    row = add_evidence(session, case(session, hall, status, updated_at=NOW).id, still(hall), now=NOW)
    found = expired(session, DAYS, now=NOW + after, at_most=10)
    assert [(each.evidence_id, each.sha256, each.why.code) for each in found] == [(row.id, "ab", WHY.code)] * gone


def test_many_that_are_not_due_do_not_stand_before_one_that_is(session: Session) -> None:
    """Confirmed ones wait for their month's end; those of that month must not fill every round."""
    hall = make_hall(session)
    for _ in range(5):
        add_evidence(session, case(session, hall, ViolationStatus.confirmed).id, still(hall), now=NOW)
    due = case(session, hall, ViolationStatus.dismissed, updated_at=NOW)
    due.start = NOW
    row = add_evidence(session, due.id, still(hall), now=NOW)
    now: datetime = NOW + timedelta(days=182)
    assert [each.evidence_id for each in expired(session, DAYS, now=now, at_most=3)] == [row.id]


def test_rows_without_a_moment_are_let_go_of_too(session: Session) -> None:
    hall = make_hall(session)
    row = EvidenceRow(
        violation_id=case(session, hall).id, camera_id=hall.camera.id, window_id=hall.windows["W1"].id, taken_at=NOW,
        sha256="ab", size_bytes=1,
    )  # fmt: skip
    add(session, row)
    assert let_go(session, row.id, WHY, actor="schedule", now=NOW)
