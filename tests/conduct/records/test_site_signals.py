"""When badges and plates were seen: first and last of a day, whatever the order."""

from datetime import date, timedelta
from itertools import permutations

from sqlmodel import Session, select

from conduct.records.site_signals import SeenSignal, keep_site_signals, site_signals_on
from models.tables import HallRow, SiteSignalRow, WindowRow
from tests.conduct.hall import NOW

DAY = date(2026, 6, 3)


def test_first_and_last_of_a_day_in_any_order(session: Session) -> None:
    hall = HallRow(code="H1", name="城北营业厅", timezone="Asia/Shanghai")
    session.add(hall)
    session.flush()
    times = [NOW + timedelta(minutes=m) for m in (0, 7, 30)]
    for number, order in enumerate(permutations(times)):
        window = WindowRow(hall_id=hall.id, code=f"W{number}", tag_number=number)
        session.add(window)
        session.flush()
        for at in (*order, order[0]):
            keep_site_signals(session, window.id, DAY, at, ["badge"])
        keep_site_signals(session, window.id, DAY + timedelta(days=1), NOW, ["desk-plate", "badge"])
        assert site_signals_on(session, {window.id: DAY}) == {window.id: (SeenSignal("badge", times[0], times[2]),)}
    assert len(session.exec(select(SiteSignalRow)).all()) == 6 * 3


def test_nothing_seen_is_nothing_kept(session: Session) -> None:
    hall = HallRow(code="H1", name="城北营业厅", timezone="Asia/Shanghai")
    session.add(hall)
    session.flush()
    window = WindowRow(hall_id=hall.id, code="W1", tag_number=1)
    session.add(window)
    session.flush()
    keep_site_signals(session, window.id, DAY, NOW, [])
    assert session.exec(select(SiteSignalRow)).all() == []
    assert site_signals_on(session, {window.id: DAY}) == {window.id: ()}
