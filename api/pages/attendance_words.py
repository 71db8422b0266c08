"""What the pages of attendance call things, in English; the catalogue has the Chinese."""

from api.language import Language
from api.problems import Problem
from conduct.review.violations import Refused
from conduct.words import N_
from models.values.findings import AttendanceStatus

SHAPES: dict[AttendanceStatus, str] = {
    AttendanceStatus.present: "present",
    AttendanceStatus.late: "late",
    AttendanceStatus.early_leave: "early",
    AttendanceStatus.late_and_early: "late-early",
    AttendanceStatus.absent: "absent",
    AttendanceStatus.leave: "leave",
    AttendanceStatus.missing_in: "missing",
    AttendanceStatus.missing_out: "missing",
    AttendanceStatus.missed_punch: "missing",
    AttendanceStatus.unknown: "unknown",
    AttendanceStatus.off: "off",
    AttendanceStatus.due: "due",
}
"""By which a cell is told apart without its colour."""
STATUSES: dict[AttendanceStatus, str] = {
    AttendanceStatus.present: N_("came and went in time"),
    AttendanceStatus.late: N_("came late"),
    AttendanceStatus.early_leave: N_("left early"),
    AttendanceStatus.late_and_early: N_("came late and left early"),
    AttendanceStatus.absent: N_("did not come"),
    AttendanceStatus.leave: N_("on approved leave"),
    AttendanceStatus.missing_in: N_("the punch on coming is missing"),
    AttendanceStatus.missing_out: N_("the punch on leaving is missing"),
    AttendanceStatus.missed_punch: N_("seen at the window, but without a punch"),
    AttendanceStatus.unknown: N_("not known: counts against nobody"),
    AttendanceStatus.off: N_("the hall was closed"),
    AttendanceStatus.due: N_("not settled yet"),
}
OTHERS: dict[str, tuple[str, str]] = {
    "rest": (N_("Rest"), N_("a day of rest, nobody rostered")),
    "none": ("–", N_("not rostered")),
    "to-come": ("·", N_("rostered, not judged yet")),
    "swapped": (N_("Sw"), N_("given to somebody else by a swap")),
    "stands-in": (N_("In"), N_("stands in by a swap")),
}
"""Days without an outcome, and what is said beside one: mark and meaning."""
KINDS: dict[str, str] = {
    "missing-in": N_("The punch on coming is missing"),
    "missing-out": N_("The punch on leaving is missing"),
    "missed-punch": N_("Both punches are missing"),
    "late": N_("Coming late should not count"),
    "early-leave": N_("Leaving early should not count"),
    "absent": N_("Absence should not count"),
}
SUGGESTED: dict[AttendanceStatus, str] = {
    AttendanceStatus.late: "late",
    AttendanceStatus.late_and_early: "late",
    AttendanceStatus.early_leave: "early-leave",
    AttendanceStatus.absent: "absent",
    AttendanceStatus.missing_in: "missing-in",
    AttendanceStatus.missing_out: "missing-out",
    AttendanceStatus.missed_punch: "missing-in",
}
DID: dict[str, str] = {
    "asked": N_("The correction is asked for; somebody else decides."),
    "approved": N_("Approved. The day is judged anew."),
    "refused": N_("Refused."),
}
REFUSALS: dict[str, str] = {
    "own-correction": N_("Nobody decides on a correction of their own: a colleague has to."),
    "own-request": N_("Somebody else than who asked decides."),
    "own-violation": N_("Nobody decides on a case of their own: a colleague has to."),
    "already-decided": N_("Somebody else was faster: it is decided."),
    "already-asked": N_("This was asked for before."),
    "too-late": N_("A correction may be asked for until seven days after the shift's day."),
    "not-begun": N_("This shift has not begun."),
    "month-locked": N_("The month of that day is locked."),
    "nothing-to-excuse": N_("Nothing of this kind waits for this shift: there is nothing to excuse."),
    "no-such-shift": N_("There is no shift of this person that begins then."),
    "at-missing": N_("Say at what time the punch is missing."),
    "at-not-wanted": N_("Only a missing punch has a time."),
    "at-out-of-bounds": N_("No punch of this shift can have been made then."),
    "bad-instant": N_("A time with its day is written like 2026-06-03T08:30."),
    "reason-missing": N_("Say why: it is kept with the change."),
}
OTHER = N_("This cannot be taken as it is.")


def refusal_said(refused: Refused | Problem, language: Language) -> str:
    return language.say(REFUSALS.get(refused.code, OTHER))
