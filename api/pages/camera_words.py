"""What the pages of cameras call things, in English; the catalogue has the Chinese."""

from api.language import Language
from api.setup.cameras import INTERVAL_S_MAX, NAME_LENGTH_MAX
from conduct.review.violations import Refused
from conduct.words import N_
from models.values.seeing import SignalKind, Unusable

REFUSALS: dict[str, str] = {
    "bad-code": N_("A code is made of letters a to z, digits, dots, dashes and underscores, 64 at most."),
    "code-taken": N_("There is a camera with this code already, in use or retired. Choose another."),
    "bad-interval": N_("The interval is a number of seconds, more than 0 and at most {most}."),
    "long-name": N_("The name is too long: {length} characters at most."),
    "retired": N_("This camera is retired: nothing about it can be changed any more."),
    "changed-meanwhile": N_(
        "Somebody else has changed these zones meanwhile. What you drew stands below; open the page anew to see theirs."
    ),
    "nothing-gathered": N_("Nothing was gathered yet that could be kept."),
    "unknown-hall": N_("Choose one of the halls."),
}
UNUSABLE: dict[Unusable, str] = {
    Unusable.dark: N_("too dark"),
    Unusable.blurred: N_("too blurred"),
    Unusable.covered: N_("covered"),
    Unusable.no_detector: N_("no person detector at work and no seat tag"),
    Unusable.hidden_tag_nobody: N_(
        "neither the seat tag nor a person is seen, so it cannot be decided: somebody may stand before the tag"
    ),
    Unusable.taught_contradicts_tag: N_("what was taught contradicts the seat tag"),
    Unusable.sign_unread: N_("the away sign could not be read"),
    Unusable.moved: N_("the camera has moved"),
    Unusable.clock_off: N_("the camera's clock is off"),
}
SIGNALS: dict[SignalKind, str] = {
    SignalKind.person: N_("Person"),
    SignalKind.seat_tag: N_("Seat tag"),
    SignalKind.sign_tag: N_("Sign tag"),
    SignalKind.sign_text: N_("Sign text"),
}


def refusal_said(refused: Refused, language: Language) -> str:
    return language.say(REFUSALS[refused.code]).format(most=f"{INTERVAL_S_MAX:g}", length=NAME_LENGTH_MAX)
