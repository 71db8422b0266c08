"""Looks at clothes as they are kept and judged: thinned the same way in any order, and ending in a violation."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from conduct.judging.hall_day import judge_stale_days
from conduct.judging.stale import mark_stale
from conduct.records.attire_looks import attire_between, keep_attire_look
from models.tables import AttireLookRow, CameraRow, ViolationRow
from models.values.occupancy import ATTIRE_SLOT, Attire, Outerwear, Sleeve, slot_of
from tests.conduct.hall import NOW, Hall, add_punch, add_shift, make_hall
from tests.conduct.story import at

LONG, SHORT = (Attire(sleeve, Outerwear.unknown, 0.9) for sleeve in (Sleeve.long, Sleeve.short))
DOUBTFUL = Attire(Sleeve.long, Outerwear.unknown, 0.8)
UNKNOWN = Attire(Sleeve.unknown, Outerwear.unknown, 0.0)
COAT = Attire(Sleeve.unknown, Outerwear.yes, 0.8)

Told = tuple[str, str, Attire | None, int]
"""Camera, time, clothes, people."""
ARRIVALS: dict[str, tuple[list[Told], list[str]]] = {
    "the first of a slot": ([("A", "09:00:05", LONG, 1), ("A", "09:00:10", SHORT, 1), ("A", "09:00:29", SHORT, 1)], ["A 09:00:05 long"]),
    "each slot its own": ([("A", "09:00:29", LONG, 1), ("A", "09:00:30", SHORT, 1)], ["A 09:00:29 long", "A 09:00:30 short"]),
    "two cameras share a slot": ([("A", "09:00:10", LONG, 1), ("B", "09:00:05", SHORT, 1)], ["B 09:00:05 short"]),
    "two cameras at one instant": ([("A", "09:00:05", LONG, 1), ("B", "09:00:05", SHORT, 1), ("B", "09:00:07", SHORT, 1)], ["A 09:00:05 long", "B 09:00:05 short"]),
    "the same again": ([("A", "09:00:05", LONG, 1), ("A", "09:00:05", LONG, 1)], ["A 09:00:05 long"]),
    "one instant told twice: the surer": ([("A", "09:00:05", DOUBTFUL, 1), ("A", "09:00:05", SHORT, 1)], ["A 09:00:05 short"]),
    "what tells nothing takes no slot": ([("A", "09:00:01", UNKNOWN, 1), ("A", "09:00:02", None, 1), ("A", "09:00:03", LONG, 2), ("A", "09:00:05", COAT, 1)], ["A 09:00:05 unknown"]),
}  # fmt: skip


def keep(session: Session, hall: Hall, cameras: dict[str, CameraRow], told: Told) -> bool:
    camera, time, attire, people = told
    return keep_attire_look(
        session, window_id=hall.windows["W1"].id, camera_id=cameras[camera].id, at=at(time), people=people, sign=False,
        attire=attire,
    )  # fmt: skip


@pytest.mark.parametrize(("told", "kept"), ARRIVALS.values(), ids=ARRIVALS)
def test_what_is_kept_does_not_depend_on_the_order(session: Session, told: list[Told], kept: list[str]) -> None:
    hall = make_hall(session)
    cameras = {"A": hall.camera, "B": CameraRow(hall_id=hall.row.id, code="CB")}
    session.add(cameras["B"])
    session.flush()
    names = {row.id: name for name, row in cameras.items()}
    for order in itertools.permutations(told):
        for one in order:
            keep(session, hall, cameras, one)
        rows = session.exec(select(AttireLookRow)).all()
        found = sorted(f"{names[r.camera_id]} {r.at.astimezone(at('00:00').tzinfo):%H:%M:%S} {r.sleeve}" for r in rows)
        assert found == kept, order
        for row in rows:
            session.delete(row)
        session.flush()


def test_keeping_says_whether_anything_changed(session: Session) -> None:
    hall = make_hall(session)
    cameras = {"A": hall.camera}
    told = [
        ("A", "09:00:10", LONG, 1),
        ("A", "09:00:10", LONG, 1),
        ("A", "09:00:20", LONG, 1),
        ("A", "09:00:05", LONG, 1),
    ]
    assert [keep(session, hall, cameras, one) for one in told] == [True, False, False, True]


def test_slots_lie_on_the_half_minute() -> None:
    assert slot_of(at("09:00:29"), ATTIRE_SLOT) == at("09:00")
    assert slot_of(at("09:00:30"), ATTIRE_SLOT) == at("09:00:30")


def test_looks_are_read_back_for_judging(session: Session) -> None:
    hall = make_hall(session)
    for minute in (0, 1, 2):
        keep(session, hall, {"A": hall.camera}, ("A", f"09:0{minute}", LONG, 1))
    looks = attire_between(session, {hall.windows["W1"].id: "W1"}, at("09:00"), at("09:02"))
    assert [(look.window, look.at, look.people, look.sign, look.attire) for look in looks] == [
        ("W1", at("09:00"), 1, False, LONG), ("W1", at("09:01"), 1, False, LONG)
    ]  # fmt: skip
    assert attire_between(session, {hall.windows["W2"].id: "W2"}, at("09:00"), at("09:02")) == ()


WORN = {
    "long sleeves in June": (LONG, ["uniform-season"]),
    "short sleeves in June": (SHORT, []),
    "a coat in June": (COAT, ["uniform-season"]),
    "long sleeves, hardly sure": (Attire(Sleeve.long, Outerwear.unknown, 0.6), []),
}


@pytest.mark.parametrize(("worn", "rules"), WORN.values(), ids=WORN)
def test_from_stored_looks_to_a_violation(sqlite_database: Engine, worn: Attire, rules: list[str]) -> None:
    with Session(sqlite_database) as session:
        hall = make_hall(session, alive_until=NOW)
        add_shift(session, hall, hall.staff["S001"], "08:30", "11:30")
        add_punch(session, hall, "1001", "08:20")
        add_punch(session, hall, "1001", "11:35")
        for look in range(200):
            time = at("09:00") + look * timedelta(seconds=5)
            keep_attire_look(
                session, window_id=hall.windows["W1"].id, camera_id=hall.camera.id, at=time, people=1, sign=False,
                attire=worn,
            )  # fmt: skip
        assert len(session.exec(select(AttireLookRow)).all()) == -(-200 * timedelta(seconds=5) // ATTIRE_SLOT)
        mark_stale(session, hall.row.id, [at("09:00").date()], now=NOW)
        session.commit()
    judge_stale_days(sqlite_database, now=NOW)
    with Session(sqlite_database) as session:
        found = session.exec(select(ViolationRow).where(ViolationRow.rule == "uniform-season")).all()
        assert [row.rule for row in found] == rules
        for row in found:
            assert (row.subject, row.start, row.end) == ("S001", at("09:00"), at("09:16:30"))
