"""Cameras added, renamed and retired, their zones and keys: what changes, what is kept, and what the trail says."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.keys import find_key
from api.setup.apply_halls import HallApplier
from api.setup.camera_views import ALWAYS, Zones, end_view, put_view, views_now
from api.setup.cameras import add_camera, change_camera, retire_camera
from api.setup.device_keys import give_key, keys_of, take_key
from api.setup.hall_file import HallFileError, parse_hall_file
from conduct.review.violations import Refused
from models.tables import AuditEntryRow, CameraRow, CameraViewRow, HallRow, WindowRow
from tests.api.test_halls_file import FILE

NOW = datetime(2026, 6, 3, 1, tzinfo=UTC)
SQUARE = [(0.1, 0.1), (0.4, 0.1), (0.4, 0.6), (0.1, 0.6)]


@pytest.fixture
def session(sqlite_database: Engine):
    with Session(sqlite_database) as session:
        HallApplier(session, by="test", now=NOW).apply(parse_hall_file(FILE))
        yield session


def camera(session: Session) -> CameraRow:
    return session.exec(select(CameraRow)).one()


def window_id(session: Session):
    return session.exec(select(WindowRow.id)).one()


def audited(session: Session, action: str) -> list[dict]:
    session.flush()
    found = select(AuditEntryRow).where(AuditEntryRow.action == action, AuditEntryRow.actor == "sunyue")
    return [entry.data for entry in session.exec(found.order_by(col(AuditEntryRow.id))).all()]


def test_zones_are_versions(session: Session) -> None:
    row, window, later = camera(session), window_id(session), NOW + timedelta(hours=1)
    assert put_view(session, row, window, Zones(SQUARE), by="sunyue", now=later) is None
    made = put_view(session, row, window, Zones(SQUARE, sign=SQUARE[:3]), by="sunyue", now=later)
    assert made is not None
    assert (made.version, made.valid_from, made.sign_zone) == (2, later, [list(c) for c in SQUARE[:3]])
    first = session.exec(select(CameraViewRow).where(CameraViewRow.version == 1)).one()
    assert (first.valid_from, first.valid_until) == (ALWAYS, later)
    assert end_view(session, row, window, by="sunyue", now=later)
    assert not end_view(session, row, window, by="sunyue", now=later)
    assert views_now(session, row.id) == []
    again = put_view(session, row, window, Zones(SQUARE, sign=SQUARE[:3]), by="sunyue", now=later)
    assert (again is not None, again and again.version) == (True, 3)
    assert [e["version"] for e in audited(session, "camera_view.made")] == [2, 3]
    assert len(audited(session, "camera_view.ended")) == 1


@pytest.mark.parametrize(
    ("code", "name", "interval_s", "refusal"),
    [
        ("lobby-1", "", 5, "code-taken"),
        ("", "", 5, "bad-code"),
        ("lobby 2", "", 5, "bad-code"),
        ("大厅", "", 5, "bad-code"),
        ("lobby-2", "", 0, "bad-interval"),
        ("lobby-2", "", float("nan"), "bad-interval"),
        ("lobby-2", "", 4000, "bad-interval"),
        ("lobby-2", "x" * 101, 5, "long-name"),
    ],
)
def test_a_camera_that_cannot_be(session: Session, code: str, name: str, interval_s: float, refusal: str) -> None:
    hall = session.exec(select(HallRow)).one()
    with pytest.raises(Refused) as refused:
        add_camera(session, hall, code=code, name=name, interval_s=interval_s, by="sunyue", now=NOW)
    assert refused.value.code == refusal
    assert len(session.exec(select(CameraRow)).all()) == 1


def test_added_and_renamed(session: Session) -> None:
    hall = session.exec(select(HallRow)).one()
    row = add_camera(session, hall, code="lobby-2", name=" 东侧 ", interval_s=2.5, by="sunyue", now=NOW)
    assert (row.name, row.interval_s) == ("东侧", 2.5)
    assert change_camera(session, row, name="西侧", interval_s=2.5, by="sunyue", now=NOW)
    assert not change_camera(session, row, name="西侧", interval_s=2.5, by="sunyue", now=NOW)
    assert len(audited(session, "camera.made")) == len(audited(session, "camera.changed")) == 1


def test_retired_without_losing_history(session: Session) -> None:
    row, later = camera(session), NOW + timedelta(days=1)
    used, taken = (
        give_key(session, row, digest_with=None, short=False, by="sunyue", now=NOW + timedelta(seconds=i))
        for i in (0, 1)
    )
    assert take_key(session, taken.row, by="sunyue", now=NOW)
    assert not take_key(session, taken.row, by="sunyue", now=later)
    assert [key.prefix for key in retire_camera(session, row, by="sunyue", now=later)] == [used.row.prefix]
    assert row.retired_at == later
    assert [view.valid_until for view in session.exec(select(CameraViewRow)).all()] == [later]
    assert [key.revoked_at for key in keys_of(session, row.id)] == [NOW, later]
    assert find_key(session, used.text) is None
    assert audited(session, "camera.retired") == [{"camera": row.code, "views": 1, "keys": 1}]
    for again in (
        lambda: retire_camera(session, row, by="sunyue", now=later),
        lambda: change_camera(session, row, name="x", interval_s=5, by="sunyue", now=later),
    ):
        with pytest.raises(Refused, match="retired"):
            again()
    with pytest.raises(HallFileError, match="lobby-1 is retired"):
        HallApplier(session, by="test", now=later).apply(parse_hall_file(FILE))


def test_a_hall_file_with_a_crossing_zone_is_refused_in_words() -> None:
    crossing = FILE.replace("[0.4, 0.1], [0.4, 0.6]", "[0.4, 0.6], [0.4, 0.1]")
    with pytest.raises(HallFileError, match=r"staff_zone: Its outline crosses itself\."):
        parse_hall_file(crossing)
