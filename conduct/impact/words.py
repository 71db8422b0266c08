"""The fixed sentences of an impact assessment, in English; the catalogue has the Chinese."""

from collections.abc import Mapping

from conduct.words import N_
from models.tables.impact import Topic

NOT_STATED = N_("not stated yet")
ON, OFF = N_("on"), N_("off")
TOPICS: Mapping[Topic, str] = {
    Topic.operator: N_("Who handles the information"),
    Topic.contact: N_("Whom people turn to"),
    Topic.officer: N_("Who is responsible for its protection"),
    Topic.purpose: N_("Purpose"),
    Topic.legal_basis: N_("Legal basis"),
    Topic.necessity: N_("Why it is necessary and proportionate"),
    Topic.consultation: N_("Who was heard before"),
    Topic.risks: N_("What is left of the risks"),
    Topic.decided_by: N_("Who decides that it is done so"),
    Topic.notice_place: N_("Where a notice tells of the camera"),
}
ABOUT = N_(
    "This was written by the service from its own configuration. It says what is set up, and quotes what the operator "
    "states; what nobody stated is listed at the end. Whether that suffices is for the operator to judge, who under "
    "Articles 55 and 56 of the Personal Information Protection Law assesses the impact beforehand and keeps the report "
    "for at least three years."
)
MANNER = N_(
    "What the program does: cameras post pictures; detectors see whether each window is staffed or shows its away "
    "sign; rosters and badges say who was on duty; a rule that is broken becomes a case, which a named person "
    "confirms, dismisses or excuses; whom it concerns can appeal; a month's appraisal is computed from confirmed "
    "cases, signed and locked by people."
)
OF_CAMERAS = N_(
    "A picture of a case shows these zones alone; how long one is kept stands under how long everything is kept and is "
    "the same for all cameras."
)
SPARING = (
    N_("Pictures are looked at within a hall's hours where these are set, and deleted once looked at."),
    N_("Of a case up to four blurred pictures are kept, of the window's zones alone."),
    N_("Where something cannot be told it is unknown, and unknown time counts against nobody."),
    N_("Nobody is identified by a picture; roster and badge say who was on duty."),
)
RESTRAINT = N_("A rule of whose decided cases fewer than {share} were right goes back to watching by itself.")
RIGHTS = (
    (
        N_("To know and to see (Articles 44 and 45)"),
        N_(
            "one's own record shows every case with its pictures, norm, verdict and reason, attendance, appraisals, "
            "and who looked"
        ),
    ),
    (N_("To have a copy (Article 45)"), N_("under My data, with the pictures or without, at any time")),
    (
        N_("To have it corrected (Article 46)"),
        N_("a correction of attendance is asked for beside the shift within seven days and decided by somebody else"),
    ),
    (
        N_("To have it deleted (Article 47)"),
        N_("everything with a bound is deleted by itself; for the rest the contact above"),
    ),
    (
        N_("Not to be decided on by a machine alone (Article 24)"),
        N_("a named person decides on every case, gives the reason, and somebody else decides on an appeal"),
    ),
)
APPEALS = N_("An appeal is lodged within {lodge} working days and decided within {decide}; until then nothing counts.")
SIGNERS = (N_("For the operator"), N_("For the workers' representatives"))
