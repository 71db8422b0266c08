"""What the pages of the roster call things, in English; the catalogue has the Chinese."""

from api.language import Language
from api.problems import Problem
from conduct.review.violations import Refused
from conduct.words import N_
from models.tables import Approval
from roster.week import IssueKind

ISSUES: dict[IssueKind, str] = {
    IssueKind.gap: N_("Gap"),
    IssueKind.twice: N_("Twice at once"),
    IssueKind.leave: N_("On leave"),
    IssueKind.long: N_("No break"),
    IssueKind.window_retired: N_("Window retired"),
    IssueKind.person_retired: N_("Has left"),
    IssueKind.closed: N_("Hall closed"),
}
MARKS: dict[str, str] = {
    "swap": N_("Stands in"),
    "swap-asked": N_("Swap asked for"),
    "leave-asked": N_("Leave asked for"),
    "moved": N_("Moved by leave"),
}
APPROVALS: dict[Approval, str] = {
    Approval.requested: N_("waits for an answer"),
    Approval.approved: N_("approved"),
    Approval.refused: N_("refused"),
}
DID: dict[str, str] = {
    "put": N_("The shift is on the roster."),
    "changed": N_("The shift is changed."),
    "removed": N_("The shift is taken out. Its rotation leaves the hole."),
    "leave-asked": N_("Leave is asked for; somebody else decides."),
    "swap-asked": N_("The swap is asked for; somebody else decides."),
    "approved": N_("Approved. The days it touches are judged anew."),
    "refused": N_("Refused."),
    "filled": N_("The rotation is on the roster."),
    "kind-put": N_("The kind of day is kept. Shifts follow when its rotations are applied again."),
    "rotation-put": N_("The rotation is kept. Shifts follow when it is applied again."),
    "member-put": N_(
        "It is kept. Shifts follow when the rotation is applied again; what came after a last day is taken out."
    ),
    "kind-retired": N_("The kind of day is no longer used; the shifts that it gave stay."),
    "rotation-retired": N_("The rotation is no longer used; the shifts that it gave stay."),
    "copied": N_("The week is copied."),
}
REFUSALS: dict[str, str] = {
    "bad-time": N_("It ends before it begins, or is too long."),
    "bad-break": N_("A break has a length and lies within its shift."),
    "bad-wall-time": N_("A time is written like 08:30."),
    "bad-pair": N_("A break is written like 12:00-13:00; several with a semicolon between them."),
    "break-outside": N_("The break lies outside of the shift."),
    "bad-day": N_("A day is written like 2026-06-03."),
    "bad-instant": N_("A time with its day is written like 2026-06-03T08:30."),
    "staff-retired": N_("This person no longer works here."),
    "window-retired": N_("This window is no longer in use."),
    "own-past-shift": N_("Nobody changes a shift of their own that has begun: a colleague has to."),
    "shift-exists": N_("This person has a shift at this window that begins then already."),
    "own-request": N_("Nobody decides on what they asked for, or on what concerns themselves: a colleague has to."),
    "already-decided": N_("Somebody else was faster: it is decided."),
    "already-asked": N_("This was asked for before."),
    "after-the-fact": N_("For oneself, leave and swaps are asked for before the shift begins."),
    "same-person": N_("Nobody stands in for themselves."),
    "no-shift": N_("There is no shift in this time to give away."),
    "cuts-a-shift": N_("A swap is of whole shifts, and this time cuts one."),
    "several-halls": N_("These shifts are in several halls: ask for each hall on its own."),
    "reason-missing": N_("Say why: it is kept with the change."),
    "unknown-staff": N_("There is nobody with this number among those that you may name."),
    "unknown-window": N_("There is no such window at this hall."),
    "unknown-hall": N_("There is no such hall among yours."),
    "not-on-roster": N_("You are not on the roster yourself: say for whom."),
    "bad-days": N_("The last day is not before the first, and at most 400 days after it."),
    "unknown-template": N_("The rotation names a kind of day that is not there."),
    "no-segment": N_("A kind of day has at least one stretch of work."),
    "segments-too-long": N_("The stretches of work overlap, or span more than 24 hours."),
    "empty-cycle": N_("A rotation has at least one day of work."),
    "continuous-rotation": N_("Work at night goes on through holidays: such a rotation follows no calendar."),
    "code-missing": N_("It needs a code, like D for the day shift."),
    "code-of-a-day-off": N_("A code has no spaces, and - stands for a day off."),
    "kind-in-use": N_("A rotation still has this kind of day."),
    "same-week": N_("Choose another week to copy from."),
}
OTHER = N_("This cannot be taken as it is.")


def refusal_said(refused: Refused | Problem, language: Language) -> str:
    """Why a form could not be taken, in words."""
    return language.say(REFUSALS.get(refused.code, OTHER))
