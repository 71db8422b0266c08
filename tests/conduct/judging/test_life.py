"""Every step of a violation's life: who may take it, what it changes, what is on record of it and who hears of it."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, delete

from conduct.appeal.steps import appealable_until, tell_overdue
from conduct.review.violations import Refused
from conduct.rules.pack import PackError, default_pack_text, parse_pack
from models.tables import AppealStatus, CalendarDayRow, PackAdoptionRow, Role, UserRow
from models.tables import ViolationStatus as S
from models.values.roster import DayKind
from tests.conduct.hall import add, adopted
from tests.conduct.office import HR, Office, everybody, told_since
from tests.conduct.story import at

CONFIRMED = ("confirm zhou", "wait zhou")
APPEALED = (*CONFIRMED, "appeal wang")
UPHELD = (*APPEALED, "uphold liu")
OVERTURNED = (*APPEALED, "overturn liu")


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)


NOBODY: set[tuple[str, str]] = set()
TAKEN = {
    "confirmed": ((), "confirm zhou", S.confirmed, "violation.decided", everybody("confirmed", "S001")),
    "dismissed at once": ((), "dismiss zhou", S.dismissed, "violation.decided", NOBODY),
    "excused at once": ((), "excuse zhou", S.excused, "violation.decided", NOBODY),
    "dismissed after a confirmation that was taken back": (
        ("confirm zhou", "take-back zhou"), "dismiss zhou", S.dismissed, "violation.decided",
        everybody("dismissed", "S001"),
    ),
    "excused after one": (
        ("confirm zhou", "take-back zhou"), "excuse chen", S.excused, "violation.decided", everybody("excused", "S001"),
    ),
    "unclear": ((), "unclear zhou", S.pending, "violation.decided", NOBODY),
    "unclear, and confirmed by another": (
        ("unclear zhou",), "confirm chen", S.confirmed, "violation.decided", everybody("confirmed", "S001"),
    ),
    "unclear, and let go by the same": (("unclear zhou",), "dismiss zhou", S.dismissed, "violation.decided", NOBODY),
    "unclear, taken back": (("unclear zhou",), "take-back zhou", S.pending, "decision.taken-back", NOBODY),
    "unclear, taken back, then confirmed by the same": (
        ("unclear zhou", "take-back zhou"), "confirm zhou", S.confirmed, "violation.decided",
        everybody("confirmed", "S001"),
    ),
    "a dismissal taken back": (("dismiss zhou",), "take-back zhou", S.pending, "decision.taken-back", NOBODY),
    "a confirmation taken back": (
        ("confirm zhou",), "take-back zhou", S.pending, "decision.taken-back", everybody("taken-back", "S001"),
    ),
    "taken back while appealed": (
        ("confirm zhou", "appeal wang"), "take-back zhou", S.pending, "decision.taken-back",
        everybody("taken-back", "S001") | everybody("appeal-closed", HR),
    ),
    "appealed": (
        CONFIRMED, "appeal wang", S.appealed, "appeal.lodged", everybody("appeal-lodged", HR, "zhou"),
    ),
    "appealed by another log-in of hers": (
        CONFIRMED, "appeal wang2", S.appealed, "appeal.lodged", everybody("appeal-lodged", HR, "zhou"),
    ),
    "an appeal withdrawn": (
        APPEALED, "withdraw-appeal wang", S.confirmed, "appeal.withdrawn", everybody("appeal-withdrawn", HR, "zhou"),
    ),
    "appealed again": (
        (*APPEALED, "withdraw-appeal wang"), "appeal wang", S.appealed, "appeal.lodged",
        everybody("appeal-lodged", HR, "zhou"),
    ),
    "upheld": (APPEALED, "uphold liu", S.upheld, "appeal.decided", everybody("appeal-upheld", "S001", "zhou")),
    "overturned": (
        APPEALED, "overturn liu", S.overturned, "appeal.decided", everybody("appeal-overturned", "S001", "zhou"),
    ),
    "an appeal's verdict taken back": (
        UPHELD, "take-back-appeal liu", S.appealed, "appeal.taken-back",
        everybody("appeal-taken-back", "S001", "zhou"),
    ),
    "and given anew by another": (
        (*UPHELD, "take-back-appeal liu"), "overturn gao", S.overturned, "appeal.decided",
        everybody("appeal-overturned", "S001", "zhou"),
    ),
    "never told of and gone": ((), "gone -", S.withdrawn, "violation.withdrawn", NOBODY),
    "gone while appealed": (
        APPEALED, "gone -", S.withdrawn, "violation.withdrawn",
        everybody("withdrawn", "S001") | everybody("decision-fell-gone", "S001", "zhou")
        | everybody("appeal-closed", HR),
    ),
    "gone after it was upheld": (
        UPHELD, "gone -", S.withdrawn, "violation.withdrawn",
        everybody("withdrawn", "S001") | everybody("decision-fell-gone", "S001", "zhou")
        | everybody("appeal-closed", "liu"),
    ),
    "explained while appealed": (
        APPEALED, "explained -", S.explained, "violation.explained",
        everybody("decision-fell-explained", "S001", "zhou") | everybody("appeal-closed", HR),
    ),
    "found to be somebody else while appealed: who was told before is told": (
        APPEALED, "other-person -", S.pending, "violation.pending",
        everybody("decision-fell-other-person", "S001", "zhou") | everybody("appeal-closed", HR, "wang2"),
    ),
    "found again while appealed": (APPEALED, "found -", S.appealed, "appeal.lodged", NOBODY),
    "found again after it was overturned": (OVERTURNED, "found -", S.overturned, "appeal.decided", NOBODY),
    "one's own report withdrawn": (("report chen",), "withdraw-report chen", S.withdrawn, "report.withdrawn", NOBODY),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_a_step_changes_is_on_record_and_is_told(name: str, office: Office) -> None:
    before, step, status, action, told = TAKEN[name]
    office.logins["-"] = office.logins["zhou"]
    office.bring_to(*before)
    heard = len(office.notices())
    office.bring_to(step)
    del office.logins["-"]
    assert office.row.status == status
    assert office.actions()[-1][1] == action
    assert told_since(office, heard) == told


REFUSED = {
    "one's own": ((), "confirm wang2", "own-violation"),
    "decided twice": (("dismiss zhou",), "confirm chen", "already-decided"),
    "what one found unclear, confirmed": (("unclear zhou",), "confirm zhou", "found-unclear"),
    "though another found it unclear too": (("unclear zhou", "unclear chen"), "confirm zhou", "found-unclear"),
    "another's verdict taken back": (("confirm zhou",), "take-back chen", "not-your-decision"),
    "another's doubt taken back": (("unclear zhou",), "take-back chen", "not-your-decision"),
    "taken back too late": (CONFIRMED, "take-back zhou", "too-late"),
    "taken back after an appeal was decided": (
        ("confirm zhou", "appeal wang", "overturn liu"),
        "take-back zhou",
        "too-late",
    ),
    "an appeal about nothing": ((), "appeal wang", "not-confirmed"),
    "an appeal against a dismissal": (("dismiss zhou",), "appeal wang", "not-confirmed"),
    "an appeal of somebody else": (CONFIRMED, "appeal chen", "not-about-you"),
    "two appeals at once": (APPEALED, "appeal wang", "already-appealed"),
    "an appeal against an appeal's verdict": (UPHELD, "appeal wang", "appeal-decided"),
    "or for more than was won": (OVERTURNED, "appeal wang", "appeal-decided"),
    "an appeal against what is withdrawn": ((*CONFIRMED, "gone zhou"), "appeal wang", "not-confirmed"),
    "a verdict on one's own appeal": (APPEALED, "overturn wang", "own-violation"),
    "by another log-in": (APPEALED, "overturn wang2", "own-violation"),
    "on an appeal against one's own decision": (APPEALED, "uphold zhou", "own-decision"),
    "by another log-in of the decider": (APPEALED, "uphold zhou2", "own-decision"),
    "an appeal decided twice": (UPHELD, "overturn gao", "already-decided"),
    "a withdrawn appeal": ((*APPEALED, "withdraw-appeal wang"), "overturn liu", "not-open"),
    "an appeal closed by facts": ((*APPEALED, "gone zhou"), "overturn liu", "not-open"),
    "another's appeal withdrawn": (APPEALED, "withdraw-appeal chen", "not-your-appeal"),
    "a decided appeal withdrawn": (UPHELD, "withdraw-appeal wang", "already-decided"),
    "a closed appeal withdrawn": ((*APPEALED, "explained zhou"), "withdraw-appeal wang", "not-open"),
    "another's appeal verdict taken back": (UPHELD, "take-back-appeal gao", "not-your-decision"),
    "none taken back": (APPEALED, "take-back-appeal liu", "not-your-decision"),
    "an appeal's verdict taken back too late": ((*UPHELD, "wait liu"), "take-back-appeal liu", "too-late"),
    "an appeal's verdict on what is gone": ((*UPHELD, "gone liu"), "take-back-appeal liu", "not-open"),
    "what a rule found, as a report": ((), "withdraw-report zhou", "not-reported"),
    "another's report": (("report chen",), "withdraw-report zhou", "not-your-report"),
    "a report that was decided on": (("report chen", "confirm zhou"), "withdraw-report chen", "already-decided"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_step_that_may_not_be_taken_changes_nothing(name: str, office: Office) -> None:
    before, step, code = REFUSED[name]
    office.bring_to(*before)
    kept = office.row.status, office.actions(), office.notices()
    with pytest.raises(Refused) as refusal:
        office.bring_to(step)
    assert refusal.value.code == code
    assert (office.row.status, office.actions(), office.notices()) == kept


def test_what_was_decided_on_an_appeal_stands_in_place_of_the_first_verdict(office: Office) -> None:
    office.bring_to("confirm zhou")
    confirmed_at = office.now
    office.bring_to("appeal wang")
    office.now = confirmed_at + timedelta(seconds=1)
    office.bring_to("uphold liu")
    office.now = confirmed_at + timedelta(seconds=2)
    with pytest.raises(Refused) as refusal:
        office.bring_to("take-back zhou")
    assert (refusal.value.code, office.row.status) == ("appeal-decided", S.upheld)


# The clocks. 2026-06-03 is a Wednesday; the tests' now is 02:00 on Thursday the 4th, in Shanghai.


@pytest.mark.parametrize(
    ("marks", "due"),
    [
        ({}, "12 00:00"),
        ({"05": DayKind.holiday}, "13 00:00"),
        ({"06": DayKind.workday}, "11 00:00"),
        ({"05": DayKind.closure, "06": DayKind.workday, "07": DayKind.workday}, "11 00:00"),
    ],
)
def test_an_appeal_is_due_after_five_working_days_of_the_hall(
    marks: dict[str, DayKind], due: str, office: Office
) -> None:
    for day, kind in marks.items():
        date = at(f"{day} 00:00").date().replace(day=int(day))
        add(office.session, CalendarDayRow(hall_id=office.hall.row.id, day=date, kind=kind, source="test"))
    office.bring_to(*APPEALED)
    assert office.appeal.due_at == at(due)


def test_an_appeal_can_be_lodged_for_ten_working_days(office: Office) -> None:
    office.bring_to(*CONFIRMED)
    until = appealable_until(office.session, office.row)
    assert until == at("19 00:00")
    office.now = until - timedelta(seconds=4)
    with pytest.raises(Refused) as refusal:
        office.bring_to("appeal wang")
    assert refusal.value.code == "appeal-too-late"
    office.now = until - timedelta(seconds=6)
    office.bring_to("appeal wang")


def test_both_clocks_are_the_pack_s(office: Office) -> None:
    text = default_pack_text() + "\n[appeals]\nlodge_days = 1\ndecide_days = 2\n"
    office.session.exec(delete(PackAdoptionRow))
    add(office.session, adopted(text, version="short"))
    office.bring_to(*CONFIRMED)
    assert appealable_until(office.session, office.row) == at("6 00:00")
    office.bring_to("appeal wang")
    assert office.appeal.due_at == at("6 00:00") + timedelta(days=3)


@pytest.mark.parametrize("told", ["lodge_days = 0", "decide_days = 0", "decide_days = 61", "days = 3"])
def test_a_pack_with_clocks_that_cannot_be_is_refused(told: str) -> None:
    with pytest.raises(PackError, match=r"appeals\."):
        parse_pack(f"{default_pack_text()}\n[appeals]\n{told}\n")


def test_hr_is_told_once_of_an_appeal_whose_time_ran_out_and_nothing_is_decided(office: Office) -> None:
    office.bring_to(*APPEALED)
    add(office.session, UserRow(login="old", name="old", role=Role.hr, password_hash="", retired_at=office.now))
    before, due = len(office.notices()), office.appeal.due_at
    assert tell_overdue(office.session, now=due - timedelta(seconds=1)) == 0
    assert tell_overdue(office.session, now=due) == 1
    assert tell_overdue(office.session, now=due + timedelta(days=1)) == 0
    assert told_since(office, before) == everybody("appeal-overdue", HR)
    assert (office.appeal.status, office.row.status) == (AppealStatus.open, S.appealed)
    assert office.actions()[-1] == ("judge", "appeal.overdue")
    office.now = due + timedelta(days=2)
    office.bring_to("overturn liu")
    assert office.row.status == S.overturned


def test_what_a_taken_back_verdict_said_is_on_record_though_no_longer_in_the_appeal(office: Office) -> None:
    office.bring_to(*UPHELD, "take-back-appeal liu")
    assert (office.appeal.verdict, office.appeal.reason, office.appeal.decided_at) == (None, "", None)
    assert office.actions()[-2:] == [("liu", "appeal.decided"), ("liu", "appeal.taken-back")]


def test_a_closed_appeal_does_not_stand_in_the_way_of_a_new_one(office: Office) -> None:
    office.bring_to(*APPEALED, "gone zhou", "found zhou")
    assert office.row.status == S.pending
    closed = office.appeal
    office.bring_to("confirm chen", "appeal wang")
    assert (closed.status, office.appeal.status) == (AppealStatus.closed, AppealStatus.open)
    assert closed.id != office.appeal.id


def test_instants_of_an_appeal_are_aware(office: Office) -> None:
    office.bring_to(*UPHELD)
    office.session.commit()
    office.session.refresh(office.appeal)
    instants: list[datetime | None] = [office.appeal.lodged_at, office.appeal.due_at, office.appeal.decided_at]
    assert all(each is not None and each.tzinfo is not None for each in instants)
