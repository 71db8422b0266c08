"""Cases of 王芳 in H1 in every state that a route is about, and what was said and told of them."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session, SQLModel

from conduct.appeal.steps import decide_appeal, lodge
from conduct.people.commendations import propose_commendation
from conduct.review.rounds import begin_round
from conduct.review.second_choice import is_chosen
from conduct.review.violations import Reviewer, decide
from conduct.rules.review_policy import ReviewPolicy
from models.tables import (
    AppealRow,
    AppealVerdict,
    HallRow,
    NoticeRow,
    Origin,
    StaffRow,
    Verdict,
    ViolationRow,
)
from tests.api.cast import Stage, at, hand_made, name_of

CROWDED = date(2026, 6, 1)
MORE_THAN_A_DAY_S_CARDS = 41


def cases(session: Session, stage: Stage) -> dict[str, SQLModel]:
    """By the names that the table uses."""
    appeal, decided_appeal = _appealed(session, stage, 9), _appealed(session, stage, 10)
    row, now = session.get_one(ViolationRow, decided_appeal.violation_id), stage.clock.now()
    by = _reviewer(stage, "刘洋")
    decide_appeal(session, row, decided_appeal, by=by, verdict=AppealVerdict.uphold, reason="seen", now=now)
    session.add_all(_crowd(stage))
    hall, wang = session.get_one(HallRow, stage.halls["H1"]), session.get_one(StaffRow, stage.staff["王芳"])
    # 陈静 looked after H1 when she proposed it: of those who may decide today none has.
    commendation = propose_commendation(
        session, wang, "praise", day=date(2026, 6, 2), words="calm", by=_reviewer(stage, "陈静"), now=now
    )
    return {
        "decided_id": _decided(session, stage, 7, Verdict.dismiss),
        "confirmed_id": _decided(session, stage, 8, Verdict.confirm),
        "appealed_id": session.get_one(ViolationRow, appeal.violation_id),
        "appeal_id": appeal,
        "decided_appeal_id": decided_appeal,
        "second_id": _to_be_seen_twice(session, stage),
        "reported_id": _added(session, stage, 11, origin=Origin.reported, reported_by=name_of("周敏")),
        "notice_id": _notice(session, stage),
        "round_id": begin_round(session, hall, by=_reviewer(stage, "周敏"), now=now),
        "commendation_id": commendation,
    }


def _reviewer(stage: Stage, name: str) -> Reviewer:
    return Reviewer(stage.users[name], name_of(name), stage.staff.get(name))


def _added(session: Session, stage: Stage, hour: int, **other: object) -> ViolationRow:
    """One of 2 June about 王芳; the hour keeps it apart from the others."""
    start, end = f"{hour:02}:00", f"{hour:02}:30"
    row = hand_made(stage, "H1", "王芳", "absent", date(2026, 6, 2), start, end, **other)
    session.add(row)
    session.flush()
    return row


def _decided(session: Session, stage: Stage, hour: int, verdict: Verdict) -> ViolationRow:
    row = _added(session, stage, hour)
    decide(session, row, by=_reviewer(stage, "周敏"), verdict=verdict, reason="seen", now=stage.clock.now())
    return row


def _appealed(session: Session, stage: Stage, hour: int) -> AppealRow:
    row = _decided(session, stage, hour, Verdict.confirm)
    return lodge(session, row, by=_reviewer(stage, "王芳"), words="I was there", now=stage.clock.now())


def _to_be_seen_twice(session: Session, stage: Stage) -> ViolationRow:
    """Decided by the administrator two hours ago, and by its id among those on which the supervisor is asked."""
    row = _added(session, stage, 12, id=_chosen_id())
    then = stage.clock.now() - timedelta(hours=2)
    decide(session, row, by=_reviewer(stage, "孙悦"), verdict=Verdict.confirm, reason="seen", now=then)
    return row


def _chosen_id() -> UUID:
    while not is_chosen(one := uuid4(), ReviewPolicy().second_share):
        pass
    return one


def _notice(session: Session, stage: Stage) -> NoticeRow:
    """The auditor has it before them as well: their own inbox is the one thing that they change."""
    row = NoticeRow(
        violation_id=stage.violations["王芳 window-unattended"], staff_id=stage.staff["王芳"],
        user_id=stage.users["赵磊"], at=at("21:00"), why={"code": "notice.confirmed", "facts": {}},
    )  # fmt: skip
    session.add(row)
    return row


def _crowd(stage: Stage) -> list[ViolationRow]:
    """So many on one day that some of them are in the digest."""
    return [
        hand_made(stage, "H1", None, "window-unattended", CROWDED, f"10:{minute:02}", f"10:{minute:02}")
        for minute in range(MORE_THAN_A_DAY_S_CARDS)
    ]
