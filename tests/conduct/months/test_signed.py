"""Who signed and who locked, as slips tell it; and a file of a version that was locked, held against what is stored."""

from uuid import UUID

import pytest
from sqlmodel import Session, select

from conduct.export.people_csv import to_csv
from conduct.export.verify import verify
from conduct.export.workbook import to_xlsx
from conduct.months.appraise import appraise
from conduct.months.computing import store
from conduct.months.digest import month_digest
from conduct.months.file import Signature
from conduct.months.gather import month_file
from conduct.months.signed import signatures_by_staff
from conduct.rules.pack import default_pack
from models.tables import (
    AppraisalMonthRow,
    AppraisalRow,
    AppraisalSignatureRow,
    HallRow,
    MonthState,
    Role,
    SignedAs,
    SignVerdict,
    StaffRow,
    UserRow,
)
from tests.conduct.story import at

MONTH, NOW = "2026-06", at("30 12:00")
FANG, MIN = "王芳", "周敏"


@pytest.fixture
def people(session: Session) -> dict[str, UUID]:
    """S1 and S2 have a month in its first version, open to be signed. Who signs: fang, S1, and min, a supervisor."""
    hall = HallRow(code="H1", name="h", timezone="Asia/Shanghai")
    session.add(hall)
    session.flush()
    staff = [StaffRow(no=no, name=no, hall_id=hall.id) for no in ("S1", "S2")]
    users = [
        UserRow(login=login, name=name, role=role, password_hash="")
        for login, name, role in (("fang", FANG, Role.staff), ("min", MIN, Role.supervisor))
    ]
    session.add_all([*staff, *users, AppraisalMonthRow(month=MONTH, drafted_at=NOW, state=MonthState.open)])
    session.flush()
    ids = {row.no: row.id for row in staff}
    policy = default_pack().policy()
    store(session, appraise(MONTH, ["S1", "S2"], [], policy), staff_ids=ids, pack_version="p", now=NOW)
    session.commit()
    return ids | {user.login: user.id for user in users}


def sign(
    session: Session,
    people: dict[str, UUID],
    login: str,
    signed_as: SignedAs,
    words: str = "",
    digest: str | None = None,
) -> None:
    entry = session.exec(select(AppraisalRow).where(AppraisalRow.staff_id == people["S1"])).one()
    verdict = SignVerdict.refuse if words else SignVerdict.sign
    session.add(AppraisalSignatureRow(
        month=MONTH, staff_id=people["S1"], signed_as=signed_as, user_id=people[login], verdict=verdict, words=words,
        at=NOW, digest=digest or entry.digest,
    ))  # fmt: skip
    session.commit()


def lock(session: Session) -> None:
    row = session.exec(select(AppraisalMonthRow)).one()
    file = month_file(session, MONTH, language="en", titles={})
    row.state, row.locked_at, row.locked_by, row.digest = MonthState.locked, NOW, "chen", month_digest(file.entries)
    session.add(row)
    session.commit()


def test_who_signed_and_refused_and_locked(session: Session, people: dict[str, UUID]) -> None:
    sign(session, people, "fang", SignedAs.person, "not so")
    sign(session, people, "min", SignedAs.supervisor)
    lock(session)
    locked = Signature("hr", "chen", NOW)
    assert signatures_by_staff(session, MONTH, ["S1", "S2"]) == {
        "S1": (Signature("person", FANG, NOW, True, "not so"), Signature("supervisor", MIN, NOW), locked),
        "S2": (locked,),
    }
    assert month_file(session, MONTH, language="en", titles={}).signatures["S2"] == (locked,)


def test_a_signature_for_other_lines_is_none(session: Session, people: dict[str, UUID]) -> None:
    sign(session, people, "fang", SignedAs.person, digest="0" * 64)
    assert signatures_by_staff(session, MONTH, ["S1", "S2"]) == {}


def test_a_month_nobody_drafted_has_no_signatures(session: Session) -> None:
    assert signatures_by_staff(session, MONTH, ["S1"]) == {}


@pytest.mark.parametrize("make", [to_xlsx, to_csv])
def test_a_file_of_an_earlier_version_matches_that_version(make, session: Session, people: dict[str, UUID]) -> None:
    lock(session)
    content = make(month_file(session, MONTH, language="en", titles={}))
    session.add(AppraisalMonthRow(month=MONTH, version=2, drafted_at=NOW, state=MonthState.reopened))
    entries = appraise(MONTH, ["S1"], [], default_pack().policy())
    store(session, entries, staff_ids=people, pack_version="q", now=NOW, version=2)
    session.commit()
    found = verify(session, content, lambda _: str)
    assert (found.with_itself, found.with_stored) == ((), ())
    assert found.outdated == "it is of version 1, and version 2 is in hand"


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("make", [to_xlsx, to_csv])
def test_rows_changed_behind_the_lock_are_told(make, session: Session) -> None:
    lock(session)
    row = session.exec(select(AppraisalRow)).all()[0]
    row.grade = "Z"
    session.add(row)
    session.commit()
    found = verify(session, make(month_file(session, MONTH, language="en", titles={})), lambda _: str)
    (said,) = found.with_stored
    assert said.startswith("version 1 was locked with the digest ")
