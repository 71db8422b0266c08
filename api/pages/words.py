"""What codes are called on pages, in English; the catalogue has the Chinese."""

from api.auth.access import Person
from api.language import Language
from conduct.review.verdict_reasons import VERDICT_REASONS, reason_with_code
from conduct.words import N_
from models.tables import AppealStatus, AppealVerdict, Role, Verdict, ViolationStatus
from models.values.care import CameraCondition
from models.values.evidence import StillKind
from models.values.occupancy import WindowState
from models.values.seeing import EvidenceKind
from roster.duty import Standing
from vision.attire_signals import SiteSignal

STATES: dict[WindowState, str] = {
    WindowState.staffed: N_("Staffed"),
    WindowState.away_sign: N_("Away sign"),
    WindowState.unattended: N_("Unattended"),
    WindowState.unknown: N_("Unknown"),
}
EVIDENCE: dict[str, str] = {
    EvidenceKind.person: N_("a person was found"),
    EvidenceKind.sign_tag: N_("the away sign was read"),
    EvidenceKind.seat_tag: N_("the seat tag was in plain view"),
    EvidenceKind.tag_hidden: N_("the seat tag was hidden by somebody"),
    EvidenceKind.nobody: N_("nobody was found"),
    EvidenceKind.sign_text: N_("the words of an away sign were read"),
    EvidenceKind.taught: N_("by what this window was taught"),
}
SITE_SIGNALS: dict[str, str] = {
    SiteSignal.badge: N_("Badge seen"),
    SiteSignal.desk_plate: N_("Desk plate seen"),
}
MOMENTS: dict[StillKind | None, str] = {
    StillKind.before: N_("Before"),
    StillKind.begin: N_("Begin"),
    StillKind.middle: N_("Middle"),
    StillKind.end: N_("End"),
    StillKind.photo: N_("Photo"),
    None: N_("Picture"),
}
CONDITIONS: dict[CameraCondition, str] = {
    CameraCondition.offline: N_("Offline"),
    CameraCondition.clock_skew: N_("Clock off"),
    CameraCondition.frozen: N_("Frozen"),
    CameraCondition.covered: N_("Covered"),
    CameraCondition.defocused: N_("Out of focus"),
    CameraCondition.dark: N_("Dark"),
    CameraCondition.moved: N_("Moved"),
}
STATUSES: dict[ViolationStatus, str] = {
    ViolationStatus.pending: N_("Pending"),
    ViolationStatus.confirmed: N_("Confirmed"),
    ViolationStatus.dismissed: N_("Dismissed"),
    ViolationStatus.excused: N_("Excused"),
    ViolationStatus.explained: N_("Counted elsewhere"),
    ViolationStatus.withdrawn: N_("Withdrawn"),
    ViolationStatus.watched: N_("Only watched"),
    ViolationStatus.appealed: N_("Appealed"),
    ViolationStatus.upheld: N_("Upheld"),
    ViolationStatus.overturned: N_("Overturned"),
}
VERDICTS: dict[Verdict, tuple[str, str]] = {
    Verdict.confirm: (N_("Confirm"), N_("It happened and counts")),
    Verdict.dismiss: (N_("Dismiss"), N_("It did not happen so")),
    Verdict.excuse: (N_("Excuse"), N_("It happened, with good cause")),
    Verdict.unclear: (N_("Unclear"), N_("Leave it to somebody else")),
}
VERDICTS_GIVEN: dict[Verdict, str] = {
    Verdict.confirm: N_("confirmed it"),
    Verdict.dismiss: N_("dismissed it"),
    Verdict.excuse: N_("excused it"),
    Verdict.unclear: N_("found it unclear"),
}
ROLES: dict[Role, str] = {
    Role.staff: N_("Staff"),
    Role.supervisor: N_("Supervisor"),
    Role.hr: N_("Human resources"),
    Role.admin: N_("Administrator"),
    Role.auditor: N_("Auditor"),
}
STANDINGS: dict[Standing, str] = {
    Standing.works: N_("on the roster"),
    Standing.leave: N_("on leave"),
    Standing.off: N_("hall closed"),
}
REASONS = VERDICT_REASONS
BLANK_MEANS: dict[Verdict, str] = {Verdict.confirm: "as-shown", Verdict.unclear: "cannot-tell"}
"""The reason of a verdict given without one; the others ask for it."""
ACTIONS: dict[str, str] = {
    "violation.opened": N_("Found by the rules"),
    "violation.reported": N_("{who} reported it"),
    "evidence.kept": N_("A blurred picture was kept"),
    "evidence.purged": N_("A blurred picture was let go of"),
    "second-opinion.agreed": N_("{who} gave a second opinion without knowing the verdict: the same"),
    "second-opinion.differed": N_("{who} gave a second opinion without knowing the verdict: another one"),
    "decision.taken-back": N_("{who} took the verdict back"),
    "decision.fell": N_("The verdict fell: the facts have changed"),
    "violation.pending": N_("Pending again: the facts have changed"),
    "violation.confirmed": N_("Confirmed again: the facts have changed"),
    "violation.explained": N_("Counted elsewhere: the facts have changed"),
    "violation.withdrawn": N_("Withdrawn: the facts have changed"),
    "violation.watched": N_("Only watched from here on: the rule went into watch mode"),
    "report.withdrawn": N_("{who} withdrew the report"),
    "appeal.lodged": N_("{who} lodged an appeal"),
    "appeal.withdrawn": N_("{who} withdrew the appeal"),
    "appeal.taken-back": N_("{who} took the verdict on the appeal back"),
    "appeal.closed": N_("The appeal is over: the verdict that it was against holds no longer"),
    "appeal.overdue": N_("The time for deciding on the appeal ran out; it waits still"),
}
APPEAL_VERDICTS: dict[AppealVerdict, tuple[str, str]] = {
    AppealVerdict.uphold: (N_("Uphold"), N_("The violation stands and counts")),
    AppealVerdict.overturn: (N_("Overturn"), N_("It does not stand and counts nothing")),
}
APPEAL_VERDICTS_GIVEN: dict[AppealVerdict, str] = {
    AppealVerdict.uphold: N_("upheld the violation on appeal"),
    AppealVerdict.overturn: N_("overturned the violation on appeal"),
}
APPEAL_STATUSES: dict[AppealStatus, str] = {
    AppealStatus.open: N_("Waits for a verdict"),
    AppealStatus.upheld: N_("Upheld"),
    AppealStatus.overturned: N_("Overturned"),
    AppealStatus.withdrawn: N_("Appeal withdrawn"),
    AppealStatus.closed: N_("Closed by new facts"),
}
DECIDED = N_("{who} {did}")
CODES: dict[str, str] = {
    "heat": N_("Heat-supply service code"),
    "cc": N_("Call-centre service code"),
    "water": N_("Water-supply service code"),
    "drain": N_("Drainage service code"),
    "desk": N_("Reception-desk service code"),
}


def reason_kept(verdict: Verdict, code: str, text: str) -> str:
    """A reason as it is stored: a stable code, free words, or both; empty when one is needed and none given."""
    known = code if any(code in reasons for reasons in REASONS.values()) else ""
    return reason_with_code(known, text) or BLANK_MEANS.get(verdict, "")


def reason_said(kept: str, language: Language) -> str:
    """A stored reason in words."""
    code, colon, words = kept.partition(": ")
    for reasons in REASONS.values():
        if code in reasons:
            said = language.say(reasons[code])
            return f"{said} – {words}" if colon else said
    return kept


def norm_said(norm: str, language: Language) -> str:
    """`heat/3/2.4/2` as the code's name and the clause."""
    code, _, clause = norm.partition("/")
    name = CODES.get(code)
    return f"{language.say(name)} {clause}" if name else norm


def role_said(person: Person, language: Language) -> str:
    return language.say(ROLES[person.role])
