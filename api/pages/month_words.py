"""What a month's states, signatures and lines are called on pages, in English; the catalogue has the Chinese."""

from conduct.months.appraise import LineKind
from conduct.months.credits import CLEAN_MONTHS
from conduct.words import N_
from models.tables import MonthState, SignedAs, SignVerdict

STATES: dict[MonthState, str] = {
    MonthState.draft: N_("Draft: the month goes on"),
    MonthState.open: N_("To be signed"),
    MonthState.signed: N_("Signed by all"),
    MonthState.locked: N_("Locked"),
    MonthState.reopened: N_("Opened again: to be signed"),
}
SIGNED: dict[SignVerdict, str] = {
    SignVerdict.sign: N_("signed"),
    SignVerdict.refuse: N_("refused"),
}
SIGNED_AS: dict[SignedAs, str] = {
    SignedAs.person: N_("The person"),
    SignedAs.supervisor: N_("A supervisor"),
}
KINDS: dict[LineKind, str] = {
    LineKind.credit: N_("Given back"),
    LineKind.commendation: N_("Commendation"),
    LineKind.adjustment: N_("Of an earlier month"),
}
RULES: dict[str, str] = {CLEAN_MONTHS: N_("Clean months before")}
REFUSALS: dict[str, str] = {
    "month-locked": N_("This month is locked."),
    "month-blocked": N_("It cannot be locked yet: see what is missing."),
    "month-changed": N_("It changed since you looked: look again, then lock it."),
    "month-not-locked": N_("This month is not locked."),
    "no-reason": N_("Say why it is opened again."),
    "no-words": N_("Say in your own words why you refuse."),
    "month-not-open": N_("It can be signed once the month is over, and until it is locked."),
    "not-yours-to-sign": N_("Only the person and supervisors of the hall sign this."),
    "no-entry": N_("There is no entry in this month."),
}
"""What is said where a step is refused."""
