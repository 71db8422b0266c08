"""What is said on one's own record, in English; the catalogue has the Chinese."""

from collections.abc import Mapping

from conduct.words import N_
from models.tables import Approval
from models.values.findings import AttendanceStatus

KEPT: Mapping[AttendanceStatus | None, str] = {
    None: N_("not due yet"),
    AttendanceStatus.present: N_("came and went in time"),
    AttendanceStatus.late: N_("came late"),
    AttendanceStatus.early_leave: N_("left early"),
    AttendanceStatus.late_and_early: N_("came late and left early"),
    AttendanceStatus.absent: N_("did not come"),
    AttendanceStatus.leave: N_("on approved leave"),
    AttendanceStatus.missing_in: N_("the punch of coming is missing"),
    AttendanceStatus.missing_out: N_("the punch of leaving is missing"),
    AttendanceStatus.missed_punch: N_("no punch, but the window was staffed"),
    AttendanceStatus.unknown: N_("not known: it does not count"),
    AttendanceStatus.off: N_("the hall was closed"),
    AttendanceStatus.due: N_("not settled yet"),
}
GOOD = {AttendanceStatus.present, AttendanceStatus.leave, AttendanceStatus.off, AttendanceStatus.due, None}
CORRECTIONS: Mapping[str, str] = {
    "missing-in": N_("My punch of coming is missing"),
    "missing-out": N_("My punch of leaving is missing"),
    "missed-punch": N_("A punch of mine is missing"),
    "late": N_("I was late for a good cause"),
    "early-leave": N_("I left early for a good cause"),
    "absent": N_("I was away for a good cause"),
}
APPROVALS: Mapping[Approval, str] = {
    Approval.requested: N_("asked for, waits"),
    Approval.approved: N_("approved"),
    Approval.refused: N_("refused"),
}
REFUSALS: Mapping[str, str] = {
    "no-such-shift": N_("There is no shift of yours that begins then."),
    "not-begun": N_("This shift has not begun yet."),
    "too-late": N_("A correction may be asked for until seven days after the shift."),
    "month-locked": N_("The month of that day is locked."),
    "at-missing": N_("Say at what time the punch is missing."),
    "at-not-wanted": N_("Only a missing punch has a time: leave it empty here."),
    "at-out-of-bounds": N_("No punch of this shift can have been made at that time."),
    "already-asked": N_("You have asked for the same before."),
    "reason-missing": N_("Say why: who decides on it has to know."),
    "bad-time": N_("This is no time of a day."),
}
TAKEN_OUT: Mapping[str, str] = {
    "appraisal.exported": N_("the appraisals of a month"),
    "attendance.exported": N_("the attendance of your hall"),
    "own-data.copied": N_("your own copy"),
}
