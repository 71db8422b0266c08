"""Hall files: what one may say, and what applying one does the first and the second time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.setup.apply_halls import HallApplier
from api.setup.camera_views import ALWAYS
from api.setup.hall_file import HallFileError, parse_hall_file
from conduct.records.badges import take_away
from models.tables import AuditEntryRow, BadgeRow, CameraViewRow, ShiftRow, StaffRow, StaleDayRow, WindowRow

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FILE = """
[[halls]]
code = "H1"
name = "城北营业厅"
timezone = "Asia/Shanghai"

[[halls.windows]]
code = "W1"
tag = 1

[[halls.cameras]]
code = "lobby-1"
[[halls.cameras.views]]
window = "W1"
staff_zone = [[0.1, 0.1], [0.4, 0.1], [0.4, 0.6], [0.1, 0.6]]

[[halls.readers]]
code = "R1"

[[halls.staff]]
no = "S001"
name = "王芳"
badges = ["1001"]

[[halls.shifts]]
staff = "S001"
window = "W1"
start = 2026-06-03T08:30:00
end = 2026-06-03T17:30:00
breaks = [[2026-06-03T12:00:00, 2026-06-03T13:00:00]]
"""


def apply(engine: Engine, text: str, now: datetime = NOW) -> dict[str, int]:
    with Session(engine) as session:
        counts = HallApplier(session, by="cli:test", now=now).apply(parse_hall_file(text))
        session.commit()
    return dict(counts)


def test_the_second_time_nothing_changes(sqlite_database: Engine) -> None:
    assert apply(sqlite_database, FILE) == {"made": 8}
    with Session(sqlite_database) as session:
        entries = len(session.exec(select(AuditEntryRow)).all())
    assert apply(sqlite_database, FILE) == {"same": 8}
    with Session(sqlite_database) as session:
        assert len(session.exec(select(AuditEntryRow)).all()) == entries == 8 + 1  # with the default pack adopted


def test_times_without_an_offset_are_the_hall_s(sqlite_database: Engine) -> None:
    apply(sqlite_database, FILE)
    with Session(sqlite_database) as session:
        shift = session.exec(select(ShiftRow)).one()
        assert shift.start == datetime(2026, 6, 3, 0, 30, tzinfo=UTC)
        assert shift.breaks == [["2026-06-03T04:00:00+00:00", "2026-06-03T05:00:00+00:00"]]
        assert [str(s.day) for s in session.exec(select(StaleDayRow)).all()] == ["2026-06-03"]


def test_changed_zones_begin_a_new_version(sqlite_database: Engine) -> None:
    apply(sqlite_database, FILE)
    later = NOW + timedelta(days=1)
    assert apply(sqlite_database, FILE.replace("[0.1, 0.6]]", "[0.1, 0.7]]"), later) == {"made": 1, "same": 7}
    with Session(sqlite_database) as session:
        first, second = session.exec(select(CameraViewRow).order_by("version")).all()
    assert (first.valid_from, first.valid_until) == (ALWAYS, later)
    assert (second.version, second.valid_from, second.valid_until) == (2, later, None)


def test_what_the_file_leaves_out_stays(sqlite_database: Engine) -> None:
    apply(sqlite_database, FILE)
    apply(sqlite_database, '[[halls]]\ncode = "H1"\nname = "城北营业厅"\n')
    with Session(sqlite_database) as session:
        assert len(session.exec(select(WindowRow)).all()) == 1
        assert len(session.exec(select(BadgeRow)).all()) == 1


BAD = {
    "no TOML": ("[[halls", "not TOML"),
    "unknown key": (FILE + "colour = 1\n", "halls.0.shifts.0.colour: there is no such key"),
    "no such zone": (FILE.replace("Asia/Shanghai", "Mars/Base"), "halls.0.timezone: no such time zone"),
    "a corner outside the picture": (FILE.replace("[0.4, 0.6]", "[1.4, 0.6]"), "halls.0.cameras.0.views.0.staff_zone"),
    "two corners": (
        FILE.replace(", [0.4, 0.6], [0.1, 0.6]", ""),
        "halls.0.cameras.0.views.0.staff_zone: needs at least 3, and has 2",
    ),
    "a tag that does not exist": (FILE.replace("tag = 1", "tag = 293"), "halls.0.windows.0.tag: is to be 292 or less"),
    "a tag in words": (FILE.replace("tag = 1", 'tag = "one"'), "halls.0.windows.0.tag: is to be a whole number"),
    "a window without a tag": (FILE.replace("tag = 1", ""), "halls.0.windows.0.tag: is missing"),
    "a code with a space": (
        FILE.replace('code = "lobby-1"', 'code = "lobby 1"'),
        "halls.0.cameras.0.code: 'lobby 1' is",
    ),
    "a number for a name": (FILE.replace('no = "S001"', "no = 1"), "halls.0.staff.0.no: is to be text in quotes"),
    "a shift that ends first": (FILE.replace("03T17", "03T07"), "halls.0: the shift of S001"),
    "a window of nowhere": (
        FILE.replace('window = "W1"\nstaff_zone', 'window = "W9"\nstaff_zone'),
        "camera lobby-1: hall",
    ),
    "a person of nowhere": (FILE.replace('staff = "S001"', 'staff = "S009"'), "hall H1: there is no staff S009"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_named_and_nothing_is_applied(name: str, sqlite_database: Engine) -> None:
    text, message = BAD[name]
    with pytest.raises(HallFileError, match="^" + message.replace(".", r"\.")):
        apply(sqlite_database, text)
    with Session(sqlite_database) as session:
        assert session.exec(select(WindowRow)).all() == []


def test_badges_change_hands_on_pages_alone(sqlite_database: Engine) -> None:
    apply(sqlite_database, FILE)
    with Session(sqlite_database) as session:
        wang = session.exec(select(StaffRow)).one()
        number = session.exec(select(BadgeRow.number)).one()
        take_away(session, number, wang, until=NOW, by="hr", now=NOW)
        session.commit()
    with pytest.raises(HallFileError, match=f"^badge {number} was taken away from S001"):
        apply(sqlite_database, FILE)
    other = FILE.replace('no = "S001"', 'no = "S002"').replace('staff = "S001"', 'staff = "S002"')
    assert apply(sqlite_database, other)["changed"] == 1
    with Session(sqlite_database) as session:
        assert session.exec(select(BadgeRow.since)).one() == NOW
    with pytest.raises(HallFileError, match=f"^badge {number} is somebody else's than S003's"):
        apply(sqlite_database, other.replace("S002", "S003"))
