"""A pack judges from the day on which it was adopted; before it only watches, and after it changes nothing judged."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.setup.apply_halls import HallApplier
from api.setup.hall_file import HallsTold
from conduct.judging.hall_day import judge_stale_days
from conduct.judging.stale import mark_stale
from conduct.review.violations import Refused
from conduct.rules.adoption import adopt, adoptions, begin_with_default, pack_for, packs_for, policy_for
from conduct.rules.pack import PackError, default_pack_text, digest
from models.tables import (
    AuditEntryRow,
    HallRow,
    NoticeRow,
    PackAdoptionRow,
    ReaderRow,
    TaskRow,
    ViolationRow,
    ViolationStatus,
)
from models.values.findings import AttendanceStatus
from tests.conduct.hall import NOW, add_attendance, add_violation, make_hall
from tests.conduct.rules.test_pack import SIMPLE
from tests.conduct.story import at

DAY = date(2026, 6, 3)
ONE_DAY = timedelta(days=1)
OURS = SIMPLE.replace("late_grace_min = 10", "late_grace_min = 60")
HALL = {
    "code": "H1",
    "name": "城北营业厅",
    "windows": [{"code": "W1", "tag": 1}],
    "readers": [{"code": "R1"}],
    "staff": [{"no": "S001", "name": "王芳", "badges": ["1001"]}],
    "shifts": [{"staff": "S001", "window": "W1", "start": at("08:30"), "end": at("17:30")}],
}


def adopted_from(session: Session, first_day: date, text: str = OURS, **told: Any) -> PackAdoptionRow:
    told = {"announced_on": first_day, "by": "hr", "document": "no. 12", "now": NOW, "agreed": first_day, **told}
    row = adopt(session, text, first_day=first_day, **told)
    session.flush()
    return row


def test_while_none_is_adopted_the_default_pack_only_watches(session: Session) -> None:
    policy = policy_for(session, DAY)
    assert (policy.version, policy.watch) == ("default-2026.2", frozenset(policy.rules))
    in_force = pack_for(session, DAY)
    assert (in_force.adoption, in_force.holds, in_force.pack.version) == (None, False, "default-2026.2")


def test_many_days_find_their_packs_at_once(session: Session) -> None:
    days = [DAY + n * ONE_DAY for n in range(-2, 5)]
    assert {day: packs_for(session, days)[day] for day in days} == {day: pack_for(session, day) for day in days}
    for version, first_day, later in (("b", DAY, 0), ("c", DAY, 1), ("d", DAY + 2 * ONE_DAY, 2)):
        text = OURS.replace('version = "', f'version = "{version}-', 1)
        adopted_from(session, first_day, text, now=NOW + timedelta(minutes=later))
    found = packs_for(session, days)
    assert found == {day: pack_for(session, day) for day in days}
    assert [found[day].holds for day in days] == [False, False, True, True, True, True, True]


def test_before_its_first_day_a_pack_only_watches(session: Session) -> None:
    row = adopted_from(session, DAY)
    before, on = policy_for(session, DAY - ONE_DAY), policy_for(session, DAY)
    assert (before.version, before.watch, before.limits) == ("ours-1", frozenset(before.rules), on.limits)
    assert (on.version, on.watch, on.limits.late_grace_min) == ("ours-1", frozenset(), 60)
    assert pack_for(session, DAY - ONE_DAY).holds is False
    assert pack_for(session, DAY).adoption == row


def test_each_day_has_the_pack_adopted_last_for_it(session: Session) -> None:
    adopted_from(session, DAY)
    adopted_from(session, DAY + 9 * ONE_DAY, OURS.replace('version = "1"', 'version = "2"'))
    again = adopted_from(
        session, DAY + 9 * ONE_DAY, OURS.replace('version = "1"', 'version = "3"'), now=NOW + timedelta(hours=1)
    )
    versions = [policy_for(session, DAY + n * ONE_DAY).version for n in (0, 8, 9, 400)]
    assert versions == ["ours-1", "ours-1", "ours-3", "ours-3"]
    assert adoptions(session)[-1] == again


def test_an_adoption_says_who_when_and_by_which_document(session: Session) -> None:
    row = adopted_from(session, DAY, announced_on=DAY - ONE_DAY)
    assert (row.adopted_by, row.adopted_at, row.document, row.announced_on) == ("hr", NOW, "no. 12", DAY - ONE_DAY)
    (entry,) = session.exec(select(AuditEntryRow)).all()
    assert (entry.actor, entry.action, entry.data) == ("hr", "pack.adopted", {
        "version": "ours-1", "first_day": "2026-06-03", "announced_on": "2026-06-02", "document": "no. 12",
        "sha256": digest(OURS),
    })  # fmt: skip


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no document": ({"document": " "}, "no-document"),
    "announced after it begins": ({"announced_on": DAY + 2 * ONE_DAY}, "announced-late"),
    "a version that another pack has": ({"text": OURS.replace("60", "61")}, "version-taken"),
    "a day that was judged": ({"first_day": DAY}, "judged-already"),
    "a day long before one that was judged": ({"first_day": DAY - 30 * ONE_DAY}, "judged-already"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_adopted_is_refused(name: str, session: Session) -> None:
    told, code = REFUSED[name]
    adopted_from(session, DAY - 60 * ONE_DAY)
    hall = make_hall(session)
    add_attendance(session, hall, hall.staff["S001"], "3 08:30", AttendanceStatus.present)
    add_attendance(session, hall, hall.staff["S001"], "20 08:30", AttendanceStatus.due)
    add_attendance(session, hall, hall.staff["S001"], "21 08:30", AttendanceStatus.leave)
    add_violation(session, hall, hall.staff["S001"], "22 08:30", status=ViolationStatus.withdrawn)
    told = {"first_day": DAY + ONE_DAY, **told}
    if "announced_on" not in told:
        told["announced_on"] = told["first_day"]
    with pytest.raises(Refused) as refused:
        adopted_from(session, **told)
    assert refused.value.code == code
    assert adopted_from(session, DAY + ONE_DAY).first_day == DAY + ONE_DAY, "the day after is free"


def test_a_pack_that_cannot_be_judged_by_is_never_adopted(session: Session) -> None:
    with pytest.raises(PackError):
        adopted_from(session, DAY, "[pack]")
    assert adoptions(session) == []


def test_a_pack_whose_dress_codes_lack_one_that_a_notice_names_is_refused(session: Session) -> None:
    from conduct.rules.season_notices import move_season

    hall = make_hall(session)
    first, last = date(2026, 10, 1), date(2026, 10, 5)
    move_season(
        session, hall.row, "summer", first, last, announced_on=first, document="no. 3", by="hr", now=NOW
    )  # fmt: skip
    always = '[seasons.always]\nspans = ["01-01..12-31"]\nasks = "full-suit"\ntitle = { zh = "装", en = "Suit" }\n'
    with pytest.raises(Refused, match="with the notices of H1: there is no dress code 'summer'"):
        adopted_from(session, date(2026, 9, 1), OURS + always)
    assert adopted_from(session, date(2026, 10, 6), OURS + always)


def test_a_hall_s_first_file_adopts_the_default_pack_for_the_days_that_it_tells_of(session: Session) -> None:
    applier = HallApplier(session, by="cli:zhou", now=at("20 10:00"))
    applier.apply(HallsTold.model_validate({"halls": [HALL]}))
    (row,) = adoptions(session)
    assert (row.first_day, row.adopted_by, row.announced_on, row.document) == (DAY, "cli:zhou", None, "")
    assert applier.adopted == row
    again = HallApplier(session, by="cli:zhou", now=at("21 10:00"))
    again.apply(HallsTold.model_validate({"halls": [HALL]}))
    assert again.adopted is None
    assert len(adoptions(session)) == 1


def test_what_was_watched_is_not_made_to_count_by_a_later_beginning(session: Session) -> None:
    hall = make_hall(session)
    session.delete(adoptions(session)[0])
    session.flush()
    add_attendance(session, hall, hall.staff["S001"], "3 08:30", AttendanceStatus.absent)
    assert begin_with_default(session, first_day=DAY, by="cli", now=NOW) is None
    assert begin_with_default(session, first_day=DAY + ONE_DAY, by="cli", now=NOW) is not None


# Judged by the service


def set_up(engine: Engine, *, adopted: bool) -> None:
    """王芳 absent on 3 June."""
    with Session(engine) as session:
        HallApplier(session, by="test", now=NOW).apply(HallsTold.model_validate({"halls": [HALL]}))
        session.exec(select(ReaderRow)).one().alive_until = NOW
        if not adopted:
            session.delete(adoptions(session)[0])
        session.commit()


def judge_again(engine: Engine) -> None:
    with Session(engine) as session:
        mark_stale(session, session.exec(select(HallRow.id)).one(), [DAY], now=NOW)
        session.commit()
    judge_stale_days(engine, now=NOW)


def found(engine: Engine) -> list[tuple[str, str, str]]:
    with Session(engine) as session:
        rows = session.exec(select(ViolationRow).order_by("start", "rule")).all()
        return [(row.rule, row.status.value, row.pack_version) for row in rows]


def test_before_adoption_findings_are_watched_and_adoption_later_leaves_them_so(sqlite_database: Engine) -> None:
    set_up(sqlite_database, adopted=False)
    judge_stale_days(sqlite_database, now=NOW)
    assert found(sqlite_database) == [("absent", "watched", "default-2026.2")]
    with Session(sqlite_database) as session:
        with pytest.raises(Refused, match=r"2026-06-03 was judged already; it can hold from 2026-06-04 on"):
            adopted_from(session, DAY)
        adopted_from(session, DAY + ONE_DAY)
        session.commit()
    judge_again(sqlite_database)
    assert found(sqlite_database) == [("absent", "watched", "ours-1")], "watched by the pack to come, and still watched"


def test_a_pack_adopted_later_does_not_judge_an_earlier_day(sqlite_database: Engine) -> None:
    set_up(sqlite_database, adopted=True)
    judge_stale_days(sqlite_database, now=NOW)
    before = found(sqlite_database)
    with Session(sqlite_database) as session:
        adopted_from(session, DAY + ONE_DAY)
        session.commit()
    judge_again(sqlite_database)
    assert found(sqlite_database) == before == [("absent", "pending", "default-2026.2")]


def test_nothing_asks_for_a_person_s_time_before_adoption(sqlite_database: Engine) -> None:
    set_up(sqlite_database, adopted=False)
    judge_stale_days(sqlite_database, now=NOW)
    with Session(sqlite_database) as session:
        session.exec(select(ReaderRow)).one().alive_until = at("3 09:00")
        session.commit()
    judge_again(sqlite_database)
    assert found(sqlite_database) == [("absent", "withdrawn", "default-2026.2")]
    with Session(sqlite_database) as session:
        assert session.exec(select(NoticeRow)).all() == [], "nobody is told of what never pended"
        assert session.exec(select(TaskRow)).all() == []


def test_the_default_text_is_what_is_kept(session: Session) -> None:
    begin_with_default(session, first_day=DAY, by="cli", now=NOW)
    session.flush()
    (row,) = session.exec(select(PackAdoptionRow)).all()
    assert (row.text, row.sha256) == (default_pack_text(), digest(default_pack_text()))
