"""One violation of 王芳 S001 and everybody whom it can concern: what is done to it, and who hears of what.

Log-ins: `wang` is 王芳 herself and `wang2` a second one of hers in HR; `zhou` and `chen` are supervisors, `zhou2` is
周敏 again in HR; `liu` and `gao` are in HR.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta

from sqlmodel import Session, col, select

from conduct.appeal.steps import decide_appeal, lodge, take_back_appeal_decision, withdraw_appeal
from conduct.judging.judged_steps import bring_in_line, withdraw
from conduct.review.report_withdrawal import withdraw_report
from conduct.review.violations import Reviewer, decide, take_back
from models.tables import (
    AppealRow,
    AppealVerdict,
    AuditEntryRow,
    NoticeRow,
    Origin,
    Role,
    StaffRow,
    UserRow,
    Verdict,
    ViolationRow,
    ViolationStatus,
)
from models.values.findings import Finding, Subject, SubjectKind
from models.values.why import why
from tests.conduct.hall import NO_REASON, NOW, Hall, add, add_violation, make_hall

PEOPLE = {"S001": "王芳", "S002": "李强", "S100": "周敏"}
LOGINS = {
    "wang": (Role.staff, "S001"), "wang2": (Role.hr, "S001"), "zhou": (Role.supervisor, "S100"),
    "zhou2": (Role.hr, "S100"), "chen": (Role.supervisor, None), "liu": (Role.hr, None), "gao": (Role.hr, None),
}  # fmt: skip
HR = {"zhou2", "liu", "gao"}
"""Everybody in HR but the person concerned."""
LATER = timedelta(seconds=5)


class Office:
    def __init__(self, session: Session) -> None:
        self.session, self.now = session, NOW
        self.hall: Hall = make_hall(session, staff=PEOPLE)
        self.staff: dict[str, StaffRow] = dict(self.hall.staff)
        self.logins: dict[str, Reviewer] = {}
        for login, (role, no) in LOGINS.items():
            staff_id = self.staff[no].id if no else None
            user = add(session, UserRow(login=login, name=login, role=role, password_hash="", staff_id=staff_id))
            self.logins[login] = Reviewer(user.id, login, staff_id)
        self.row: ViolationRow = add_violation(
            session, self.hall, self.staff["S001"], "3 09:00", status=ViolationStatus.pending
        )

    @property
    def appeal(self) -> AppealRow:
        return self.session.exec(select(AppealRow).order_by(col(AppealRow.id).desc())).first()  # type: ignore[return-value]

    def take(self, step: str, login: str) -> None:
        """One step, a moment later. Raises Refused."""
        self.now += LATER
        STEPS[step](self, self.logins[login])
        self.session.flush()

    def bring_to(self, *steps: str) -> None:
        """Steps told as `confirm zhou`."""
        for step in steps:
            self.take(*step.split())

    def notices(self) -> list[tuple[str, str]]:
        """Who was told what, in order."""
        users = {by.user_id: login for login, by in self.logins.items()}
        numbers = {row.id: no for no, row in self.staff.items()}
        told: list[tuple[str, str]] = []
        for notice in self.session.exec(select(NoticeRow).order_by(col(NoticeRow.id))).all():
            code = notice.why["code"].removeprefix("notice.")
            told += [(numbers[notice.staff_id], code)] if notice.staff_id else []
            told += [(users[notice.user_id], code)] if notice.user_id else []
        return told

    def actions(self) -> list[tuple[str, str]]:
        entries = self.session.exec(select(AuditEntryRow).order_by(col(AuditEntryRow.id))).all()
        return [(entry.actor, entry.action) for entry in entries if entry.entity_id == str(self.row.id)]

    def found_again(self, *, staff: str | None = "S001", explained_by: str | None = None) -> None:
        """What judging does to it when the facts changed."""
        self.now += LATER
        finding = Finding(
            rule=self.row.rule, norms=("n",), subject=Subject(SubjectKind.staff, "S001"), day=self.row.day,
            start=self.row.start, end=self.row.end, why=why(NO_REASON["code"]), staff=staff, window=None,
            explained_by=explained_by,
        )  # fmt: skip
        staff_id = self.staff[staff].id if staff else None
        bring_in_line(self.session, self.row, finding, staff_id=staff_id, pack_version="p", now=self.now)
        self.session.flush()


def _decide(verdict: Verdict) -> Callable[[Office, Reviewer], object]:
    return lambda office, by: decide(
        office.session, office.row, by=by, verdict=verdict, reason="看过了", now=office.now
    )


def _decide_appeal(verdict: AppealVerdict) -> Callable[[Office, Reviewer], object]:
    return lambda office, by: decide_appeal(
        office.session, office.row, office.appeal, by=by, verdict=verdict, reason="核对过", now=office.now
    )


def _report(office: Office, by: Reviewer) -> None:
    office.row.origin, office.row.reported_by = Origin.reported, by.login


STEPS: dict[str, Callable[[Office, Reviewer], object]] = {
    **{verdict.value: _decide(verdict) for verdict in Verdict},
    **{verdict.value: _decide_appeal(verdict) for verdict in AppealVerdict},
    "take-back": lambda o, by: take_back(o.session, o.row, by=by, now=o.now),
    "appeal": lambda o, by: lodge(o.session, o.row, by=by, words="我在帮老人取号", now=o.now),
    "withdraw-appeal": lambda o, by: withdraw_appeal(o.session, o.row, o.appeal, by=by, now=o.now),
    "take-back-appeal": lambda o, by: take_back_appeal_decision(o.session, o.row, o.appeal, by=by, now=o.now),
    "report": _report,
    "withdraw-report": lambda o, by: withdraw_report(o.session, o.row, by, "看错了", o.now),
    "gone": lambda o, _: withdraw(o.session, o.row, now=o.now),
    "explained": lambda o, _: o.found_again(explained_by="late"),
    "other-person": lambda o, _: o.found_again(staff="S002"),
    "found": lambda o, _: o.found_again(),
    "wait": lambda o, _: setattr(o, "now", o.now + timedelta(seconds=60)),
}


def told_since(office: Office, before: int) -> set[tuple[str, str]]:
    return set(office.notices()[before:])


def everybody(code: str, *who: str | Iterable[str]) -> set[tuple[str, str]]:
    """`code` told to each of those named, alone or as a group."""
    names = [name for each in who for name in ([each] if isinstance(each, str) else each)]
    return {(name, code) for name in names}
