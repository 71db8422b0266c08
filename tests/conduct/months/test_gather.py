"""What a month's file is gathered from, on both databases: entries, norms of the day, and the stills that are kept."""

from uuid import UUID

import pytest
from sqlmodel import Session

from conduct.months.appraise import Confirmed, appraise
from conduct.months.computing import store
from conduct.months.digest import month_digest
from conduct.months.file import read_month_file
from conduct.months.gather import month_file
from conduct.rules.pack import default_pack
from models.tables import (
    CameraRow,
    DecisionRow,
    EvidenceRow,
    HallRow,
    Role,
    StaffRow,
    UserRow,
    Verdict,
    ViolationRow,
    ViolationStatus,
    WindowRow,
)
from models.values.evidence import StillKind
from models.values.findings import SubjectKind
from tests.conduct.story import at

TITLES = {"absent": "Absent", "late": "Late"}


@pytest.fixture
def violation(session: Session) -> UUID:
    """S1 was absent; S2 has a month without lines. Of three stills one is gone."""
    hall = HallRow(code="H1", name="城北营业厅", timezone="Asia/Shanghai", opens="08:30", closes="17:30")
    session.add(hall)
    session.flush()
    people = [StaffRow(no=no, name=f"name of {no}", hall_id=hall.id) for no in ("S1", "S2")]
    window, camera = WindowRow(hall_id=hall.id, code="W1", tag_number=1), CameraRow(hall_id=hall.id, code="c")
    session.add_all([*people, window, camera])
    session.flush()
    row = ViolationRow(
        hall_id=hall.id, day=at("2 08:30").date(), rule="absent", norms=["cc/a/1", "cc/b/2"],
        subject_kind=SubjectKind.staff, subject="S1", staff_id=people[0].id, start=at("2 08:30"), end=at("2 17:30"),
        status=ViolationStatus.confirmed, why={"code": "attendance.absent", "facts": {}}, pack_version="p",
        opened_at=at("10:00"), updated_at=at("10:00"),
    )  # fmt: skip
    session.add(row)
    session.flush()
    for kind, hour, purged in ((StillKind.end, 12, False), (StillKind.begin, 9, False), (StillKind.middle, 10, True)):
        session.add(EvidenceRow(
            violation_id=row.id, camera_id=camera.id, window_id=window.id, taken_at=at(f"2 {hour:02}:00"), sha256=f"{hour}",
            size_bytes=1, kind=kind, purged_at=at("10:00") if purged else None,
        ))  # fmt: skip
    entries = appraise(
        "2026-06", ["S1", "S2"], [Confirmed("absent", "S1", at("2 08:30"), str(row.id))], default_pack().policy()
    )
    store(session, entries, staff_ids={p.no: p.id for p in people}, pack_version="p", now=at("30 12:00"))
    session.commit()
    return row.id


def test_where_the_lines_lead(session: Session, violation: UUID) -> None:
    file = month_file(session, "2026-06", language="en", titles=TITLES)
    assert [(entry.staff, len(entry.lines)) for entry in file.entries] == [("S1", 1), ("S2", 0)]
    assert file.digest == file.computed_digest == month_digest(file.entries)
    assert (file.halls, file.titles) == ({"H1": "城北营业厅"}, {"absent": "Absent"})
    assert file.norms == {str(violation): ("cc/a/1", "cc/b/2")}
    (ids,) = file.evidence.values()
    assert [session.get_one(EvidenceRow, UUID(id_)).sha256 for id_ in ids] == ["9", "12"]
    assert (file.whole, file.made_at) == (True, at("30 12:00"))
    assert file.appeal_until == {}


def test_until_when_a_line_may_be_appealed_against(session: Session, violation: UUID) -> None:
    user = UserRow(login="u", name="u", role=Role.hr, password_hash="-")
    session.add(user)
    session.flush()
    session.add(
        DecisionRow(violation_id=violation, user_id=user.id, verdict=Verdict.confirm, reason="r", at=at("9 12:00"))
    )
    session.commit()
    file = month_file(session, "2026-06", language="en", titles=TITLES)
    assert file.appeal_until == {str(violation): at("24 00:00")}
    assert read_month_file(file.as_json()) == file


@pytest.mark.usefixtures("violation")
def test_one_person_s_file_keeps_the_month_s_digest(session: Session) -> None:
    whole = month_file(session, "2026-06", language="en", titles=TITLES)
    own = month_file(session, "2026-06", language="en", titles=TITLES, staff="S2")
    assert [entry.staff for entry in own.entries] == ["S2"]
    assert (own.whole, own.digest, own.norms, own.evidence, own.titles) == (False, whole.digest, {}, {}, {})
    assert own.computed_digest != own.digest


@pytest.mark.usefixtures("violation")
@pytest.mark.parametrize(("month", "staff"), [("2026-07", None), ("2026-06", "S9")])
def test_nothing_stored_is_no_entries(month: str, staff: str | None, session: Session) -> None:
    assert month_file(session, month, language="en", titles=TITLES, staff=staff).entries == ()
