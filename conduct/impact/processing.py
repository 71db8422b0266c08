"""What is collected about people, what it serves, and what the machine never does. Pure: words and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from conduct.words import N_


@dataclass(frozen=True, slots=True)
class Collected:
    """One kind of thing that is held. `kept` are the codes of `retention.everything_kept` that say for how long."""

    code: str
    what: str
    source: str
    serves: str
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Access:
    """Something that may be seen or done, and by which role on whose: `own`, `halls`, `all` or `no`."""

    what: str
    staff: str
    supervisor: str
    hr: str
    admin: str
    auditor: str
    route: str
    """By which this is held against the table of who may call what."""


@dataclass(frozen=True, slots=True)
class Never:
    """What the machine never does, and what in the program sees to it."""

    what: str
    by: str


CAMERAS, READERS, PLAN = N_("Cameras"), N_("Badge readers"), N_("Rosters, by hand or by import")
PEOPLE, SERVICE = N_("People in their pages"), N_("The service itself")
COLLECTED: tuple[Collected, ...] = (
    Collected(
        "frames", N_("When which frame came"), CAMERAS, N_("finding frames that come twice or late"),
        ("frames", "frame-ledger"),
    ),
    Collected(
        "looks", N_("Whether a window was staffed, away or empty"), CAMERAS, N_("the rules about staffed windows"),
        ("looks",),
    ),
    Collected(
        "clothes", N_("Sleeves and outerwear of whoever is at a window"), CAMERAS, N_("the rule about dress"),
        ("clothes",),
    ),
    Collected(
        "site-signals", N_("Badges and desk plates seen at a window"), CAMERAS, N_("a hint on a round of inspection"),
        ("site-signals",),
    ),
    Collected(
        "stills", N_("Blurred pictures of cases"), CAMERAS, N_("so that a person can decide, and appeal"),
        ("stills-pending", "stills-refuted", "stills-excused", "stills-confirmed"),
    ),
    Collected("care", N_("How cameras are doing"), CAMERAS, N_("unknown instead of wrong"), ("camera-care",)),
    Collected("punches", N_("Punches"), READERS, N_("attendance"), ("punches",)),
    Collected(
        "reader-lines", N_("What a reader sent that was no punch"), READERS, N_("finding punches that went astray"),
        ("reader-lines",),
    ),
    Collected("roster", N_("Shifts"), PLAN, N_("who was to be where"), ("punches",)),
    Collected("leave", N_("Leave, with what kind it is"), PEOPLE, N_("who was not to be there"), ("punches",)),
    Collected(
        "exemptions", N_("Exemptions from the dress code, without their reason"), PEOPLE, N_("the rule about dress"),
        ("punches",),
    ),
    Collected("attendance", N_("How each shift was kept"), SERVICE, N_("attendance and appraisal"), ("punches",)),
    Collected(
        "corrections", N_("Corrections of attendance asked for"), PEOPLE, N_("putting the record right"), ("punches",)
    ),
    Collected("cases", N_("Cases, found or reported"), SERVICE, N_("what people decide on"), ("cases",)),
    Collected("verdicts", N_("Verdicts with their reasons"), PEOPLE, N_("what counts"), ("cases",)),
    Collected(
        "second", N_("Second opinions"), PEOPLE, N_("measuring how far people agree"), ("cases",)
    ),
    Collected("appeals", N_("Appeals"), PEOPLE, N_("having a verdict looked at by somebody else"), ("cases",)),
    Collected("rounds", N_("Rounds of inspection"), PEOPLE, N_("what only a person can see"), ("cases",)),
    Collected("appraisals", N_("Appraisals of months"), SERVICE, N_("the month's appraisal"), ("cases",)),
    Collected("notices", N_("Notices to people"), SERVICE, N_("telling whom a case is about"), ("notices",)),
    Collected("log-ins", N_("Log-ins"), PEOPLE, N_("who may do what"), ("sessions",)),
    Collected("audit", N_("Entries of the audit trail"), SERVICE, N_("who did and looked at what"), ("audit",)),
)  # fmt: skip
ACCESS: tuple[Access, ...] = (
    Access(N_("Cases and their pictures"), "own", "halls", "all", "all", "all", "GET /api/v1/evidence/{evidence_id}"),
    Access(N_("Who looked at pictures"), "own", "no", "no", "all", "all", "GET /api/v1/evidence/{evidence_id}/views"),
    Access(N_("Attendance"), "own", "halls", "all", "all", "all", "GET /api/v1/attendance"),
    Access(N_("Months"), "own", "halls", "all", "all", "all", "GET /appraisals/{month}/people/{staff}"),
    Access(N_("A copy of everything about a person"), "own", "own", "own", "own", "own", "GET /my/data.zip"),
    Access(N_("Deciding on cases"), "no", "halls", "no", "all", "no", "POST /queue/{violation_id}/decision"),
    Access(N_("Deciding on appeals"), "no", "no", "all", "no", "no", "POST /api/v1/appeals/{appeal_id}/decision"),
    Access(N_("Locking months"), "no", "no", "all", "no", "no", "POST /api/v1/appraisals/{month}/lock"),
    Access(N_("The audit trail"), "no", "no", "no", "all", "all", "GET /audit"),
    Access(N_("Approving badge readers"), "no", "no", "no", "all", "no", "POST /api/v1/readers/{code}/approve"),
)  # fmt: skip
GRANTS: Mapping[str, str] = {
    "own": N_("own"), "halls": N_("own halls"), "all": N_("all"), "no": N_("no"),
}  # fmt: skip
NEVER: tuple[Never, ...] = (
    Never(
        N_("Recognising faces, or telling by a picture who somebody is"),
        N_(
            "No model for faces is part of the program; a detector finds that somebody is there. Who it was to be "
            "comes from roster and badge alone, and where these do not name exactly one person nobody is named."
        ),
    ),
    Never(
        N_("Judging feelings, bodies, sex or age"),
        N_(
            "Norms about these are of the method that nothing ever finds: a rule pack in which such a rule is found by "
            "a detector is refused when it is read."
        ),
    ),
    Never(
        N_("Deciding without a person"),
        N_(
            "What a rule finds is pending until a named person decides; only what was confirmed counts, nobody decides "
            "on their own case, and somebody else decides on an appeal."
        ),
    ),
    Never(
        N_("Counting what was not seen"),
        N_("Unknown is a state of windows and of attendance: no rule finds anything in it, and it ends an episode."),
    ),
    Never(
        N_("Keeping clear pictures"),
        N_(
            "A frame is deleted once it was looked at. What is kept of a case shows the window's zones alone, every "
            "head that was found hidden and all around it in coarse blocks; it is made before anything is stored."
        ),
    ),
    Never(
        N_("Looking outside of opening hours"),
        N_("Where a hall's hours are set, frames from outside of them are not looked at."),
    ),
)
"""In the order in which people ask."""
