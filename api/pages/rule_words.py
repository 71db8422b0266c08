"""What the codes of rule packs are called on pages, in English; the catalogue has the Chinese."""

from typing import cast

from conduct.rules.rule import Area, Found, Method, Severity, Source
from conduct.rules.seasons import Dress
from conduct.words import CODES, N_

AREAS = cast(dict[Area, str], CODES["area"])
"""In the order in which they are shown."""
METHODS: dict[Method, str] = {
    Method.A: N_("A machine proposes, a named person decides."),
    Method.S: N_("A machine may show candidates, a person judges."),
    Method.M: N_("Only a person on the spot finds it."),
    Method.X: N_("No machine ever looks for it."),
}
FOUND: dict[Found, str] = {
    Found.detector: N_("Found from records"),
    Found.product: N_("Nothing to find"),
    Found.inspection: N_("Found by a person on the spot"),
    Found.waiting: N_("Waiting for its records"),
    Found.never: N_("Never automated"),
}
SOURCES: dict[Source, str] = {
    Source.camera: N_("camera"),
    Source.badge: N_("badge reader"),
    Source.roster: N_("roster"),
    Source.call: N_("record of calls"),
    Source.transcript: N_("transcript"),
    Source.ticket: N_("ticket"),
    Source.appointment: N_("record of appointments"),
    Source.inspection: N_("inspection"),
    Source.evaluator: N_("rating device"),
    Source.audit: N_("audit"),
    Source.appraisal: N_("appraisal"),
}
SEVERITIES: dict[Severity, str] = {severity: CODES["severity"][severity] for severity in Severity}
DRESS: dict[Dress, str] = {
    Dress.long_sleeves: N_("long sleeves, no outerwear"),
    Dress.short_sleeves: N_("short sleeves, no outerwear"),
    Dress.full_suit: N_("the full suit"),
}
LIMITS: dict[str, str] = {
    "late_grace_min": N_("{n} min of grace"),
    "early_grace_min": N_("{n} min of grace"),
    "unattended_grace_s": N_("from {n} s on"),
    "away_limit_s": N_("from {n} s on"),
    "attire_min_minutes": N_("looks over {n} min or more"),
    "attire_min_looks": N_("{n} clear looks or more"),
    "attire_share": N_("{n} % of them against it"),
    "attire_confidence": N_("each sure to {n} % or more"),
}
"""Of what judging finds; other limits are said by the unit that their name ends in."""
UNITS: dict[str, str] = {
    "working_days": N_("{n} working days"),
    "day_of_month": N_("day {n} of the month"),
    "share": N_("{n} %"),
    "months": N_("{n} months"),
    "people": N_("{n} people"),
    "rings": N_("{n} rings"),
    "tones": N_("{n} tones"),
    "days": N_("{n} days"),
    "min": N_("{n} minutes"),
    "h": N_("{n} hours"),
    "s": N_("{n} seconds"),
}
SHARES = ("share", "confidence")
"""What a limit of which 1 is the whole ends in."""

IN_FORCE = N_("In force")
ONLY_WATCHED = N_("Only watched")
NO_POINTS = N_("Points: none.")
POINTS = N_("Points, once a person has confirmed it: {n}")
FREE_FIRST = N_("free in a month: the first {n}")
FROM_NTH = N_("from number {nth} in a month on: {n}")
CAP = N_("all of this area at most {n} points a month")
