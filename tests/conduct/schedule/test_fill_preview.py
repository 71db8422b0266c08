"""What filling would change, as rows: shifts before and after."""

from datetime import date

import pytest
from sqlmodel import Session

from conduct.schedule.fill_preview import changes_between, preview_fill
from conduct.schedule.filling import fill_rotation
from models.values.interval import Interval
from tests.conduct.hall import make_hall
from tests.conduct.schedule.test_filling import BOSS, NOW, audited, member, rotation, shifts
from tests.conduct.story import at

DAY, NIGHT = Interval(at("11 08:30"), at("11 17:30")), Interval(at("11 08:30"), at("11 20:30"))
HERE, THERE = ("S001", "W1", DAY.start), ("S001", None, DAY.start)

CHANGES: dict[str, tuple[dict, dict, list[str]]] = {
    "nothing": ({}, {}, []),
    "the same": ({HERE: DAY}, {HERE: DAY}, []),
    "one more": ({}, {HERE: DAY}, ["made W1"]),
    "one less": ({HERE: DAY}, {}, ["removed W1"]),
    "longer": ({HERE: DAY}, {HERE: NIGHT}, ["changed W1"]),
    "to another place": ({HERE: DAY}, {THERE: DAY}, ["made None", "removed W1"]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_changes(name: str) -> None:
    before, after, expected = CHANGES[name]
    assert sorted(f"{c.kind} {c.window}" for c in changes_between(before, after)) == expected


def test_a_look_leaves_nothing_behind(session: Session) -> None:
    hall = make_hall(session)
    row = rotation(session, hall, ["D"], follows=False)
    member(session, hall, row)
    known, rotation_id = audited(session), row.id
    session.commit()
    engine = session.get_bind()
    seen = preview_fill(engine, rotation_id, date(2026, 6, 11), date(2026, 6, 12), by=BOSS, now=NOW)  # pyright: ignore[reportArgumentType]
    assert ([c.kind for c in seen.changes], seen.filled.made) == (["made", "made"], 2)
    assert (shifts(session), audited(session)) == ([], known)
    session.rollback()
    filled = fill_rotation(session, row, date(2026, 6, 11), date(2026, 6, 12), by=BOSS, now=NOW)
    assert filled.made == len(shifts(session)) == 2
