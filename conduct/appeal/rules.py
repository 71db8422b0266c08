"""Who may take which step of an appeal, and when. Pure."""

from datetime import datetime

from conduct.review.violations import TAKE_BACK, Refused, Reviewer
from models.tables import AppealRow, AppealStatus, ViolationRow, ViolationStatus

DECIDED = (AppealStatus.upheld, AppealStatus.overturned)


def why_not_appeal(row: ViolationRow, by: Reviewer, *, until: datetime | None, now: datetime) -> Refused | None:
    """Whether somebody may appeal now; `until` is None while no decision stands."""
    if by.staff_id is None or by.staff_id != row.staff_id:
        return Refused("not-about-you", "only the person whom it is about appeals")
    if row.status == ViolationStatus.appealed:
        return Refused("already-appealed", "an appeal against it runs already")
    if row.status in (ViolationStatus.upheld, ViolationStatus.overturned):
        return Refused("appeal-decided", "an appeal against it was decided before")
    if row.status != ViolationStatus.confirmed or until is None:
        return Refused("not-confirmed", "only a confirmed violation is appealed against")
    if now >= until:
        return Refused("appeal-too-late", f"an appeal could be lodged until {until.isoformat()}")
    return None


def why_not_decide_appeal(row: ViolationRow, appeal: AppealRow, by: Reviewer, *, first: Reviewer) -> Refused | None:
    """Whether somebody may decide on an appeal now; `first` made the decision that it is against."""
    if by.user_id == appeal.user_id or _same_person(by, row.staff_id):
        return Refused("own-violation", "nobody decides on a violation of their own")
    if by.user_id == first.user_id or _same_person(by, first.staff_id):
        return Refused("own-decision", "nobody decides on an appeal against their own decision")
    if appeal.status in DECIDED:
        return Refused("already-decided", f"this appeal is {appeal.status.value} already")
    if appeal.status != AppealStatus.open or row.status != ViolationStatus.appealed:
        return Refused("not-open", f"this appeal is {appeal.status.value}: there is nothing to decide")
    return None


def why_not_withdraw_appeal(row: ViolationRow, appeal: AppealRow, by: Reviewer) -> Refused | None:
    """Whether somebody may withdraw an appeal now: who lodged it, by whichever log-in of theirs."""
    if by.user_id != appeal.user_id and not _same_person(by, row.staff_id):
        return Refused("not-your-appeal", "only who lodged an appeal withdraws it")
    if appeal.status in DECIDED:
        return Refused("already-decided", f"this appeal is {appeal.status.value} already")
    if appeal.status != AppealStatus.open or row.status != ViolationStatus.appealed:
        return Refused("not-open", f"this appeal is {appeal.status.value} already")
    return None


def why_not_take_back_appeal(row: ViolationRow, appeal: AppealRow, by: Reviewer, now: datetime) -> Refused | None:
    """Whether somebody may take back what they decided on an appeal."""
    if appeal.decided_at is None or appeal.decided_by != by.user_id:
        return Refused("not-your-decision", "there is no decision of yours to take back")
    if now - appeal.decided_at > TAKE_BACK:
        return Refused("too-late", f"a decision can be taken back for {TAKE_BACK.seconds} s")
    if row.status.value != appeal.status.value:
        return Refused("not-open", f"new facts have made the violation {row.status.value} since")
    return None


def is_overdue(appeal: AppealRow, now: datetime) -> bool:
    """Its time ran out; it stays open, its points paused, until somebody decides."""
    return appeal.status is AppealStatus.open and now >= appeal.due_at


def _same_person(by: Reviewer, staff_id: object) -> bool:
    return by.staff_id is not None and by.staff_id == staff_id
