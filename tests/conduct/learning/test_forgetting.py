"""What a window forgets, and that verdicts which still stand do not teach it again."""

from datetime import timedelta

from sqlmodel import Session, select

from conduct.learning.forgetting import Forgotten, count_taught, forget
from conduct.learning.teaching import keep_set_up, taught_looks, teach, teach_changed
from models.tables import AuditEntryRow, DecisionRow, EvidenceRow, TaughtSource, Verdict, WindowClassifierRow
from tests.conduct.hall import NOW, make_hall
from tests.conduct.learning.test_teaching import CONFIRMED, NUMBERS, case, learn, place_of
from vision.taught import TaughtLook


def test_all_of_one_place_is_forgotten_for_good(session: Session) -> None:
    hall = make_hall(session)
    place, other = place_of(hall), place_of(hall, "W2")
    shown = [TaughtLook(NOW + timedelta(minutes=i), staffed, tuple(NUMBERS)) for i, staffed in enumerate((True, False))]
    for each in (place, other):
        keep_set_up(session, each, shown, actor="test", now=NOW)
        teach(session, each, actor="test", now=NOW)
    case(session, hall, CONFIRMED, Verdict.confirm)
    learn(session, place)
    assert count_taught(session, place) == {
        (TaughtSource.set_up, True): 1, (TaughtSource.set_up, False): 1, (TaughtSource.verdict, False): 1
    }  # fmt: skip

    assert forget(session, place, actor="sunyue", now=NOW) == Forgotten(shown=2, by_verdicts=1)
    assert taught_looks(session, place) == []
    assert len(taught_looks(session, other)) == 2
    assert [row.window_id for row in session.exec(select(WindowClassifierRow)).all()] == [other.window_id]
    entry = session.exec(select(AuditEntryRow).where(AuditEntryRow.action == "window.forgot")).one()
    assert (entry.actor, entry.data["shown"], entry.data["by_verdicts"], entry.data["evidence"]) == ("sunyue", 2, 1, 1)

    assert teach_changed(session, actor="test", now=NOW) == []
    assert count_taught(session, place) == {}
    evidence, decision = session.exec(select(EvidenceRow)).one(), session.exec(select(DecisionRow)).one()
    assert (evidence.features, evidence.sha256 is not None, decision.verdict) == (None, True, Verdict.confirm)
    assert forget(session, place, actor="sunyue", now=NOW) is None
