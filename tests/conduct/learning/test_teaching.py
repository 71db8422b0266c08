"""What windows are taught by set-ups and by verdicts, and what is kept of it."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlmodel import Session, col, select

from conduct.learning.teaching import (
    Learnt,
    Place,
    classifier_row,
    classifiers_in_use,
    keep_set_up,
    learn_from_verdicts,
    spaced,
    taught_looks,
    teach,
    teach_changed,
    truth_of,
)
from models.tables import (
    AuditEntryRow,
    DecisionRow,
    EvidenceRow,
    Role,
    TaughtLookRow,
    TaughtSource,
    UserRow,
    Verdict,
    ViolationRow,
    ViolationStatus,
    WindowClassifierRow,
)
from tests.conduct.hall import NOW, Hall, add, add_violation, make_hall
from vision.features import FEATURE_NAMES, FEATURES_VERSION, PERSON, SEAT_TAG
from vision.taught import TaughtLook

CONFIRMED, DISMISSED, EXCUSED = ViolationStatus.confirmed, ViolationStatus.dismissed, ViolationStatus.excused
NUMBERS = [0.5] * len(FEATURE_NAMES)


@pytest.mark.parametrize(
    ("status", "verdict", "reason", "staffed"),
    [
        pytest.param(CONFIRMED, Verdict.confirm, "as-shown", False, id="confirmed: empty"),
        pytest.param(CONFIRMED, Verdict.confirm, "was-there", False, id="whatever the reason"),
        pytest.param(DISMISSED, Verdict.dismiss, "was-there", True, id="dismissed: was there"),
        pytest.param(DISMISSED, Verdict.dismiss, "was-there: behind the screen", True, id="with words"),
        pytest.param(DISMISSED, Verdict.dismiss, "camera-wrong", None, id="dismissed: the camera"),
        pytest.param(DISMISSED, Verdict.dismiss, "I was there", None, id="dismissed: free words tell nothing"),
        pytest.param(EXCUSED, Verdict.excuse, "was-there", None, id="excused: no matter what was seen"),
        pytest.param(ViolationStatus.withdrawn, Verdict.confirm, "as-shown", None, id="withdrawn since"),
        pytest.param(ViolationStatus.appealed, Verdict.confirm, "as-shown", None, id="an appeal runs"),
        pytest.param(ViolationStatus.upheld, Verdict.confirm, "as-shown", False, id="upheld"),
        pytest.param(ViolationStatus.overturned, Verdict.confirm, "as-shown", None, id="overturned"),
        pytest.param(ViolationStatus.pending, None, "", None, id="not decided"),
        pytest.param(ViolationStatus.pending, Verdict.confirm, "as-shown", None, id="pending again"),
    ],
)
def test_truth(status: ViolationStatus, verdict: Verdict | None, reason: str, staffed: bool | None) -> None:
    assert truth_of(status, verdict, reason) is staffed


def place_of(hall: Hall, window: str = "W1") -> Place:
    return Place(hall.windows[window].id, hall.camera.id)


def case(
    session: Session, hall: Hall, status: ViolationStatus, verdict: Verdict, reason: str = "was-there", *,
    number: int = 0, rule: str = "window-unattended", features: list[float] | None = NUMBERS,
) -> tuple[ViolationRow, DecisionRow]:  # fmt: skip
    """A decided case with its evidence."""
    user = session.exec(select(UserRow)).first() or add(
        session, UserRow(login="sup", name="sup", role=Role.supervisor, password_hash="x")
    )
    row = add_violation(
        session, hall, None, "09:00", rule=rule, window_id=hall.windows["W1"].id, status=status
    )  # fmt: skip
    evidence = EvidenceRow(
        violation_id=row.id, camera_id=hall.camera.id, window_id=hall.windows["W1"].id,
        taken_at=NOW + timedelta(minutes=number), sha256="0" * 64, size_bytes=1, features=features,
        features_version=None if features is None else FEATURES_VERSION,
    )  # fmt: skip
    add(session, evidence)
    decision = DecisionRow(violation_id=row.id, user_id=user.id, verdict=verdict, reason=reason, at=NOW)
    return row, add(session, decision)


def learn(session: Session, place: Place | None = None) -> Learnt:
    return learn_from_verdicts(session, actor="test", now=NOW, place=place)


def stored(session: Session) -> list[tuple[datetime, bool, TaughtSource]]:
    rows = session.exec(select(TaughtLookRow).order_by(col(TaughtLookRow.at), col(TaughtLookRow.source))).all()
    return [(row.at, row.staffed, row.source) for row in rows]


def audited(session: Session, action: str) -> list[AuditEntryRow]:
    return list(session.exec(select(AuditEntryRow).where(AuditEntryRow.action == action)).all())


def test_verdicts_teach(session: Session) -> None:
    hall = make_hall(session)
    case(session, hall, CONFIRMED, Verdict.confirm, "as-shown", number=0)
    case(session, hall, DISMISSED, Verdict.dismiss, number=1)
    case(session, hall, DISMISSED, Verdict.dismiss, "camera-wrong", number=2)
    case(session, hall, CONFIRMED, Verdict.confirm, number=3, rule="away-too-long")
    case(session, hall, CONFIRMED, Verdict.confirm, number=4, features=None)
    assert learn(session) == Learnt(kept=2, dropped=0)
    assert stored(session) == [
        (NOW, False, TaughtSource.verdict), (NOW + timedelta(minutes=1), True, TaughtSource.verdict),
    ]  # fmt: skip
    assert taught_looks(session, place_of(hall))[0].features == tuple(NUMBERS)
    assert learn(session) == Learnt(0, 0)
    assert len(audited(session, "verdicts.taught")) == 1


def test_what_no_longer_stands_no_longer_teaches(session: Session) -> None:
    hall = make_hall(session)
    row, decision = case(session, hall, CONFIRMED, Verdict.confirm)
    learn(session)
    decision.taken_back_at, row.status = NOW, ViolationStatus.pending
    session.flush()
    assert learn(session) == Learnt(kept=0, dropped=1)
    assert stored(session) == []
    row.status = DISMISSED
    add(session, DecisionRow(
        violation_id=row.id, user_id=decision.user_id, verdict=Verdict.dismiss, reason="was-there", at=NOW,
    ))  # fmt: skip
    assert learn(session) == Learnt(kept=1, dropped=0)
    assert [staffed for _, staffed, _ in stored(session)] == [True]


def test_what_purged_evidence_taught_stays(session: Session) -> None:
    hall = make_hall(session)
    case(session, hall, CONFIRMED, Verdict.confirm)
    learn(session)
    session.delete(session.exec(select(EvidenceRow)).one())
    session.flush()
    assert learn(session) == Learnt(0, 0)
    assert len(stored(session)) == 1


def test_only_the_window_that_is_asked_for_learns(session: Session) -> None:
    hall = make_hall(session)
    case(session, hall, CONFIRMED, Verdict.confirm)
    assert learn(session, place_of(hall, "W2")) == Learnt(0, 0)
    assert learn(session, place_of(hall, "W1")) == Learnt(1, 0)


def test_a_set_up_shown_twice_changes_nothing(session: Session) -> None:
    hall = make_hall(session)
    looks = [TaughtLook(NOW + timedelta(seconds=i), i < 2, tuple(NUMBERS)) for i in range(4)]

    def keep(shown: list[TaughtLook]) -> tuple[int, int]:
        return keep_set_up(session, place_of(hall), shown, actor="test", now=NOW)

    assert keep(looks) == (4, 0)
    assert keep(looks) == (0, 0)
    assert keep([TaughtLook(NOW, False, tuple(NUMBERS))]) == (0, 1)
    assert [staffed for _, staffed, _ in stored(session)] == [False, True, False, False]
    assert [entry.data["new"] for entry in audited(session, "window.shown")] == [4, 0]
    case(session, hall, DISMISSED, Verdict.dismiss)
    assert learn(session) == Learnt(1, 0)
    assert len(taught_looks(session, place_of(hall))) == 5


def shown(each: int) -> list[TaughtLook]:
    """A clerk whom the detector overlooks, and an empty seat."""
    made: list[TaughtLook] = []
    for i in range(2 * each):
        numbers = np.random.default_rng(i).normal(0, 1, len(FEATURE_NAMES))
        numbers[:6] += 3 if i < each else -3
        numbers[PERSON], numbers[SEAT_TAG], numbers[-1] = 0.2, -1.0, 0.0
        made.append(TaughtLook(NOW + timedelta(seconds=20 * i), i < each, tuple(numbers.tolist())))
    return made


def test_taught_and_taught_again(session: Session) -> None:
    hall, place = make_hall(session), None
    place = place_of(hall)
    few = shown(25)[20:30]
    keep_set_up(session, place, few, actor="test", now=NOW)
    report = teach(session, place, actor="test", now=NOW)
    assert "5 staffed and 5 empty looks; 20 of each" in report.why
    assert classifiers_in_use(session) == {}
    keep_set_up(session, place, shown(25), actor="test", now=NOW)
    report = teach(session, place, actor="test", now=NOW + timedelta(hours=1))
    assert report.in_use, report.why
    row = session.exec(select(WindowClassifierRow)).one()
    assert (row.in_use, row.trained_at, row.report["staffed"]) == (True, NOW + timedelta(hours=1), 25)
    used = classifiers_in_use(session)
    assert list(used) == [place]
    sure = used[place].staffed_probability(shown(25)[0].features)
    assert sure is not None
    assert sure > 0.9
    assert [entry.data["in_use"] for entry in audited(session, "window.taught")] == [False, True]


def test_verdicts_train_the_windows_they_are_about_and_no_other(session: Session) -> None:
    hall = make_hall(session)
    place = place_of(hall)
    keep_set_up(session, place, shown(25), actor="test", now=NOW)
    assert teach_changed(session, actor="schedule", now=NOW) == []
    row, decision = case(session, hall, CONFIRMED, Verdict.confirm)
    assert teach_changed(session, actor="schedule", now=NOW + timedelta(days=1)) == [place]
    trained = classifier_row(session, place)
    assert trained is not None
    assert (trained.trained_at, trained.report["empty"]) == (NOW + timedelta(days=1), 26)
    assert teach_changed(session, actor="schedule", now=NOW + timedelta(days=2)) == []
    decision.taken_back_at, row.status = NOW, ViolationStatus.pending
    session.flush()
    assert teach_changed(session, actor="schedule", now=NOW + timedelta(days=3)) == [place]
    assert (trained.trained_at, trained.report["empty"]) == (NOW + timedelta(days=3), 25)


def test_other_features_are_left_out(session: Session) -> None:
    hall = make_hall(session)
    place = place_of(hall)
    keep_set_up(session, place, shown(25), actor="test", now=NOW)
    teach(session, place, actor="test", now=NOW)
    row = classifier_row(session, place)
    assert row is not None
    row.features_version = FEATURES_VERSION + 1
    for look in session.exec(select(TaughtLookRow)).all():
        look.features_version = FEATURES_VERSION + 1
    session.flush()
    assert classifiers_in_use(session) == {}
    assert taught_looks(session, place) == []


def test_spaced() -> None:
    assert spaced(NOW, 3, 2.5) == [NOW, NOW + timedelta(seconds=2.5), NOW + timedelta(seconds=5)]
    with pytest.raises(ValueError, match="more than 0 s"):
        spaced(NOW, 3, 0)
