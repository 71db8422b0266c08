"""Taught colours: for the months they are taught for, the last teaching counting."""

from datetime import date, timedelta
from uuid import UUID

import numpy as np
import pytest
from sqlmodel import Session, select

from conduct.learning.colours import colours_on, teach_colours
from models.tables import AuditEntryRow, HallColoursRow, HallRow
from tests.conduct.hall import NOW
from vision.outerwear import TaughtColours


def taught(coat: int) -> TaughtColours:
    crops = [np.full((20, 20, 3), shade, np.uint8) for shade in (coat, 250)]
    return TaughtColours.from_pictures(crops[:1], crops[1:])


DARK, GREY = taught(20), taught(120)
WINTER = frozenset({11, 12, 1, 2, 3})


@pytest.fixture
def hall(session: Session) -> HallRow:
    hall = HallRow(code="H1", name="城北营业厅", timezone="Asia/Shanghai")
    session.add(hall)
    session.flush()
    return hall


def in_month(session: Session, hall_id: UUID, month: int) -> TaughtColours | None:
    return colours_on(session, hall_id, date(2026, month, 15))


def test_colours_count_in_their_months(session: Session, hall: HallRow) -> None:
    teach_colours(session, hall, WINTER, DARK, actor="cli", now=NOW)
    assert in_month(session, hall.id, 1) == DARK
    assert in_month(session, hall.id, 6) is None
    other = HallRow(code="H2", name="城南营业厅", timezone="Asia/Shanghai")
    session.add(other)
    session.flush()
    assert in_month(session, other.id, 1) is None


def test_teaching_again_replaces_those_months_only(session: Session, hall: HallRow) -> None:
    teach_colours(session, hall, WINTER, DARK, actor="cli", now=NOW)
    teach_colours(session, hall, frozenset({3, 4}), GREY, actor="cli", now=NOW + timedelta(days=1))
    assert [in_month(session, hall.id, month) for month in (1, 3, 4)] == [DARK, GREY, GREY]
    rows = session.exec(select(HallColoursRow)).all()
    assert sum(row.retired_at is None for row in rows) == 2
    assert [entry.data["months"] for entry in session.exec(select(AuditEntryRow)).all()] == [[1, 2, 3, 11, 12], [3, 4]]


@pytest.mark.parametrize("months", [frozenset[int](), frozenset({0}), frozenset({6, 13})])
def test_months_are_one_to_twelve(session: Session, hall: HallRow, months: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="months from 1 to 12"):
        teach_colours(session, hall, months, DARK, actor="cli", now=NOW)
